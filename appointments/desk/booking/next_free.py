"""Who has time soonest: the next free time of each doctor of a department, and who is free now."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from appointments.booking.patient_limits import VisitsAhead, read_visits_ahead
from appointments.booking.services import free_on, sees_patients
from appointments.scheduling.times import Slot
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.display.times.short_day import short_moment
from providers.directory.models import Provider

DAYS = 5
MOST_DOCTORS = 16  # with five days each as many keys as one batch holds
QUARTER = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class NextFree:
    """The departments to choose from, the chosen one, and its doctors with their next times."""

    departments: Sequence[str]
    department: str
    rows: Sequence[Mapping[str, Any]]
    beyond: int = 0  # doctors passed over before these
    left: int = 0  # and after them

    @property
    def next_beyond(self) -> int:
        """How many are passed over on the page after this."""
        return self.beyond + len(self.rows)


def next_free(
    uow: UnitOfWork,
    patient_id: str,
    providers: Iterable[Provider],
    first: date,
    minutes: int,
    *,
    department: str,
    beyond: int = 0,
    ahead: VisitsAhead | None = None,
) -> NextFree:
    """The soonest first, within five days; those without any come last.

    Times at which the patient has another visit are none. Of many doctors `MOST_DOCTORS` are asked
    at once, those after the first `beyond`; how many are left is said. `ahead` is a first look at
    the patient's visits, if there was one.
    """
    working = [each for each in providers if sees_patients(each) and each.availability]
    departments = sorted({each.department for each in working if each.department})
    if department not in departments:
        department = departments[0] if departments and len(working) > MOST_DOCTORS else ""
    asked = [each for each in working if not department or each.department == department]
    beyond = beyond if 0 <= beyond < len(asked) else 0
    left = len(asked) - beyond - MOST_DOCTORS
    asked = asked[beyond : beyond + MOST_DOCTORS]
    days, schedule = in_parallel(
        lambda: Days(uow).several(
            (each.provider_id, first + timedelta(days=n)) for each in asked for n in range(DAYS)
        ),
        lambda: (ahead or read_visits_ahead(uow, patient_id)).completed(uow),
    )
    found: list[tuple[Provider, Slot | None]] = []
    for each in asked:
        slots = (
            slot
            for n in range(DAYS)
            for slot in free_on(
                each, days[each.provider_id, first + timedelta(days=n)], minutes, uow.at,
                beside=days.values(),
            ).free
            if not schedule.is_busy(slot.starts_at, slot.ends_at)
        )  # fmt: skip
        found.append((each, next(slots, None)))
    found.sort(key=lambda pair: (pair[1] is None, pair[1].starts_at if pair[1] else uow.at))
    return NextFree(
        departments=departments,
        department=department,
        rows=[_row(each, slot) for each, slot in found],
        beyond=beyond,
        left=max(left, 0),
    )


def _row(doctor: Provider, slot: Slot | None) -> dict[str, Any]:
    return {
        "doctor": doctor.display_name,
        "department": doctor.department or "",
        "query": f"provider={doctor.provider_id}&date={slot.local:%Y-%m-%d}&time={slot.local:%H:%M}"
        if slot
        else "",
        "when": short_moment(slot.local) if slot else "",
    }


def describe_availability(
    uow: UnitOfWork, providers: Iterable[Provider], shown: Collection[str]
) -> dict[str, str]:
    """Of each doctor, in words: free now or from when on today, and how many wait for them.

    Who waits is counted and not shown: the trail tells of `shown`, the patients on the page.
    """
    working = [each for each in providers if sees_patients(each)]
    visits, days = in_parallel(
        lambda: Appointments(uow).on(uow.today),
        lambda: Days(uow).several((each.provider_id, uow.today) for each in working),
    )
    uow.show_only(shown)
    waiting = Counter(
        each.stand_in_id or each.provider_id for each in visits if each.status.is_waiting
    )
    with_one = {
        each.stand_in_id or each.provider_id
        for each in visits
        if each.status is Status.IN_CONSULTATION
    }
    said = {}
    for each in working:
        free = free_on(each, days[each.provider_id, uow.today], QUARTER, uow.at).free
        said[each.provider_id] = _in_words(
            free, uow, waiting[each.provider_id], busy=each.provider_id in with_one
        )
    return said


def _in_words(free: Sequence[Slot], uow: UnitOfWork, waiting: int, *, busy: bool) -> str:
    soon = uow.at + timedelta(minutes=QUARTER)
    if free and free[0].starts_at <= soon and not busy and not waiting:
        when = gettext("free now")
    elif free:
        when = gettext("free at %(time)s") % {"time": f"{free[0].local:%H:%M}"}
    else:
        when = gettext("no time today")
    queue = ngettext("%(n)d waiting", "%(n)d waiting", waiting) % {"n": waiting}
    return f"{when} · {queue}" if waiting else when
