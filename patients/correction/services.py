"""Changing what is kept about a patient, with what was before, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Protocol

from medisecure.audit.actions import Action
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound, gettext_noop
from medisecure.identity.person import Identifiers, PersonalInfo, Preferences, UserType
from medisecure.identity.portal.email_change import NOTHING_OPEN, EmailChange, EmailChanges, begin
from medisecure.identity.portal.invitations import Invitations
from patients.correction.models import Correction
from patients.correction.repository import Corrections, Registrations
from patients.profile.models import EmergencyContact, MedicalInfo, Patient
from patients.search.index import refile_patient, unfile

CHANGED = gettext_noop(
    "Somebody else has changed these details since you opened them. What you typed is below: "
    "compare it with what is kept now, and save it again if it is right."
)
SIGNS_IN = gettext_noop(
    "The patient signs in with this e-mail. Type another one, or disable their account first."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableDetails:
    """What the desk may correct; `version` is that of the profile it was read from."""

    personal_info: PersonalInfo
    emergency_contact: EmergencyContact | None
    insurance_provider: str | None
    insurance_number: str | None
    preferences: Preferences
    version: int


def details_of(patient: Patient) -> EditableDetails:
    """The details as they are kept."""
    medical = patient.medical_info or MedicalInfo()
    return EditableDetails(
        personal_info=patient.personal_info,
        emergency_contact=medical.emergency_contact,
        insurance_provider=medical.insurance_provider,
        insurance_number=medical.insurance_number,
        preferences=patient.preferences or Preferences(),
        version=patient.version,
    )


class Profiles(Protocol):
    """Where whole profiles are read and written: the desk's way or the patient's own."""

    def get(self, patient_id: str) -> Patient:
        """The whole profile."""

    def save(self, entity: Patient, action: Action) -> Patient:
        """Store it in the open transaction."""


def registration_of(uow: UnitOfWork, patient_id: str) -> Patient:
    """The whole profile; `NotFound` also for the id of a colleague."""
    patient = Registrations(uow).get(patient_id)
    if patient.user_type is not UserType.PATIENT:
        raise NotFound
    return patient


def correct(
    uow: UnitOfWork,
    patient_id: str,
    new: EditableDetails,
    profiles: Callable[[UnitOfWork], Profiles] = Registrations,
    also: Callable[[], None] | None = None,
) -> list[str]:
    """Store the details and file the patient anew; the names of the fields that changed.

    `also` stages what the same transaction stores besides; it is left out where nothing changes.
    A name that is given up is still found. With another e-mail the account at Cognito moves and all
    sessions end; an invitation to the old one is withdrawn. Raises `Conflict` if somebody changed
    the profile since it was read for the form, or the e-mail cannot be the sign-in's; and
    `Unavailable` if Cognito did not answer: then nothing is saved, and saving again goes on.
    """
    before = profiles(uow).get(patient_id)
    if before.user_type is not UserType.PATIENT:
        raise NotFound
    if before.version != new.version:
        raise Conflict(CHANGED)
    after = corrected(before, new)
    changed = changed_fields(before, after)
    if not changed:
        return []
    told = _noted_for_proxies(uow, before, after)
    moved, after = _email_moved(uow, before, after)
    try:
        with uow:
            moved()
            told(after.display_name, after.personal_info.date_of_birth)
            profiles(uow).save(replace(after, updated_at=uow.at), Action.CORRECT_PATIENT)
            Corrections(uow).add(previous_details(uow, before, changed), Action.KEEP_CORRECTION)
            if also:
                also()
            gone = refile_patient(uow, before, after)
    except Conflict:
        raise Conflict(CHANGED) from None
    if gone:
        with uow:
            unfile(uow, gone)
            uow.record_change(Action.REFILE_PATIENT, patient_id, patient_id)
    return changed


def _email_moved(
    uow: UnitOfWork, before: Patient, after: Patient
) -> tuple[Callable[[], None], Patient]:
    """What else the transaction stores where the e-mail is another one, and the profile for it."""
    if before.email == after.email:
        return _nothing, after
    if not before.cognito_user_id or before.email is None:
        return _invitation_withdrawn(uow, before.patient_id), after
    if after.email is None:
        raise Conflict(SIGNS_IN)
    wanted = EmailChange(
        user_id=before.patient_id, user_type=before.user_type, sub=before.cognito_user_id,
        old=before.email, new=after.email, begun_by=uow.actor.user_id, begun_at=uow.at,
    )  # fmt: skip
    change = begin(uow, wanted)
    epoch = before.session_epoch + 1
    return lambda: EmailChanges(uow).done(change, uow.at), replace(after, session_epoch=epoch)


def _invitation_withdrawn(uow: UnitOfWork, patient_id: str) -> Callable[[], None]:
    """An open invitation went to the address that is given up: it must open nothing any more."""
    invitation = Invitations(uow).of(patient_id)
    if invitation is None or not invitation.is_open(uow.at):
        return _nothing
    gone = replace(invitation, withdrawn_at=uow.at)

    def stage() -> None:
        Invitations(uow).save(gone, Action.WITHDRAW_INVITATION)

    return stage


def _nothing() -> None:
    """The e-mail is as it was."""


def finish_email(uow: UnitOfWork, patient_id: str) -> None:
    """Go on with a change of the e-mail that has begun; errors as `correct`."""
    change = EmailChanges(uow).of(patient_id)
    if change is None or not change.is_open:
        raise Conflict(NOTHING_OPEN)
    patient = registration_of(uow, patient_id)
    now = details_of(patient)
    info = replace(now.personal_info, email=change.new)
    correct(uow, patient_id, replace(now, personal_info=info))


def _noted_for_proxies(
    uow: UnitOfWork, before: Patient, after: Patient
) -> Callable[[str, date | None], None]:
    """What keeps name and birth date true for those who act for the patient: age decides."""
    same = (before.display_name, before.personal_info.date_of_birth) == (
        after.display_name, after.personal_info.date_of_birth)  # fmt: skip
    return (lambda _n, _b: None) if same else Proxies(uow).follow_patient(before.patient_id)


def corrected(before: Patient, new: EditableDetails) -> Patient:
    """The profile with these details: its record number stays, a name given up is still found."""
    old = before.personal_info
    ids = new.personal_info.identifiers or Identifiers()
    number = old.identifiers.record_number if old.identifiers else None
    ids = replace(ids, record_number=number)
    info = replace(
        new.personal_info,
        identifiers=None if ids == Identifiers() else ids,
        previous_names=_names_given_up(old, new.personal_info),
        photo=old.photo,
    )
    medical = replace(
        before.medical_info or MedicalInfo(),
        emergency_contact=new.emergency_contact,
        insurance_provider=new.insurance_provider,
        insurance_number=new.insurance_number,
    )
    return replace(before, personal_info=info, medical_info=medical, preferences=new.preferences)


def _names_given_up(old: PersonalInfo, new: PersonalInfo) -> list[str] | None:
    names = list(old.previous_names or ())
    if old.display_name != new.display_name:
        names.append(old.display_name)
    kept = [each for each in dict.fromkeys(names) if each != new.display_name]
    return kept or None


def changed_fields(before: Patient, after: Patient) -> list[str]:
    """The names of what differs, in the order of the form.

    A blank medical part and none at all are the same.
    """
    old, new = before.personal_info, after.personal_info
    found = [
        each.name
        for each in fields(PersonalInfo)
        if each.name != "previous_names" and getattr(old, each.name) != getattr(new, each.name)
    ]
    medical = before.medical_info or MedicalInfo(), after.medical_info or MedicalInfo()
    found += [
        name
        for name in ("emergency_contact", "insurance_provider", "insurance_number")
        if getattr(medical[0], name) != getattr(medical[1], name)
    ]
    wishes = before.preferences or Preferences(), after.preferences or Preferences()
    return found + [
        name
        for name in ("language", "communication_method")
        if getattr(wishes[0], name) != getattr(wishes[1], name)
    ]


def previous_details(uow: UnitOfWork, before: Patient, changed: list[str]) -> Correction:
    """All of the details as they were, to be kept beside a change of these fields."""
    medical = before.medical_info or MedicalInfo()
    return Correction(
        patient_id=before.patient_id,
        corrected_at=uow.at,
        corrected_by=uow.actor.user_id,
        fields=changed,
        personal_info=before.personal_info,
        emergency_contact=medical.emergency_contact,
        insurance_provider=medical.insurance_provider,
        insurance_number=medical.insurance_number,
        preferences=before.preferences,
    )
