"""A full clinic's day, and the pages that show it: doctors with ten visits each, a long history.

`crowd.MANY` is a patient of 5,000 entries, a quarter of them looks; with `LOOKS` more the trail
about them has 5,000, and today's trail of the whole clinic begins with these.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from appointments.scheduling.times import cells
from appointments.visits.repository import DAY
from medisecure.clock import CLINIC_ZONE, clinic_date, from_utc_text, now, zone
from medisecure.dynamodb.calls.wire import typed_item
from medisecure.importing.loading import load
from medisecure.web.input.fields import new_id
from medisecure.wiring import system_work
from providers.directory.repository import PROVIDER
from tools.bench import people
from tools.bench.clinic import crowd
from tools.bench.pages import Page, free_slots
from tools.demo.schema_items import DR_SMITH
from tools.drills.cast import doctor

DEPARTMENT, HOUSE = 12, 30  # doctors beside each other on a board
VISITS_EACH, MINUTES, FIRST_HOUR = 10, 30, 8
LOOKS = 3_750
HALF_AN_HOUR = timedelta(minutes=MINUTES)
AHEAD = 7  # days: far enough that nothing of it is over


@dataclass(frozen=True, slots=True)
class Full:
    """A page on a real day, and what the yardstick does beside it: calls of the store, rows.

    Both are what this page had when its ratio was first kept, so that asking less counts.
    """

    page: Page
    calls: int
    rows: int

    @property
    def name(self) -> str:
        return self.page.name


def fill() -> list[Full]:
    """Everything the pages show, into a clinic that has Dr. Smith; the pages."""
    day = clinic_date(now()) + timedelta(days=AHEAD)
    crowd.add_patient(crowd.MANY)
    crowd.write(crowd.looks(crowd.MANY, LOOKS))
    for name, count in ((f"of {DEPARTMENT}", DEPARTMENT), (f"of {HOUSE}", HOUSE)):
        book_day([_loaded(name) for _ in range(count)], day)
    smiths = fill_day(DR_SMITH)
    crowd.settle(PROVIDER.cached_as)
    return pages_of(day, smiths)


def pages_of(day: date, smiths: date) -> list[Full]:
    """The pages that are measured, the busiest of each role: a day of the boards, and one of
    Dr. Smith's.
    """
    patient = f"/patients/{crowd.MANY}/"
    board = f"/board/?date={day}&department=of%20"
    return [
        Full(Page("home, long history", "patient", "/home/"), 11, 40),
        Full(Page("records, long history", "patient", f"{patient}records/"), 5, 25),
        Full(Page("viewed by, 5,000 looks", "patient", f"{patient}viewed-by/"), 8, 50),
        Full(
            Page("free times of a fortnight", "patient", f"/my/visits/book/?whom={DR_SMITH}"), 5, 40
        ),
        Full(Page("chart, long history", "provider", patient), 11, 60),
        Full(Page("doctor's day", "provider", f"/day/?date={smiths}"), 7, VISITS_EACH),
        Full(Page("board of 12 doctors", "staff", f"{board}{DEPARTMENT}"), 16, 120),
        Full(Page("board of 30 doctors", "staff", f"{board}{HOUSE}"), 6, 300),
        Full(Page("oversight of a busy day", "compliance", "/oversight/"), 6, 50),
    ]


def book_day(doctor_ids: list[str], day: date) -> None:
    """Ten visits with each of them; nobody is at two doctors at once.

    Written as booking leaves them, and not booked one by one, which takes minutes.
    """
    patients = _patients(max(len(doctor_ids), VISITS_EACH))
    first = datetime.combine(day, time(FIRST_HOUR), zone(CLINIC_ZONE)).astimezone(UTC)
    starts = [first + n * HALF_AN_HOUR for n in range(VISITS_EACH)]
    for m, doctor_id in enumerate(doctor_ids):
        whose = [patients[(n + m) % len(patients)] for n in range(VISITS_EACH)]
        crowd.write(_booked(doctor_id, day, dict(zip(starts, whose, strict=True))))


def fill_day(doctor_id: str) -> date:
    """The first day on which this doctor still has time for ten visits, with these visits."""
    day, times = None, list[datetime]()
    for each in free_slots():
        at = from_utc_text(each)
        times = [*times, at] if clinic_date(at) == day else [at]
        day = clinic_date(at)
        if len(times) == VISITS_EACH:
            break
    day = clinic_date(times[0])
    crowd.write(_booked(doctor_id, day, dict(zip(times, _patients(VISITS_EACH), strict=True))))
    return day


def _booked(doctor_id: str, day: date, visits: Mapping[datetime, str]) -> Iterator[crowd.RawItem]:
    """A doctor's visits (when → whose), and their cells of the day."""
    taken: dict[str, str] = {}
    for at, patient_id in visits.items():
        visit_id = new_id("appointment")
        taken |= dict.fromkeys(cells(at, MINUTES, CLINIC_ZONE)[day], visit_id)
        yield crowd.visit(patient_id, visit_id, at, providerId=doctor_id, status="SCHEDULED")
    own = DAY.key.key(provider_id=doctor_id, local_date=day)
    yield typed_item({**own, "entityType": "DAY", **taken})


def _patients(count: int) -> list[str]:
    arriving = (each.new for each in people.arriving(2 * count) if each.new)
    return [people.registered(each) for each in islice(arriving, count)]


def _loaded(department: str) -> str:
    """A doctor of this department who works every day; the id."""
    item = doctor(new_id("provider"))
    item["professionalInfo"] |= {"department": department}
    uow = system_work("bench")
    load(uow, item)
    uow.close()
    return str(item["PK"].partition("#")[2])


def named(pages: Iterable[Full], wanted: str) -> list[Full]:
    """The pages whose name holds the wanted words; all of them for none."""
    return [each for each in pages if wanted.lower() in each.name.lower()]
