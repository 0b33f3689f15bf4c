"""The demo clinic as a whole: repeatable, of the right size, with keys that fit the bodies."""

import json
import re
from collections import Counter
from datetime import date

import pytest

from tools.demo.clinic import demo_clinic

ID = re.compile(r"^(patient|provider|staff|compliance|consultation|appointment|doc)_[0-9]+$")
REQUIRED = {
    "USER": {"userType", "cognitoUserId", "personalInfo"},
    "RECORD": {"recordType", "visitInfo", "clinicalData", "followUp", "attachments"},
    "APPOINTMENT": {"schedulingInfo", "reason", "preparation", "reminder", "payment"},
    "DOCUMENT": {"documentInfo", "fileInfo", "security", "recordId"},
}
EVERYWHERE = {"PK", "SK", "GSI1PK", "GSI1SK", "entityType", "createdAt", "updatedAt", "status"}


def test_the_same_arguments_give_the_same_clinic():
    once = list(demo_clinic(patients=10, seed=7, today=date(2026, 3, 3)))
    again = list(demo_clinic(patients=10, seed=7, today=date(2026, 3, 3)))
    assert once == again


def test_another_seed_gives_another_clinic():
    once = list(demo_clinic(patients=5, seed=1, today=date(2026, 3, 3)))
    other = list(demo_clinic(patients=5, seed=2, today=date(2026, 3, 3)))
    assert once != other


def test_tomorrow_the_same_visits_keep_their_ids_times_and_patients():
    def visits(today):
        items = demo_clinic(patients=60, today=today)
        return {
            item["appointmentId"]: (item["SK"], item["patientId"], item["createdAt"])
            for item in items
            if item["entityType"] == "APPOINTMENT"
        }

    monday, tuesday = visits(date(2026, 11, 23)), visits(date(2026, 11, 24))
    shared = monday.keys() & tuesday.keys()
    assert len(shared) > 50
    assert all(monday[name] == tuesday[name] for name in shared)


def test_a_clinic_without_patients_is_refused():
    with pytest.raises(ValueError, match="at least one patient"):
        list(demo_clinic(patients=0, today=date(2026, 3, 3)))


def test_a_clinic_of_one_patient_still_opens():
    items = list(demo_clinic(patients=1, today=date(2026, 3, 3)))
    assert Counter(item.get("userType") for item in items)["PATIENT"] == 1


def test_four_hundred_patients_make_a_few_thousand_items(demo_items):
    counts = Counter(item["entityType"] for item in demo_items)
    assert 2500 <= len(demo_items) <= 4500
    assert counts["USER"] == 400 + 11 + 5
    assert counts["RECORD"] > 800
    assert counts["DOCUMENT"] > 200


def test_no_key_appears_twice(demo_items):
    keys = Counter((item["PK"], item["SK"]) for item in demo_items)
    assert max(keys.values()) == 1


def test_every_item_has_what_the_schema_requires(demo_items):
    for item in demo_items:
        wanted = EVERYWHERE | REQUIRED[item["entityType"]]
        assert wanted <= item.keys(), item["SK"]
        assert item["createdAt"] <= item["updatedAt"], item["SK"]


def test_ids_are_well_formed_and_hold_no_hash_sign(demo_items):
    names = ("patientId", "providerId", "recordId", "appointmentId", "documentId")
    ids = {item[name] for item in demo_items for name in names if name in item}
    ids |= {item["PK"].removeprefix("USER#") for item in demo_items}
    assert [name for name in ids if not ID.match(name)] == []


def test_the_keys_of_visits_say_what_their_bodies_say(of_kind):
    for item in of_kind("APPOINTMENT"):
        starts, name = item["schedulingInfo"]["appointmentDate"], item["appointmentId"]
        assert item["PK"] == f"USER#{item['patientId']}"
        assert item["SK"] == f"APPOINTMENT#{name}#{starts}"
        assert item["GSI1PK"] == f"PROVIDER#{item['providerId']}"
        assert item["GSI1SK"] == f"APPOINTMENT#{starts}"
        assert item["GSI2PK"] == f"APPOINTMENT_DATE#{starts[:10]}"
        assert item["GSI2SK"] == f"{starts[11:]}#{name}"


def test_the_keys_of_records_say_what_their_bodies_say(of_kind):
    for item in of_kind("RECORD"):
        starts = item["visitInfo"]["date"]
        assert item["PK"] == f"USER#{item['patientId']}"
        assert item["SK"] == f"RECORD#{item['recordId']}#{starts}"
        assert item["GSI1PK"] == f"PROVIDER#{item['providerId']}"
        assert item["GSI1SK"] == f"RECORD#{starts}"
        assert item["GSI2PK"] == f"RECORD_TYPE#{item['recordType']}"
        assert item["GSI2SK"] == starts


def test_the_keys_of_documents_say_what_their_bodies_say(of_kind):
    for item in of_kind("DOCUMENT"):
        assert item["PK"] == f"USER#{item['patientId']}"
        assert item["SK"] == f"DOCUMENT#{item['documentId']}#{item['createdAt']}"
        assert item["GSI1PK"] == f"DOCUMENT_TYPE#{item['documentInfo']['type']}"
        assert item["GSI1SK"] == item["createdAt"]


def test_the_keys_of_people_say_what_their_bodies_say(of_kind):
    for item in of_kind("USER"):
        assert item["GSI1PK"] == f"EMAIL#{item['personalInfo']['email']}"
        assert item["GSI1PK"] == item["GSI1PK"][:6] + item["GSI1PK"][6:].lower()
        assert item["GSI1SK"] == item["PK"]


def test_fractions_are_exact_numbers_and_never_floats(demo_items):
    def floats(value):
        if isinstance(value, dict):
            return any(floats(inner) for inner in value.values())
        if isinstance(value, list):
            return any(floats(inner) for inner in value)
        return isinstance(value, float)

    assert [item["SK"] for item in demo_items if floats(item)] == []


def test_every_item_can_be_written_as_json(demo_items):
    assert all(json.dumps(item, default=float) for item in demo_items)
