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


def join(uow: UnitOfWork, request: WaitlistRequest) -> WaitlistEntry:
    """Stand on the list; somebody who stands on it for the same keeps the turn they have.

    Raises `NotFound` for what is no patient or visit of theirs, `Conflict` for a visit that can no
    longer be moved, `Invalid` for days in the wrong order.
    """
    name = entry_id_of(request.moving, request.whom, request.visit_type, moves=bool(request.moving))
    for _ in range(TRIES):
        known: list[WaitlistEntry]
        visit: Appointment | None
        _, known, visit = in_parallel(
            lambda: open_patient(uow, request.patient_id),
            lambda: Entries(uow).find(request.patient_id, name),
            lambda: _visit_of(uow, request),
        )
        try:
            with uow:
                return _stage(uow, request, name, known, visit)
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


def _visit_of(uow: UnitOfWork, request: WaitlistRequest) -> Appointment | None:
    """The visit that would move, if it still can be."""
    if not request.moving:
        return None
    visit = Appointments(uow).get(request.patient_id, request.moving)
    if not visit.status.is_movable or visit.starts_at <= uow.at:
        raise Conflict(SETTLED)
    return visit


def _stage(
    uow: UnitOfWork,
    request: WaitlistRequest,
    name: str,
    entries: list[WaitlistEntry],
    visit: Appointment | None,
) -> WaitlistEntry:
    """Stage the entry, new or in the place of what was wanted before."""
    asked = _as_wanted(request, name, visit, uow)
    if not entries:
        Entries(uow).add(asked, Action.JOIN_WAITLIST)
        return asked
    before = entries[0]
    kept: dict[str, Any] = {"created_at": before.created_at, "version": before.version}
    if before.waits:
        kept |= {
            "joined_at": before.joined_at, "status": before.status, "offered": before.offered,
            "urgent": before.urgent, "appointment_id": before.appointment_id,
        }  # fmt: skip
    saved: WaitlistEntry = Entries(uow).save(replace(asked, **kept), Action.JOIN_WAITLIST)
    return saved


def _as_wanted(
    request: WaitlistRequest, name: str, visit: Appointment | None, uow: UnitOfWork
) -> WaitlistEntry:
    if not (visit or request.visit_id):
        raise NotFound
    return WaitlistEntry(
        entry_id=name,
        patient_id=request.patient_id,
        appointment_id=visit.appointment_id if visit else request.visit_id,
        moves=visit is not None,
        whom=request.whom,
        visit_type=(visit.scheduling_info.type if visit else request.visit_type) or None,
        minutes=visit.minutes if visit else request.minutes,
        earliest=request.earliest,
        latest=request.latest,
        weekdays=list(request.weekdays) or None,
        half=request.half,
        note=request.note or None,
        by_proxy=uow.actor.is_proxy,
        joined_at=uow.at,
        created_at=uow.at,
        updated_at=uow.at,
    )
