"""A doctor's visits of a day as rows, in the order one works through them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from appointments.visit_flow.progress import minutes_waiting, overbooked
from appointments.visit_flow.steps import StepButton, doctor_step_buttons, undo_button
from appointments.visit_flow.waiting import waiting_of
from appointments.visits.models import Appointment
from appointments.visits.status import Status
from medisecure.access.care import Care, CareKind
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.profile.models import Patient

MINUTE = 60


class Group(StrEnum):
    """Where a visit stands in the day."""

    NOW = "NOW"
    WAITING = "WAITING"
    NEXT = "NEXT"
    DONE = "DONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One visit. `patient` is None once they are in care no longer; `late` are the minutes since

    a visit whose patient has not come should have begun; `last_seen` is the visit before with
    this doctor.
    """

    visit: Appointment
    group: Group
    starts: str
    patient: Patient | None = None
    stands_in: bool = False
    waiting: int | None = None
    wait: str = "calm"
    late: int = 0
    is_overbooked: bool = False
    is_first: bool = False
    last_seen: datetime | None = None
    presses: list[StepButton] = field(default_factory=list)
    undo: StepButton | None = None

    @property
    def press(self) -> StepButton | None:
        """The one button of the row: the usual step."""
        return self.presses[0] if self.presses else None


def group_of(visit: Appointment) -> Group:
    """Now is with the doctor; what is over, called off or missed is done."""
    if visit.status is Status.IN_CONSULTATION:
        return Group.NOW
    if visit.status.is_waiting:
        return Group.WAITING
    return Group.NEXT if visit.next_statuses and visit.is_live else Group.DONE


def rows_of(
    uow: UnitOfWork, visits: Sequence[Appointment], people: Mapping[str, Patient]
) -> list[Row]:
    """A row for each visit; whose chart is closed has no name here."""
    doubled = overbooked(visits)
    return [_row(uow, each, people.get(each.patient_id), doubled) for each in visits]


def _row(
    uow: UnitOfWork, visit: Appointment, patient: Patient | None, doubled: frozenset[str]
) -> Row:
    group, care = group_of(visit), uow.care_of(visit.patient_id) if patient else None
    last = care.visited_before(visit.starts_at) if care else None
    return Row(
        visit=visit,
        group=group,
        # On the clock of the visit, not the reader's
        starts=visit.local_start.time().isoformat("minutes"),
        patient=patient,
        stands_in=visit.provider_id != uow.actor.user_id,
        waiting=minutes_waiting(visit, uow.at),
        wait=waiting_of(visit, uow.at)["wait"],
        late=_late(visit, group, uow.at),
        is_overbooked=visit.overruled is not None or visit.appointment_id in doubled,
        is_first=bool(care) and last is None and not _is_known(care),
        last_seen=last,
        presses=doctor_step_buttons(visit, uow.at),
        undo=undo_button(visit),
    )


def _late(visit: Appointment, group: Group, at: datetime) -> int:
    """Minutes since it should have begun, for who has not come; of past days nothing is said."""
    if group is not Group.NEXT or visit.ends_at < at:
        return 0
    return max(0, int((at - visit.starts_at).total_seconds()) // MINUTE)


def _is_known(care: Care | None) -> bool:
    """Whether the two knew each other before visits were kept as grounds."""
    return care is not None and any(each.kind is CareKind.EARLIER for each in care.all_grounds)


def groups_of(rows: Sequence[Row]) -> list[tuple[Group, list[Row]]]:
    """The rows by where they stand, without empty groups; who waits longest stands first."""
    found = []
    for group in Group:
        mine = [each for each in rows if each.group is group]
        if group is Group.WAITING:
            mine.sort(key=lambda each: -(each.waiting or 0))
        if mine:
            found.append((group, mine))
    return found


def leading(rows: Sequence[Row]) -> Row | None:
    """The row whose step comes next: it has the page's one filled button."""
    ordered = [row for _, group in groups_of(rows) for row in group]
    return next((each for each in ordered if each.press and each.group is not Group.DONE), None)


def after(rows: Sequence[Row], done: Row | None) -> Row | None:
    """Who is to be looked at once that visit is done: who waits, else who comes next."""
    ordered = [row for _, group in groups_of(rows) for row in group]
    coming = [r for r in ordered if r is not done and r.group in {Group.WAITING, Group.NEXT}]
    return coming[0] if coming else None
