"""What the deeds of a series have in common: its days, its refusals, and what was seen of it."""

from collections.abc import Iterable, Mapping
from datetime import date

from appointments.booking.opened_slots import OpenedSlots
from appointments.scheduling.day import Day
from appointments.series.diary import Diary
from appointments.series.models import number_of, series_of
from appointments.visits.day_cells import Where, occupied
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from providers.directory.models import Provider
from providers.directory.repository import Providers

TAKEN = gettext_noop(
    "Some of these dates are no longer free; they are marked below. Nothing was changed yet."
)
CHANGED = gettext_noop("The series was changed meanwhile. Look at it again before you go on.")
TOO_FEW = gettext_noop("A series has at least two visits. Keep another date, or book one visit.")
NONE_CHOSEN = gettext_noop("Choose at least one visit.")
TOO_MUCH = gettext_noop(
    "This is too much to change in one step. Change this and the following visits instead."
)
MOST_NOTED = 4
MOST_OPERATIONS = 94  # of the store's hundred; the others are entries about what was looked at
Seen = Mapping[int, int]


class DatesTaken(Conflict):
    """Some visits of a series find no room; `numbers` says which."""

    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(TAKEN)
        self.numbers = tuple(numbers)


def seen_of(visits: Iterable[Appointment]) -> dict[int, int]:
    """Each visit's sequence by its number: what somebody saw who decides about them."""
    return {number_of(each): each.sequence for each in visits}


def check_seen(visits: Iterable[Appointment], sequences: Seen) -> None:
    """`Conflict` unless each of these visits is still as it was seen."""
    if any(sequences.get(number) != sequence for number, sequence in seen_of(visits).items()):
        raise Conflict(CHANGED)


def check_same(visits: Iterable[Appointment], sequences: Seen) -> None:
    """`Conflict` unless these are the very visits that were seen: one may have gone or come."""
    if {number_of(each) for each in visits} != sequences.keys():
        raise Conflict(CHANGED)


def read_days(uow: UnitOfWork, requested: Iterable[Where]) -> dict[Where, Day]:
    """These days as they stand now, in one round trip for a whole series."""
    return Days(uow).several(sorted(set(requested)))


def with_provider(provider: Provider, days: Iterable[date]) -> list[Where]:
    return [(provider.provider_id, day) for day in days]


def own_days(visits: Iterable[Appointment]) -> list[Where]:
    """The days the visits' own time lies in."""
    return [(each.provider_id, day) for each in visits for day in occupied(each)]


def diary_of(
    uow: UnitOfWork,
    provider: Provider,
    days: Mapping[Where, Day],
    own_ids: Iterable[Appointment] = (),
    form: str = "",
) -> Diary:
    """The doctor's part of the days that were read; what `form` holds is no obstacle either."""
    return Diary(
        provider=provider,
        days={day: each for (who, day), each in days.items() if who == provider.provider_id},
        now=uow.at,
        own_ids=(*(each.appointment_id for each in own_ids), *filter(None, [form])),
    )


def as_stored(uow: UnitOfWork, visits: Iterable[Appointment]) -> list[Appointment]:
    """The same visits as they are now, after somebody else was first."""
    known = list(visits)
    series_id = series_of(known[0].appointment_id)
    names = {each.appointment_id for each in known}
    stored = Appointments(uow).of_series(known[0].patient_id, series_id)
    return [each for each in stored if each.appointment_id in names]


def as_now(
    uow: UnitOfWork, visits: Iterable[Appointment], provider: Provider
) -> tuple[list[Appointment], Provider]:
    """The same visits and the doctor as they are now, side by side."""
    stored: list[Appointment]
    stored, known = in_parallel(
        lambda: as_stored(uow, visits), lambda: Providers(uow).current(provider.provider_id)
    )
    return stored, known


def check_size(visits: int, days: int, operations_each: int) -> None:
    """`Conflict` for a change that would not fit into one transaction."""
    once = 4 + MOST_NOTED  # two care relations, the doctor's hours, the message, times to offer
    if visits * operations_each + days + once > MOST_OPERATIONS:
        raise Conflict(TOO_MUCH)


def note_opened(uow: UnitOfWork, visits: Iterable[Appointment]) -> None:
    """Stage the notes that these visits give their times back: the soonest, for who waits."""
    for visit in sorted(visits, key=lambda each: each.starts_at)[:MOST_NOTED]:
        OpenedSlots(uow).note(visit)
