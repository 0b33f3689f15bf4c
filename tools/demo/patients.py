"""The patients of the demo clinic: their profiles, and what visits need to know about them."""

import random
from dataclasses import dataclass
from datetime import date, time, timedelta

from tools.demo.clinic_time import ZONE_NAME, local, stamp
from tools.demo.dice import dice, sign_in_id
from tools.demo.doctors import CARDIAC_SURGERY, DOCTORS, FAMILY_MEDICINE, PEDIATRICS, SMITH
from tools.demo.households import Household, Member, household_of, member, nearest_adult
from tools.demo.schema_items import JOHN_DOE, Item, schema_items
from tools.demo.words.places import ALLERGIES, BLOOD_TYPES

MARIAM = "patient_00001"
_SCHEMA_NUMBER = int(JOHN_DOE.removeprefix("patient_"))
_CHILD_BORN_FROM = date(2011, 1, 1)
_HEART_BORN_UNTIL = date(1990, 12, 31)
_FIRST_REGISTERED = date(2023, 1, 1)
_REGISTERED_WITHIN_DAYS = 540
_NOT_ASKED, _NONE_KNOWN = 0.2, 0.65
_CONTACT_BY = ("email", "sms", "email", "phone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What the calendar and the notes need to know about one patient."""

    patient_id: str
    born: date
    gender: str
    allergies: list[str] | None
    language: str
    department: str
    doctor_id: str
    item: Item


def john_doe() -> Patient:
    """The schema's own patient, in the care of Dr. Smith."""
    return _from_item(schema_items()[0], CARDIAC_SURGERY, SMITH.provider_id)


def invented_patients(count: int, *, seed: int) -> list[Patient]:
    """The first `count` invented patients; the same number is always the same person."""
    return [_patient(seed, number) for number in range(1, count + 1)]


def _patient(seed: int, number: int) -> Patient:
    household = household_of(seed, number)
    person = member(seed, number, household)
    source = dice(seed, "profile", number)
    department = _department(source, person.born)
    doctors = [doctor.provider_id for doctor in DOCTORS if doctor.department == department]
    item = _profile(source, seed, number, person, household)
    doctor_id = source.choice(doctors)
    if item["PK"] == f"USER#{MARIAM}":
        department, doctor_id = FAMILY_MEDICINE, "provider_00001"
    return _from_item(item, department, doctor_id)


def _from_item(item: Item, department: str, doctor_id: str) -> Patient:
    return Patient(
        patient_id=item["PK"].removeprefix("USER#"),
        born=date.fromisoformat(item["personalInfo"]["dateOfBirth"]),
        gender=item["personalInfo"]["gender"],
        allergies=item["medicalInfo"].get("allergies"),
        language=item["preferences"]["language"],
        department=department,
        doctor_id=doctor_id,
        item=item,
    )


def _department(source: random.Random, born: date) -> str:
    roll = source.random()
    if born >= _CHILD_BORN_FROM:
        return PEDIATRICS
    return CARDIAC_SURGERY if born <= _HEART_BORN_UNTIL and roll < 1 / 2 else FAMILY_MEDICINE


def _profile(
    source: random.Random, seed: int, number: int, person: Member, household: Household
) -> Item:
    patient_id = f"patient_{number + (number >= _SCHEMA_NUMBER):05}"
    tail = "" if patient_id == MARIAM else str(number)
    email = f"{person.first_name[1]}.{person.last_name[1]}{tail}@example.com"
    day = _FIRST_REGISTERED + timedelta(days=source.randrange(_REGISTERED_WITHIN_DAYS))
    registered = stamp(local(day, time(8, source.randrange(60))))
    return {
        "PK": f"USER#{patient_id}",
        "SK": "PROFILE#main",
        "GSI1PK": f"EMAIL#{email}",
        "GSI1SK": f"USER#{patient_id}",
        "entityType": "USER",
        "userType": "PATIENT",
        "cognitoUserId": sign_in_id(source),
        "personalInfo": {
            "firstName": person.first_name[0],
            "lastName": person.last_name[0],
            "email": email,
            "phoneNumber": household.phone,
            "dateOfBirth": person.born.isoformat(),
            "gender": person.gender,
            "address": household.address,
        },
        "medicalInfo": _medical_info(source, seed, number, household),
        "preferences": {
            "language": "ar" if number == 1 else source.choice(household.people.languages),
            "timezone": ZONE_NAME,
            "communicationMethod": source.choice(_CONTACT_BY),
        },
        "createdAt": registered,
        "updatedAt": registered,
        "status": "ACTIVE",
    }


def _medical_info(source: random.Random, seed: int, number: int, household: Household) -> Item:
    info: Item = {}
    blood_type = source.choice(BLOOD_TYPES)
    if blood_type:
        info["bloodType"] = blood_type
    roll, known = source.random(), list(source.choice(ALLERGIES))
    if roll >= _NOT_ASKED:
        info["allergies"] = [] if roll < _NONE_KNOWN else known
    info["emergencyContact"] = _emergency_contact(source, seed, number, household)
    policy = source.randrange(10**8, 10**9)
    if household.insurer:
        name, letters = household.insurer
        info |= {"insuranceProvider": name, "insuranceNumber": f"{letters}{policy}"}
    return info


def _emergency_contact(source: random.Random, seed: int, number: int, household: Household) -> Item:
    adult = nearest_adult(seed, number, household)
    if adult is None:
        first_name = source.choice(household.people.men + household.people.women)[0]
        adult = f"{first_name} {household.husband_name[0]}", "Sibling"
    name, relationship = adult
    return {"name": name, "relationship": relationship, "phoneNumber": household.other_phone}
