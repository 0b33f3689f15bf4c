"""The twelve doctors of the demo clinic, their departments, rooms and hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from tools.demo.dice import dice, sign_in_id
from tools.demo.schema_items import DR_SMITH, Item

CARDIAC_SURGERY = "Cardiac Surgery"
FAMILY_MEDICINE = "Family Medicine"
PEDIATRICS = "Pediatrics"
HOSPITAL = "Hamad Medical Corporation"

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONDAY, _TUESDAY, _WEDNESDAY, _THURSDAY, _FRIDAY, _SATURDAY, _SUNDAY = range(7)
_WORKING_WEEK = (_SUNDAY, _MONDAY, _TUESDAY, _WEDNESDAY, _THURSDAY)
_OPENED = "2025-06-01T05:00:00Z"

Hours = dict[int, tuple[time, time]]
"""Weekday (Monday is 0) → start and end on the clock in Doha."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doctor:
    """One doctor: who, where, when, and the fee in Qatari riyals."""

    provider_id: str
    first_name: str
    last_name: str
    email: str
    department: str
    specialization: str
    room: int
    years: int
    fee: int
    hours: Hours
    gender: str
    languages: tuple[str, ...]
    latin_name: str
    """The whole name in Latin letters, for papers printed in English."""

    @property
    def location(self) -> str:
        """The room in the schema's words."""
        return f"{HOSPITAL} - Room {self.room}"


def _hours(start: int, end: int, *, without: int | None = None, duty: bool = False) -> Hours:
    """Whole hours of the Qatari week (Sunday to Thursday); `duty` adds the weekend duty."""
    hours = {day: (time(start), time(end)) for day in _WORKING_WEEK if day != without}
    if duty:
        hours[_FRIDAY] = (time(8), time(11, 30))
        hours[_SATURDAY] = (time(8), time(14))
    return hours


def _doctor(
    number: int, name: str, email: str, place: tuple[str, str, int], hours: Hours, *, who: str
) -> Doctor:
    """`who`: the gender, then the codes of the languages spoken with patients."""
    first_name, last_name, *latin = name.split("|")
    gender, *languages = who.split()
    return Doctor(
        provider_id=f"provider_{number:05}",
        first_name=first_name,
        last_name=last_name,
        email=f"{email}@medisecure.com",
        department=place[0],
        specialization=place[1],
        room=205 + number,
        years=4 + number * 5 % 23,
        fee=place[2],
        hours=hours,
        gender=gender,
        languages=tuple(languages),
        latin_name=latin[0] if latin else f"{first_name} {last_name}",
    )


SMITH = Doctor(
    provider_id=DR_SMITH,
    first_name="Dr. Sarah",
    last_name="Smith",
    email="dr.smith@medisecure.com",
    department=CARDIAC_SURGERY,
    specialization="Cardiology",
    room=205,
    years=15,
    fee=200,
    hours={day: (time(8), time(17)) for day in (_MONDAY, _TUESDAY, _WEDNESDAY)},
    gender="F",
    languages=("en",),
    latin_name="Dr. Sarah Smith",
)
"""As printed in the schema: she works Monday to Wednesday."""

_CARDIOLOGY = (CARDIAC_SURGERY, "Cardiology", 220)
_SURGERY = (CARDIAC_SURGERY, "Cardiothoracic Surgery", 300)
_FAMILY = (FAMILY_MEDICINE, "Family Medicine", 150)
_DIABETES = (FAMILY_MEDICINE, "Diabetes and Endocrinology", 180)
_CHILDREN = (PEDIATRICS, "General Pediatrics", 160)

GENERATED_DOCTORS = (
    _doctor(
        1,
        "Dr. Yousef|Al-Mansoori",
        "dr.almansoori",
        _FAMILY,
        _hours(7, 15, duty=True),
        who="M ar en",
    ),
    _doctor(
        2,
        "Dr. Anita|Menon",
        "dr.menon",
        _FAMILY,
        _hours(8, 16),
        who="F en hi ml",
    ),
    _doctor(
        3,
        "د. هدى|الخاطر|Dr. Huda Al-Khater",
        "dr.alkhater",
        _FAMILY,
        _hours(7, 14),
        who="F ar en",
    ),
    _doctor(
        4,
        "Dr. James|Okafor",
        "dr.okafor",
        _DIABETES,
        _hours(8, 16, without=_TUESDAY),
        who="M en",
    ),
    _doctor(
        5,
        "Dr. Claire|Dubois",
        "dr.dubois",
        _FAMILY,
        _hours(9, 17),
        who="F fr en",
    ),
    _doctor(
        6,
        "Dr. Khalid|Al-Ansari",
        "dr.alansari",
        _SURGERY,
        _hours(7, 15),
        who="M ar en",
    ),
    _doctor(
        7,
        "Dr. Ravi|Sharma",
        "dr.sharma",
        _CARDIOLOGY,
        _hours(8, 16, duty=True),
        who="M en hi",
    ),
    _doctor(
        8,
        "د. طارق|المصري|Dr. Tariq Al-Masri",
        "dr.almasri",
        _CARDIOLOGY,
        _hours(8, 15, without=_THURSDAY),
        who="M ar en",
    ),
    _doctor(
        9,
        "Dr. Mariam|Haddad",
        "dr.haddad",
        _CHILDREN,
        _hours(7, 15, duty=True),
        who="F ar en fr",
    ),
    _doctor(
        10,
        "Dr. Grace|Villanueva",
        "dr.villanueva",
        _CHILDREN,
        _hours(8, 16),
        who="F en fil",
    ),
    _doctor(
        11,
        "د. نورة|النعيمي|Dr. Noora Al-Naimi",
        "dr.alnaimi",
        _CHILDREN,
        _hours(8, 14),
        who="F ar en",
    ),
)
DOCTORS = (*GENERATED_DOCTORS, SMITH)
"""All twelve; Dr. Smith comes last so that her extra days disturb nobody's plan."""
DOCTOR = {doctor.provider_id: doctor for doctor in DOCTORS}


def doctor_items() -> Iterator[Item]:
    """The profiles of the eleven doctors the schema does not print."""
    for number, doctor in enumerate(GENERATED_DOCTORS, start=1):
        yield {
            "PK": f"USER#{doctor.provider_id}",
            "SK": "PROFILE#main",
            "GSI1PK": f"EMAIL#{doctor.email}",
            "GSI1SK": f"USER#{doctor.provider_id}",
            "entityType": "USER",
            "userType": "PROVIDER",
            "cognitoUserId": sign_in_id(dice("sign-in", doctor.provider_id)),
            "personalInfo": {
                "firstName": doctor.first_name,
                "lastName": doctor.last_name,
                "email": doctor.email,
                "phoneNumber": f"+974440012{number:02}",
                "gender": doctor.gender,
            },
            "professionalInfo": {
                "licenseNumber": f"QMD{20000 + number * 137}",
                "specialization": doctor.specialization,
                "hospital": HOSPITAL,
                "department": doctor.department,
                "yearsOfExperience": doctor.years,
                "languages": list(doctor.languages),
            },
            "availability": {
                "workingHours": _working_hours(doctor.hours),
                "consultationFee": doctor.fee,
                "currency": "QAR",
                "rooms": [f"Room {100 + number}", "Treatment room"],
            },
            "createdAt": _OPENED,
            "updatedAt": _OPENED,
            "status": "ACTIVE",
        }


def _working_hours(hours: Hours) -> Item:
    return {
        WEEKDAYS[day]: {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
        for day, (start, end) in hours.items()
    }
