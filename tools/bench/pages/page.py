"""One row of the table of pages, and the scene it is opened in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from appointments.booking.services import free_day
from medisecure.clock import clinic_date, now, utc_text
from medisecure.wiring import system_work
from tools.bench.report import MOST_SEQUENTIAL, MOST_SEQUENTIAL_WRITES
from tools.demo.schema_items import DR_SMITH, JOHN_DOE

PATIENT, DOCTOR, DESK, COMPLIANCE = "patient", "provider", "staff", "compliance"
STRANGER = "stranger"  # nobody has signed in
PEOPLE = {DESK: "staff_00001", COMPLIANCE: "compliance_00001", DOCTOR: DR_SMITH}
# Where a limit is counted (ADR 22) the counter is written before the trail or the transaction, and
# beside the first reads wherever a refused page costs little: the limit holds only if it is counted
# before the deed, and the deed's own write is the second one.
WITH_A_LIMIT = MOST_SEQUENTIAL_WRITES + 1
Form = dict[str, str]


@dataclass(slots=True)
class Scene:
    """Whose pages are opened, and the visits booked on the way.

    `papers` are the ids of what was put into this patient's record to be opened. `fresh` is the id
    of what was made for the form that is sent next, because its like can be done only once.
    """

    patient: str
    slots: Iterator[str]
    papers: Mapping[str, str] = field(default_factory=dict)
    booked: list[str] = field(default_factory=list)
    series: str = "series_1-01"  # the first visit of the series that was booked last
    fresh: str = ""

    def path(self, template: str) -> str:
        """An address with this scene's ids in it."""
        visit = self.booked[-1] if self.booked else "appointment_1"
        return template.format(
            patient=self.patient, doctor=DR_SMITH, other=JOHN_DOE, today=clinic_date(now()),
            booked=visit, series=self.series, fresh=self.fresh, **self.papers,
        )  # fmt: skip

    def person(self, role: str) -> str:
        """Who opens the pages of a role."""
        return self.patient if role == PATIENT else PEOPLE[role]


@dataclass(frozen=True, slots=True)
class Page:
    """One row of the table; a page with a `form` is sent, the others are opened."""

    name: str
    role: str
    url: str
    form: Callable[[Scene], Form] | None = None
    may_end: tuple[int, ...] = (200,)
    most_sequential: int = MOST_SEQUENTIAL  # round trips one after another it may take
    most_writes: int = MOST_SEQUENTIAL_WRITES  # of these, waits for a write
    starts_a_program: bool = False  # each opening has one draw paper, and there are fewer of them
    reads_on: bool = False  # as many pages of a list as there are, so that it grows with them


def free_slots() -> Iterator[str]:
    """Dr. Smith's free half-hours from tomorrow on, as the booking form sends them."""
    day = now().date()
    while True:
        day += timedelta(days=1)
        free = free_day(system_work("bench"), DR_SMITH, day, 30).free
        last = None
        for slot in free:
            if last is None or slot.starts_at >= last + timedelta(minutes=30):
                last = slot.starts_at
                yield utc_text(slot.starts_at)
