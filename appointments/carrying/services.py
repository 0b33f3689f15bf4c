"""What follows when two records are joined or parted: it can stop anywhere and go on at any time.

Each visit and each place is one transaction. What was not carried over yet is read under the id it
has, so that a stop leaves nothing wrong; going on asks what is left to do and does that.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from appointments.booking.patient_limits import Guards, PatientSchedule
from appointments.outbox.repository import Outbox
from appointments.visits.care import follow_care
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from appointments.waitlist.models import WaitlistEntry
from appointments.waitlist.repository import Entries, Offers
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from patients.linking.models import Merge
from patients.linking.repository import Merges
from patients.linking.services import answering, file_anew, finish

T = TypeVar("T")
TRIES = 3
IN_CONSULTATION = gettext_noop(
    "A consultation is under way. Wait until it has ended: whoever writes into a chart must not "
    "find it changed meanwhile."
)
LEFT = gettext_noop(
    "Some visits were being changed by others and have not been carried over yet. They are shown "
    "all the same. Press “Go on” in a moment."
)


def check_quiet(uow: UnitOfWork, *patient_ids: str) -> None:
    """`Conflict` while one of these patients is with a doctor."""
    found = in_parallel(*(lambda who=each: Appointments(uow).all_of(who) for each in patient_ids))
    if any(v.status is Status.IN_CONSULTATION for visits in found for v in visits):
        raise Conflict(IN_CONSULTATION)


def carry_on(uow: UnitOfWork, merge: Merge) -> Merge:
    """Carry over whatever is left, and note the end of it; the merge as it is then.

    `Conflict` if others are changing a visit just now: what is left stays where it is.
    """
    merge = Merges(uow).get(merge.patient_id, merge.merge_id)
    if not merge.is_under_way:
        return merge
    file_anew(uow, merge)
    home = answering(uow, merge.patient_id)
    ids = frozenset({home.patient_id, *(home.linked or ())})
    where = answering(uow, merge.into).patient_id
    let_go(uow, merge.patient_id)
    for _ in range(TRIES):
        visits, entries = in_parallel(
            lambda: Appointments(uow).all_of(where), lambda: Entries(uow).of_patient(where)
        )
        left = [each for each in visits if belongs(each, each.booked_for, ids, home.patient_id)]
        waiting = [each for each in entries if belongs(each, each.joined_for, ids, home.patient_id)]
        waiting = carried_apart(waiting, entries, home.patient_id)
        movable = [each for each in left if may_move(each)]
        places = [each for each in waiting if each.waits]
        if not movable and not places:
            stayed = 0 if merge.holds else len(left) + len(waiting)
            return finish(uow, merge, stayed)
        _each(movable, lambda visit: carry_visit(uow, visit, home.patient_id))
        _each(places, lambda entry: carry_place(uow, entry, home.patient_id))
    raise Conflict(LEFT)


def belongs(
    thing: Appointment | WaitlistEntry, first: str | None, ids: frozenset[str], home: str
) -> bool:
    """Whether it is `home`'s by where it came from, and is kept under another id."""
    return thing.patient_id != home and (first or thing.patient_id) in ids


def may_move(visit: Appointment) -> bool:
    """A visit that is still to come or waits; one that is over stays where its entries are."""
    return visit.status.is_movable or visit.status.is_waiting


def carried_apart(
    waiting: list[WaitlistEntry], entries: Iterable[WaitlistEntry], home: str
) -> list[WaitlistEntry]:
    """Those whose place is free: who waits for the same under both ids keeps both places."""
    taken = {each.entry_id for each in entries if each.patient_id == home}
    return [each for each in waiting if each.entry_id not in taken]


def carry_visit(uow: UnitOfWork, visit: Appointment, home: str) -> None:
    """One visit with its messages, what it opens of the chart, and the guard of who has it now."""
    moved = replace(visit, patient_id=home, booked_for=_first(visit.booked_for, visit, home),
                    updated_at=uow.at)  # fmt: skip
    messages, guard = in_parallel(
        lambda: Outbox(uow).about(visit.patient_id, visit.appointment_id),
        lambda: Guards(uow).of(home),
    )
    with uow:
        stored = uow.move(Appointments.item_type, visit, moved, Action.CARRY_VISIT)
        uow.record_change(Action.CARRY_VISIT, visit.appointment_id, home)
        follow_care(uow, closed=[visit], opened=[stored])
        for each in messages:
            Outbox(uow).carry(each, home)
        PatientSchedule(guard, []).claim(uow, stored)


def carry_place(uow: UnitOfWork, entry: WaitlistEntry, home: str) -> None:
    """One place on the waitlist, with the time that is offered to it."""
    moved = replace(entry, patient_id=home, joined_for=_first(entry.joined_for, entry, home),
                    updated_at=uow.at)  # fmt: skip
    messages, offers = in_parallel(
        lambda: Outbox(uow).about(entry.patient_id, entry.appointment_id),
        lambda: Offers(uow).of_entries([entry]),
    )
    with uow:
        uow.move(Entries.item_type, entry, moved, Action.CARRY_PLACE)
        uow.record_change(Action.CARRY_PLACE, entry.entry_id, home)
        for offer in offers.values():
            Offers(uow).save(offer.asked_instead(entry.patient_id, home), Action.CARRY_PLACE)
        for each in messages:
            Outbox(uow).carry(each, home)


def let_go(uow: UnitOfWork, patient_id: str) -> None:
    """Give back the time that a form of this id holds: the form leads on to another id."""
    guard = Guards(uow).of(patient_id)
    held = guard.held
    if held is None or held.until <= uow.at:
        return
    days = Days(uow).several((held.provider_id, day) for day in held.days)
    with suppress(Conflict), uow:
        Days(uow).release_holds(days.values(), held.appointment_id)
        Guards(uow).change(guard, held=None)
        uow.record_change(Action.RELEASE_HOLD, held.appointment_id, patient_id)


def _first(first: str | None, thing: Appointment | WaitlistEntry, home: str) -> str | None:
    """The id it had before any joining; none once it is back there."""
    came_from = first or thing.patient_id
    return None if came_from == home else came_from


def _each(things: list[T], carry: Callable[[T], None]) -> None:
    """One after the other; what somebody else changes just now is looked at again."""
    for thing in things:
        with suppress(Conflict):
            carry(thing)
