"""The notes of the demo clinic: believable, safe to prescribe, with units on every value."""

import re
from decimal import Decimal

from tools.demo.schema_items import schema_items
from tools.demo.words.cardiac import CARDIAC
from tools.demo.words.children import CHILDREN
from tools.demo.words.conditions import CLASHES, rx, suited
from tools.demo.words.family import FAMILY

ICD_10_CM = re.compile(r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$")
JOHN = "patient_12345"


def test_every_finished_visit_and_no_other_has_a_record(of_kind):
    finished = {
        (item["appointmentId"], item["patientId"], item["providerId"])
        for item in of_kind("APPOINTMENT")
        if item["status"] == "COMPLETED"
    }
    records = of_kind("RECORD")
    noted = {(item["appointmentId"], item["patientId"], item["providerId"]) for item in records}
    assert noted == finished
    assert len(records) == len(finished)


def test_vital_signs_carry_a_ucum_unit_for_every_value(of_kind):
    units = {
        "bloodPressure": "mm[Hg]",
        "heartRate": "/min",
        "temperature": "Cel",
        "weight": "kg",
        "height": "cm",
        "respiratoryRate": "/min",
        "oxygenSaturation": "%",
    }
    for item in of_kind("RECORD"):
        vitals = item["clinicalData"]["vitalSigns"]
        assert vitals["units"] == units
        assert vitals.keys() - {"units"} == units.keys()


def test_vital_signs_are_humanly_possible(of_kind):
    for item in of_kind("RECORD"):
        vitals = item["clinicalData"]["vitalSigns"]
        systolic, diastolic = map(int, vitals["bloodPressure"].split("/"))
        assert 70 <= systolic <= 185
        assert 40 <= diastolic <= systolic - 15
        assert Decimal(36) <= vitals["temperature"] <= Decimal("39.5")
        assert 55 <= vitals["heartRate"] <= 150
        assert 10 <= vitals["respiratoryRate"] <= 36
        assert 92 <= vitals["oxygenSaturation"] <= 100
        build = vitals["weight"] / (Decimal(vitals["height"]) / 100) ** 2
        assert 11 <= build <= 40, item["SK"]


def test_grown_ups_keep_their_height(of_kind):
    heights = {}
    for item in of_kind("RECORD"):
        height = item["clinicalData"]["vitalSigns"]["height"]
        heights.setdefault(item["patientId"], set()).add(height)
    assert heights[JOHN] == {180}


def test_diagnoses_come_with_code_words_and_severity(of_kind):
    for item in of_kind("RECORD"):
        for diagnosis in item["clinicalData"]["diagnosis"]:
            assert ICD_10_CM.match(diagnosis["code"])
            assert diagnosis["description"]
            assert diagnosis["severity"] in {"MILD", "MODERATE", "SEVERE"}


def test_one_code_has_one_description_everywhere():
    words = {}
    for condition in (*CARDIAC, *FAMILY, *CHILDREN):
        assert words.setdefault(condition.code, condition.description) == condition.description
    assert words["I25.9"] == "Chronic ischemic heart disease, unspecified"
    assert words["I10"] == "Essential (primary) hypertension"
    assert words["E11.9"] == "Type 2 diabetes mellitus without complications"
    assert words["J45.909"] == "Unspecified asthma, uncomplicated"


def test_nobody_is_prescribed_what_they_are_known_not_to_tolerate(of_kind):
    people = [*of_kind("PATIENT"), schema_items()[0]]
    allergies = {i["PK"][5:]: i["medicalInfo"].get("allergies") or [] for i in people}
    for item in of_kind("RECORD"):
        for line in item["clinicalData"]["treatment"]["prescription"]:
            given = line["medication"]
            assert not [a for a in allergies[item["patientId"]] if (a, given) in CLASHES]


def test_amoxicillin_is_changed_for_a_known_penicillin_allergy_only():
    amoxicillin = rx("Amoxicillin, 45 mg/kg/day, Twice daily, 7 days")
    assert suited(amoxicillin, ["Shellfish", "Penicillin"]).medication == "Azithromycin"
    assert suited(amoxicillin, []) == suited(amoxicillin, None) == amoxicillin


def test_follow_ups_that_are_needed_say_when_and_why(of_kind):
    plans = [item["followUp"] for item in of_kind("RECORD")]
    assert {plan["required"] for plan in plans} == {True, False}
    assert all(plan["timeframe"] and plan["notes"] for plan in plans if plan["required"])


def test_john_doe_has_a_history_with_vital_signs_and_medicines(of_kind):
    his = [item for item in of_kind("RECORD") if item["patientId"] == JOHN]
    assert len(his) >= 6
    assert len({item["clinicalData"]["vitalSigns"]["weight"] for item in his}) > 3
    assert all(item["clinicalData"]["treatment"]["prescription"] for item in his)
    assert {item["providerId"] for item in his} == {"provider_98765"}


def test_attachments_are_the_documents_of_that_record(of_kind):
    listed = {
        (paper["documentId"], paper["type"], paper["s3Key"], item["recordId"])
        for item in of_kind("RECORD")
        for paper in item["attachments"]
    }
    stored = {
        (i["documentId"], i["documentInfo"]["type"], i["fileInfo"]["s3Key"], i["recordId"])
        for i in of_kind("DOCUMENT")
    }
    assert listed == stored
