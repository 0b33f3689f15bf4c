"""The people of the demo clinic: names, families, allergies, roles and who may sign in."""

import re
from collections import Counter

from tools.demo.people import DEMO_SIGN_INS
from tools.demo.schema_items import schema_items

ARABIC = re.compile(r"[\u0600-\u06ff]")


def test_the_clinic_has_three_departments_and_twelve_doctors(of_kind):
    doctors = [*of_kind("PROVIDER"), schema_items()[1]]
    departments = Counter(item["professionalInfo"]["department"] for item in doctors)
    assert len(doctors) == 12
    assert departments.keys() == {"Cardiac Surgery", "Family Medicine", "Pediatrics"}


def test_the_front_desk_and_the_compliance_office_are_staffed(of_kind):
    assert len(of_kind("STAFF")) == 3
    assert len(of_kind("COMPLIANCE")) == 2
    assert all(item["department"] for kind in ("STAFF", "COMPLIANCE") for item in of_kind(kind))


def test_john_doe_and_dr_smith_are_not_made_a_second_time(of_kind):
    made = {item["PK"] for item in of_kind("USER")}
    assert not made & {"USER#patient_12345", "USER#provider_98765"}


def test_names_are_met_in_arabic_script_and_in_latin_letters(of_kind):
    names = [item["personalInfo"]["lastName"] for item in of_kind("PATIENT")]
    arabic = sum(bool(ARABIC.search(name)) for name in names)
    assert len(names) / 4 < arabic < 3 * len(names) / 4


def test_families_share_one_phone_number(of_kind):
    phones = Counter(item["personalInfo"]["phoneNumber"] for item in of_kind("PATIENT"))
    assert sum(count >= 3 for count in phones.values()) > 50
    assert phones["+97433445566"] == 4


def test_spouses_and_children_name_each_other_as_the_one_to_call(of_kind):
    people = {item["PK"][5:]: item for item in of_kind("PATIENT")}
    called = [people[f"patient_0000{n}"]["medicalInfo"]["emergencyContact"] for n in (1, 2, 3)]
    assert [contact["name"] for contact in called] == [
        "محمد المناعي",
        "مريم الكواري",
        "مريم الكواري",
    ]
    assert [contact["relationship"] for contact in called] == ["Spouse", "Spouse", "Mother"]


def test_allergies_are_not_asked_none_known_or_listed(of_kind):
    states = Counter(
        "not asked" if known is None else "listed" if known else "none known"
        for known in (item["medicalInfo"].get("allergies") for item in of_kind("PATIENT"))
    )
    assert min(states["not asked"], states["none known"], states["listed"]) > 40


def test_some_are_insured_and_some_pay_for_themselves(of_kind):
    insured = ["insuranceNumber" in item["medicalInfo"] for item in of_kind("PATIENT")]
    assert any(insured)
    assert not all(insured)


def test_both_languages_are_preferred_by_somebody(of_kind):
    languages = Counter(item["preferences"]["language"] for item in of_kind("PATIENT"))
    assert min(languages["ar"], languages["en"]) > 40


def test_no_two_people_share_an_e_mail_or_a_sign_in(of_kind):
    people = [*of_kind("USER"), *schema_items()[:2]]
    for values in (
        [item["GSI1PK"] for item in people],
        [item["cognitoUserId"] for item in people],
    ):
        assert len(set(values)) == len(values)


def test_who_may_sign_in_exists_in_that_role_under_that_e_mail(of_kind):
    people = {item["GSI1SK"]: item for item in [*of_kind("USER"), *schema_items()[:2]]}
    for role, user_id, username in DEMO_SIGN_INS:
        if role == "proxy":  # no item of the schema's: test_proxies.py
            continue
        person = people[f"USER#{user_id}"]
        assert person["userType"] == role.upper()
        assert person["personalInfo"]["email"] == username
    roles = Counter(role for role, _, _ in DEMO_SIGN_INS)
    assert roles == {"patient": 2, "proxy": 1, "provider": 2, "staff": 2, "compliance": 1}


def test_the_second_patient_who_signs_in_prefers_arabic(of_kind):
    mariam = next(item for item in of_kind("PATIENT") if item["PK"] == "USER#patient_00001")
    assert mariam["preferences"]["language"] == "ar"
    assert mariam["personalInfo"]["firstName"] == "مريم"
