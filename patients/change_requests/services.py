"""Asking for a change; accepting it is the correction and the answer in one transaction."""

from dataclasses import dataclass, fields, replace

from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.errors import gettext_noop as _
from medisecure.identity.person import PersonalInfo
from patients.change_requests.models import ChangeRequest
from patients.change_requests.repository import ChangeRequests
from patients.correction.services import (
    EditableDetails,
    changed_fields,
    correct,
    corrected,
    details_of,
)
from patients.profile.models import Patient

MOST_OPEN = 5
ENOUGH = _("Five of your requests wait for an answer. Take one back, or wait for the front desk.")
INFO_FIELDS = frozenset(each.name for each in fields(PersonalInfo))
BESIDE = frozenset({"emergency_contact", "insurance_provider", "insurance_number"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedChange:
    """What is asked for: the details as they should be. `request_id` was made with the form."""

    request_id: str
    details: EditableDetails
    note: str


def ask(uow: UnitOfWork, patient: Patient, change: RequestedChange) -> ChangeRequest:
    """Ask for it; the same form sent twice is one request.

    `Conflict` where enough of the patient's requests wait already.
    """
    known = ChangeRequests(uow).of_patient(patient.patient_id)
    same = [each for each in known if each.request_id == change.request_id]
    if same:
        return same[0]
    if sum(each.is_open for each in known) >= MOST_OPEN:
        raise Conflict(ENOUGH)
    new = change.details
    asked = ChangeRequest(
        request_id=change.request_id,
        patient_id=patient.patient_id,
        fields=changed_fields(patient, corrected(patient, new)),
        personal_info=new.personal_info,
        emergency_contact=new.emergency_contact,
        insurance_provider=new.insurance_provider,
        insurance_number=new.insurance_number,
        note=change.note.strip() or None,
        asked_by=uow.actor.user_id,
        by_proxy=uow.actor.is_proxy,
        asked_at=uow.at,
    )
    with uow:
        ChangeRequests(uow).add(asked, Action.ASK_CHANGE)
    return asked


def take_back(uow: UnitOfWork, patient_id: str, request_id: str) -> None:
    """It is no longer asked for; `Conflict` once it was answered."""
    request = ChangeRequests(uow).get(patient_id, request_id)
    gone = request.taken_back(by=uow.actor.user_id, at=uow.at)
    with uow:
        ChangeRequests(uow).save(gone, Action.TAKE_BACK_CHANGE)


def accept(
    uow: UnitOfWork, patient: Patient, request: ChangeRequest, words: str, version: int
) -> None:
    """Correct the details as asked, and say so to the patient: both, or neither.

    `request` was read through this unit of work; `version` is the version of the profile that the
    desk compared it with. Errors as `correct`, and `Conflict` once it was answered.
    """
    done = request.accepted(by=uow.actor.user_id, at=uow.at, words=words)

    def stage() -> None:
        ChangeRequests(uow).save(done, Action.ACCEPT_CHANGE)

    new = replace(wished(patient, request), version=version)
    if not correct(uow, patient.patient_id, new, also=stage):
        with uow:  # somebody has corrected it already: what is left is the answer
            stage()


def decline(uow: UnitOfWork, request: ChangeRequest, words: str) -> None:
    """Say no, with words; `Invalid` without them, `Conflict` once it was answered."""
    refused = request.declined(by=uow.actor.user_id, at=uow.at, words=words)
    with uow:
        ChangeRequests(uow).save(refused, Action.DECLINE_CHANGE)


def wished(patient: Patient, request: ChangeRequest) -> EditableDetails:
    """The details as they are now, but for what the request is about."""
    asked, now = set(request.fields), details_of(patient)
    info = {name: getattr(request.personal_info, name) for name in asked & INFO_FIELDS}
    beside = {name: getattr(request, name) for name in asked & BESIDE}
    return replace(now, personal_info=replace(now.personal_info, **info), **beside)
