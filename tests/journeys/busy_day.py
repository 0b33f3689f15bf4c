"""A full clinic: many doctors with ten visits each on one day, as far as the morning has come."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import product

from tests.journeys.guests import Item, at, doctor, patient, visit

DEPARTMENTS = ("Cardiology", "Dermatology", "Endocrinology", "Neurology", "Orthopaedics")
FIRST = ("Amal", "Bilal", "Carmen", "Dalal", "Ebrahim", "Fatima", "Ghassan", "Hessa", "Ibtisam",
         "Jaber", "Khalid", "Maha")  # fmt: skip
LAST = (
    "Abboud",
    "Bakri",
    "Daher",
    "Fares",
    "Ghanem",
    "Hamdan",
    "Issa",
    "Jassim",
    "Kanaan",
    "Marri",
)
STARTS = ("08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "12:30", "13:30", "15:00")
TITLES = ("Dr. Ali", "Dr. Badria", "Dr. Celine", "Dr. Dina", "Dr. Emad", "Dr. Farid")
FAMILIES = ("Sayed", "Khoury", "Rahman", "Osman", "Qasim")


def full_day(
    day: date, now: datetime, *, doctors: int = 12, department: str = ""
) -> Iterator[Item]:
    """The doctors, their patients and their visits of that day; `now` decides how far each is."""
    for n in range(doctors):
        yield doctor(f"provider_busy_{n:02}", name_of_doctor(n),
                     department or DEPARTMENTS[n % len(DEPARTMENTS)],
                     {day: ("08:00", "17:00")})  # fmt: skip
    people = list(product(LAST, FIRST))
    for n, clock in product(range(doctors), STARTS):
        place = STARTS.index(clock)
        last, first = people[(n * len(STARTS) + place) % len(people)]
        who = f"patient_busy_{n:02}_{place}"
        yield patient(who, f"{first} {last}", f"+9745{n:02}{place:05}")
        starts = at(day, clock)
        yield visit(f"appointment_busy_{n:02}_{place}", who, f"provider_busy_{n:02}", starts,
                    status_of(starts, now, n)) | arrival(starts, now, n)  # fmt: skip


def name_of_doctor(n: int) -> str:
    """Doctors one can tell apart."""
    return f"{TITLES[n % len(TITLES)]} {FAMILIES[n % len(FAMILIES)]}"


def status_of(starts: datetime, now: datetime, n: int) -> str:
    """Most of what is over is over; some wait, one of twelve never came."""
    ago = (now - starts) / timedelta(minutes=1)
    if ago > 45:
        return "NO_SHOW" if n % 12 == 5 else "COMPLETED" if n % 12 != 7 else "SCHEDULED"
    if ago > 15:
        return ("IN_CONSULTATION", "IN_ROOM", "ARRIVED", "SCHEDULED")[n % 4]
    if ago > -20:
        return ("ARRIVED", "SCHEDULED", "CONFIRMED")[n % 3]
    return ("SCHEDULED", "CONFIRMED")[n % 2]


def arrival(starts: datetime, now: datetime, n: int) -> Item:
    """When whoever is here came: some early, some late."""
    if status_of(starts, now, n) not in ("ARRIVED", "IN_ROOM", "IN_CONSULTATION", "COMPLETED"):
        return {}
    came = min(starts - timedelta(minutes=12 - 3 * n % 20), now).astimezone(UTC)
    return {"arrivedAt": f"{came:%Y-%m-%dT%H:%M:%SZ}"}
