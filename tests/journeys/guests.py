"""People and visits that a journey needs for itself, brought in as any import would bring them.

They are in the schema's shape. The doctors here have hours on given days only, so that the boards
of all other journeys stay as short as they were.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from medisecure.clock import now
from tests.journeys.pages import (
    CLINIC,
    JOHN,
    MARIAM,
    NIGHT_DOCTOR,
    PROTECTED,
    REPEATS,
    SERIES,
    TO_COME,
    TO_COME_DAY,
)
from tests.journeys.site import Item, Site, load
from tests.journeys.tries import FIRST, Try
from tests.people import MOMENT, profile


def bring_in(site: Site, items: Iterable[Item]) -> None:
    """Load the items into the site's cloud, with their search words, claims and reminders."""
    load(site.environ, items)


def protected_entry() -> Item:
    """What the night doctor wrote of John and keeps apart."""
    seen = "2025-06-20T20:00:00Z"
    return {
        "PK": f"USER#{JOHN}", "SK": f"RECORD#{PROTECTED}#{seen}", "entityType": "RECORD",
        "recordType": "CONSULTATION", "recordId": PROTECTED, "patientId": JOHN,
        "providerId": NIGHT_DOCTOR, "visitInfo": {"date": seen}, "isSensitive": True,
        "clinicalData": {"chiefComplaint": "Poor sleep"},
        "createdAt": seen, "updatedAt": seen, "status": "COMPLETED",
    }  # fmt: skip


def day_to_come(number: int) -> date:
    """The day so many days from now, at the clinic."""
    return now().astimezone(CLINIC).date() + timedelta(days=number)


def at(day: date, clock: str) -> datetime:
    """The instant of a wall-clock time at the clinic, in UTC."""
    return datetime.combine(day, time.fromisoformat(clock), CLINIC).astimezone(UTC)


def doctor(
    provider_id: str, name: str, department: str, open_on: Mapping[date, tuple[str, str]]
) -> Item:
    """A doctor who works on those days only, by the wall clock, holidays or not."""
    first, last = name.rsplit(" ", 1)
    exceptions = [
        {"day": day.isoformat(), "start": start, "end": end}
        for day, (start, end) in open_on.items()
    ]
    return profile(provider_id, "PROVIDER", first, last, f"{provider_id}@medisecure.com") | {
        "professionalInfo": {"department": department, "hospital": "MediSecure Clinic"},
        "availability": {"exceptions": exceptions, "consultationFee": 150, "currency": "QAR"},
    }


def patient(patient_id: str, name: str, phone: str, born: str = "1980-01-31") -> Item:
    """Somebody to be found by name, number or birth date; they do not sign in."""
    first, last = name.rsplit(" ", 1)
    mail = f"{patient_id}@example.com"
    return profile(patient_id, "PATIENT", first, last, mail, phone=phone, born=born)


def visit(
    name: str, patient_id: str, provider_id: str, starts_at: datetime, status: str = "SCHEDULED"
) -> Item:
    """Half an hour with that doctor."""
    starts = f"{starts_at:%Y-%m-%dT%H:%M:%SZ}"
    return {
        "PK": f"USER#{patient_id}",
        "SK": f"APPOINTMENT#{name}#{starts}",
        "entityType": "APPOINTMENT",
        "appointmentId": name,
        "patientId": patient_id,
        "providerId": provider_id,
        "schedulingInfo": {
            "appointmentDate": starts,
            "duration": 30,
            "type": "CONSULTATION",
            "location": "MediSecure Clinic",
            "mode": "IN_PERSON",
        },
        "createdAt": MOMENT,
        "updatedAt": MOMENT,
        "status": status,
    }


# Who comes, and on which days; far enough ahead to be moved and reminded of.
MORNING, HALF = ("08:00", "12:00"), timedelta(minutes=30)
NIGHT_DAY, MOVING_DAY, ILL_DAY, PHONE_DAY = (day_to_come(n) for n in (3, 5, 2, 4))
ILL_DOCTOR, COLLEAGUE = "provider_ill", "provider_hana"
DEPARTMENT = "Rheumatology"
ONE_NUMBER = "+97433990017"
MOHAMEDS = {
    "patient_mohamed_1": ("Mohamed Al-Emadi", "1949-03-02"),
    "patient_mohamed_2": ("Mohamed Ali Al-Emadi", "1978-11-20"),
    "patient_mohamed_3": ("Mohamed Hassan Al-Emadi", "2009-07-01"),
    "patient_mohamed_4": ("Mohamed Yousef Al-Emadi", "2014-05-14"),
}
TWELVE = {
    f"patient_ill_{n:02}": f"{first} Darwish"
    for n, first in enumerate(
        ("Abir", "Basma", "Camille", "Dana", "Eman", "Farah", "Ghada", "Hind", "Iman", "Jana",
         "Karima", "Lulwa"), 1)
}  # fmt: skip
DROPPED = {
    "patient_dropped_1": ("Widad Nasser", "09:00"),
    "patient_dropped_2": ("Yara Nasser", "10:00"),
}
WALKS_IN = ("patient_walks_in", "Rashid Tamimi", "+97455443322", "1991-09-09")
MISSED, FORGOTTEN = ("patient_missed", "Noof Sulaiti"), ("patient_forgotten", "Aisha Sulaiti")


GIVES_UP, GIVEN_UP, TOO_LATE = "patient_gives_up", "appointment_given_up", "appointment_too_late"
FACE = "patient_shows_a_face"
TO_MOVE, MOVED_FAST = "appointment_to_move", "appointment_moved_fast"
WAITING_DAY = day_to_come(300)
PAID = {"fee": 150, "currency": "QAR", "status": "PAID", "method": "CARD", "paidAt": MOMENT}


def everyone() -> list[Item]:
    """All who are needed by first tries, and their visits, each once."""
    needed = (a_night, to_be_moved, moved_fast, given_up, falls_ill, dropped, walks_in, missed,
              shows_a_face, callers, coming)  # fmt: skip
    items = (item for furnish in needed for item in furnish(FIRST))
    return list({(item["PK"], item["SK"]): item for item in items}.values())


def a_night(this: Try) -> Iterator[Item]:
    """The doctor who works at night; another one for each try."""
    open_on = {NIGHT_DAY: ("00:00", "02:00"), MOVING_DAY: MORNING, WAITING_DAY: MORNING,
               TO_COME_DAY: MORNING}  # fmt: skip
    days = {this.day(each): hours for each, hours in open_on.items()}
    yield doctor(this.of(NIGHT_DOCTOR), this.named("Dr. Salma Layl"), "Sleep Medicine", days)


def to_be_moved(this: Try) -> Iterator[Item]:
    """Mariam's visit that she moves."""
    yield from a_night(this)
    starts = at(this.day(MOVING_DAY), "10:00")
    yield visit(this.of(TO_MOVE), MARIAM, this.of(NIGHT_DOCTOR), starts)


def moved_fast(this: Try) -> Iterator[Item]:
    """John's visit that he moves."""
    yield from a_night(this)
    starts = at(this.day(TO_COME_DAY), "08:00")
    yield visit(this.of(MOVED_FAST), JOHN, this.of(NIGHT_DOCTOR), starts)


def given_up(this: Try) -> Iterator[Item]:
    """One that is given up, and John's later on the same day."""
    yield from a_night(this)
    yield patient(this.of(GIVES_UP), this.named("Huda Mannai"), "+97455000003")
    day, whose = this.day(WAITING_DAY), this.of(NIGHT_DOCTOR)
    yield visit(this.of(GIVEN_UP), this.of(GIVES_UP), whose, at(day, "08:30"))
    yield visit(this.of(TOO_LATE), JOHN, whose, at(day, "11:00"))


def department(this: Try) -> str:
    """Where the one who falls ill and her colleague are."""
    return this.named(DEPARTMENT)


def colleague(this: Try) -> Item:
    """Who has room for the visits of the one who fell ill."""
    beside = {ILL_DAY: ("08:00", "16:00"), PHONE_DAY: MORNING}
    return doctor(
        this.of(COLLEAGUE), this.named("Dr. Hana Sabah"), department(this), beside
    )  # fmt: skip


def falls_ill(this: Try) -> Iterator[Item]:
    """A doctor with twelve visits, and her colleague."""
    ill = {ILL_DAY + timedelta(days=n): ("08:00", "14:00") for n in range(3)}
    whose = this.of(ILL_DOCTOR)
    yield doctor(whose, this.named("Dr. Ibrahim Marzouq"), department(this), ill)
    yield colleague(this)
    for n, (who, name) in enumerate(TWELVE.items()):
        yield patient(this.of(who), name, f"+974551122{n:02}")
        starts = at(ILL_DAY, "08:00") + n * HALF
        yield visit(this.of(f"appointment_ill_{n:02}"), this.of(who), whose, starts)


def dropped(this: Try) -> Iterator[Item]:
    """Two visits of the colleague's that are dropped on another time."""
    yield colleague(this)
    for who, (name, clock) in DROPPED.items():
        yield patient(this.of(who), name, "+97455110000")
        starts = at(ILL_DAY, clock)
        yield visit(this.of(f"appointment_of_{who}"), this.of(who), this.of(COLLEAGUE), starts)


def walks_in(this: Try) -> Iterator[Item]:
    """Somebody known who comes without a visit."""
    who, name, *rest = WALKS_IN
    yield patient(this.of(who), this.named(name), *rest)


def shows_a_face(this: Try) -> Iterator[Item]:
    """Who agrees to a photo."""
    yield patient(this.of(FACE), this.named("Wafa Mannai"), "+97455000005")


def missed(this: Try) -> Iterator[Item]:
    """A visit of a few hours ago of which nobody has said how it ended."""
    who, name = MISSED
    yield patient(this.of(who), this.named(name), "+97455000001")
    starts = this_hour() - (6 + 2 * this.number) * HALF
    yield visit(this.of("appointment_missed"), this.of(who), COLLEAGUE, starts)


def this_hour() -> datetime:
    return now().replace(minute=0, second=0, microsecond=0)


def callers(_this: Try) -> Iterator[Item]:
    """Those who call, and whose visits are read only."""
    for who, (name, born) in MOHAMEDS.items():
        yield patient(who, name, ONE_NUMBER, born)
    yield patient(REPEATS, "Latifa Kuwari", "+97455000004")
    yield patient(*FORGOTTEN, "+97455000002")


def coming(_this: Try) -> Iterator[Item]:
    """John's visit to come and what is protected of his, a series, and one that stays open."""
    yield visit(TO_COME, JOHN, NIGHT_DOCTOR, at(TO_COME_DAY, "10:00"))
    yield protected_entry()
    for n in (1, 2):
        starts = at(TO_COME_DAY + timedelta(days=n - 1), "11:00")
        yield visit(f"{SERIES}-0{n}", REPEATS, NIGHT_DOCTOR, starts) | {
            "seriesId": SERIES, "payment": PAID}  # fmt: skip
    yield visit("appointment_forgotten", FORGOTTEN[0], COLLEAGUE, this_hour() - 4 * HALF)
