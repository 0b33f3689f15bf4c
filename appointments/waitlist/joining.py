"""Joining the waitlist, being put first in line, and leaving it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.waitlist.answering import decline
from appointments.waitlist.models import EntryStatus, Half, WaitlistEntry, entry_id_of
from appointments.waitlist.offering import TRIES
from appointments.waitlist.repository import Entries
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound, gettext_noop
from patients.profile.open_patient import open_patient

SETTLED = gettext_noop("This visit can no longer be moved, so you cannot wait for an earlier time.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitlistRequest:
    """What somebody waits for. `moving` is the id of the visit that would move.

    Without one, `visit_id` is the id of the visit there will be.
    """

    patient_id: str
    whom: str
    earliest: date
    latest: date
    minutes: int
    visit_type: str = ""
    moving: str = ""
    visit_id: str = ""
    weekdays: tuple[str, ...] = ()
    half: Half | None = None
    note: str = ""


def join(uow: UnitOfWork, wanted: WaitlistRequest) -> WaitlistEntry:
    """Stand on the list; somebody who stands on it for the same keeps the turn they have.

    Raises `NotFound` for what is no patient or visit of theirs, `Conflict` for a visit that can no
    longer be moved, `Invalid` for days in the wrong order.
    """
    name = entry_id_of(wanted.moving, wanted.whom, wanted.visit_type, moves=bool(wanted.moving))
    for _ in range(TRIES):
        known: list[WaitlistEntry]
        visit: Appointment | None
        _, known, visit = in_parallel(
            lambda: open_patient(uow, wanted.patient_id),
            lambda: Entries(uow).find(wanted.patient_id, name),
            lambda: _visit_of(uow, wanted),
        )
        try:
            with uow:
                return _stage(uow, wanted, name, known, visit)
        except Conflict:
            continue
    raise Conflict


def leave(uow: UnitOfWork, patient_id: str, entry_id: str) -> WaitlistEntry:
    """Leave the list; an offered time is declined. Nothing to do for one who has left it."""
    for _ in range(TRIES):
        entry = Entries(uow).get(patient_id, entry_id)
        if entry.offered:
            decline(uow, patient_id, entry.offered.provider_id, entry.offered.offer_id)
            entry = Entries(uow).get(patient_id, entry_id)
        if not entry.waits:
            return entry
        try:
            with uow:
                left = entry.ended(EntryStatus.WITHDRAWN, uow.at)
                saved: WaitlistEntry = Entries(uow).save(left, Action.LEAVE_WAITLIST)
        except Conflict:
            continue
        return saved
    raise Conflict


def set_urgent(uow: UnitOfWork, patient_id: str, entry_id: str, *, urgent: bool) -> WaitlistEntry:
    """Put somebody before those who are not urgent, or back among them."""
    entry = Entries(uow).get(patient_id, entry_id)
    with uow:
        changed = replace(entry, urgent=urgent, updated_at=uow.at)
        saved: WaitlistEntry = Entries(uow).save(changed, Action.SET_WAITLIST_URGENCY)
    return saved


def _visit_of(uow: UnitOfWork, wanted: WaitlistRequest) -> Appointment | None:
    """The visit that would move, if it still can be."""
    if not wanted.moving:
        return None
    visit = Appointments(uow).get(wanted.patient_id, wanted.moving)
    if not visit.status.is_movable or visit.starts_at <= uow.at:
        raise Conflict(SETTLED)
    return visit


def _stage(
    uow: UnitOfWork,
    wanted: WaitlistRequest,
    name: str,
    known: list[WaitlistEntry],
    visit: Appointment | None,
) -> WaitlistEntry:
    """Stage the entry, new or in the place of what was wanted before."""
    asked = _as_wanted(wanted, name, visit, uow)
    if not known:
        Entries(uow).add(asked, Action.JOIN_WAITLIST)
        return asked
    before = known[0]
    kept: dict[str, Any] = {"created_at": before.created_at, "version": before.version}
    if before.waits:
        kept |= {
            "joined_at": before.joined_at, "status": before.status, "offered": before.offered,
            "urgent": before.urgent, "appointment_id": before.appointment_id,
        }  # fmt: skip
    saved: WaitlistEntry = Entries(uow).save(replace(asked, **kept), Action.JOIN_WAITLIST)
    return saved


def _as_wanted(
    wanted: WaitlistRequest, name: str, visit: Appointment | None, uow: UnitOfWork
) -> WaitlistEntry:
    if not (visit or wanted.visit_id):
        raise NotFound
    return WaitlistEntry(
        entry_id=name,
        patient_id=wanted.patient_id,
        appointment_id=visit.appointment_id if visit else wanted.visit_id,
        moves=visit is not None,
        whom=wanted.whom,
        visit_type=(visit.scheduling_info.type if visit else wanted.visit_type) or None,
        minutes=visit.minutes if visit else wanted.minutes,
        earliest=wanted.earliest,
        latest=wanted.latest,
        weekdays=list(wanted.weekdays) or None,
        half=wanted.half,
        note=wanted.note or None,
        by_proxy=uow.actor.is_proxy,
        joined_at=uow.at,
        created_at=uow.at,
        updated_at=uow.at,
    )
