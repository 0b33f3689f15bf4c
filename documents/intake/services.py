"""Sending a document: begun, its files posted straight to S3, sent to be checked, or taken back."""

from contextlib import suppress
from dataclasses import dataclass

from documents.intake.models import (
    ABANDONED,
    LATEST_PART,
    Description,
    FilePart,
    Intake,
    largest_part,
)
from documents.intake.repository import INTAKE, SENT_DOCUMENT, Intakes, SentDocuments
from documents.models import FILE_BYTES
from documents.verification.kinds import FileKind
from medisecure.access.actor import Role
from medisecure.audit.actions import Action
from medisecure.document_store import UploadForm, arrived_file, forget_arrived, upload_form
from medisecure.dynamodb.calls.parallel import in_threads
from medisecure.dynamodb.change import removal
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Invalid, NotFound, Unavailable
from medisecure.errors import gettext_noop as _

# What a plain form sends: nobody knows yet what it is, and nothing is ever shown from there.
ANY = "application/octet-stream"
DIGEST_BYTES = 32
PLAIN_BYTES = 4 * FILE_BYTES  # what S3 refuses it refuses in XML: so it takes more than we do
WRONG_SIZE = _("A file may have at most 25 MB.")
EMPTY_FILE = _("This file is empty.")
WRONG_KIND = _("This cannot be sent. Send a PDF, a photo (JPEG, PNG, HEIC) or a scan (TIFF).")


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRequest:
    """What is to be sent: for whom it will be, beside what it is."""

    intake_id: str
    told: Description
    record_id: str | None = None
    appointment_id: str | None = None
    for_patient: bool = True
    is_photo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """A file a script is about to send: bytes, media type, and the digest of its content."""

    number: int
    size: int
    mime: str
    sha256: bytes


def begin(uow: UnitOfWork, patient_id: str, intake_request: IntakeRequest) -> Intake:
    """Begin to send something; `Conflict` if the same form was sent already."""
    actor = uow.actor
    made = Intake(
        intake_id=intake_request.intake_id,
        patient_id=patient_id,
        added_by=actor.user_id,
        added_as=actor.role,
        provider_id=actor.user_id if actor.role is Role.PROVIDER else None,
        record_id=intake_request.record_id,
        appointment_id=intake_request.appointment_id,
        for_patient=intake_request.for_patient or actor.is_for_a_patient,
        told=intake_request.told,
        is_photo=intake_request.is_photo,
        due_at=uow.at + ABANDONED,
        created_at=uow.at,
        updated_at=uow.at,
    )
    with uow:
        Intakes(uow).add(made, Action.BEGIN_INTAKE)
    return made


def own_intake(uow: UnitOfWork, patient_id: str, intake_id: str) -> Intake:
    """What the actor is sending; `AccessDenied` for what somebody else does."""
    intake = Intakes(uow).get(patient_id, intake_id)
    uow.permit(INTAKE, intake, "write", Action.READ_INTAKE)
    return intake


def is_sent_by_actor(uow: UnitOfWork, intake: Intake) -> bool:
    """Whether a list offers the actor to go on with it or to take it back."""
    by_patient = uow.actor.is_for_a_patient and intake.from_portal
    return by_patient or intake.added_by == uow.actor.user_id


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The files that lie there, in their order: those that may be sent, and those that may not."""

    fit: tuple[FilePart, ...]
    unfit: tuple[FilePart, ...]


def arrivals(intake: Intake) -> Arrivals:
    """What lies there now."""
    numbers = range(1, LATEST_PART + 1)
    found = in_threads(*(lambda n=n: arrived_file(intake.part_key(n)) for n in numbers))
    parts = [
        FilePart(number=number, version=each.version, size=each.size)
        for number, each in zip(numbers, found, strict=True)
        if each is not None
    ]
    wrong = tuple(each for each in parts if not 1 <= each.size <= largest_part())
    return Arrivals(tuple(each for each in parts if each not in wrong), wrong)


def arrived(intake: Intake) -> tuple[FilePart, ...]:
    """The files that may be sent now, in their order."""
    return arrivals(intake).fit


def turned_away(intake: Intake, part: FilePart) -> str:
    """Take a file that is empty or too large out of the store again; what to say of it."""
    with suppress(Unavailable):  # it is sent nowhere, and goes with the day
        forget_arrived(intake.part_key(part.number))
    return WRONG_SIZE if part.size else EMPTY_FILE


def plain_form(intake: Intake, number: int, then: str) -> UploadForm:
    """The form with which a browser sends one file without a script, and comes back to `then`.

    It takes empty and larger files than we do, for us to say so: see `arrived`.
    """
    key = intake.part_key(number)
    return upload_form(key, mime=ANY, most_bytes=PLAIN_BYTES, least_bytes=0, then=then)


def announced_form(intake: Intake, file: Announced) -> UploadForm:
    """The form for just this file: no other bytes than those announced are taken.

    `Conflict` once it was sent, `Invalid` by field for what could not be taken in anyway.
    """
    if not intake.is_open:
        raise Conflict
    if not file.size:
        raise Invalid({"file": EMPTY_FILE})
    if file.size > FILE_BYTES:
        raise Invalid({"file": WRONG_SIZE})
    if file.mime not in {*FileKind, ANY} or len(file.sha256) != DIGEST_BYTES:
        raise Invalid({"file": WRONG_KIND})
    return upload_form(
        intake.part_key(file.number), mime=file.mime, most_bytes=file.size, sha256=file.sha256
    )


def send(uow: UnitOfWork, intake: Intake, bucket: str) -> None:
    """Send what has arrived to be checked; the document stands in the chart as being checked.

    Just the versions that lie there now are checked: whatever is posted later changes nothing.
    """
    after = intake.sent(arrived(intake), uow.at)
    with uow:
        SentDocuments(uow).add(after.document(bucket, uow.at), Action.SEND_DOCUMENT)
        uow.store_following(INTAKE, after)


def withdraw(uow: UnitOfWork, intake: Intake) -> None:
    """Take it back before it was checked; its files are cleared away."""
    after, sent = intake.withdrawn(uow.at), SentDocuments(uow)
    document = None if intake.is_open else sent.get(intake.patient_id, intake.intake_id)
    with uow:
        Intakes(uow).save(after, Action.WITHDRAW_INTAKE)
        if document:
            uow.follow(SENT_DOCUMENT, document, "write", removal(SENT_DOCUMENT, document))
    clear_away(after)


def clear_away(intake: Intake) -> None:
    """Take its files out of the store; what cannot be reached just now goes with the day."""
    for number in range(1, LATEST_PART + 1):
        try:
            forget_arrived(intake.part_key(number))
        except Unavailable:
            return


def remove_part(intake: Intake, number: int) -> None:
    """Take one file out again; `NotFound` once it was sent."""
    if not intake.is_open:
        raise NotFound
    forget_arrived(intake.part_key(number))
