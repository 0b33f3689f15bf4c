"""What somebody sends until it is a document: which files came, how far their check is."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from documents.models import (
    FILE_BYTES,
    TITLE_LENGTH,
    AccessLevel,
    Document,
    DocumentInfo,
    FileInfo,
    Security,
    Status,
    Verification,
)
from documents.verification.findings import FileFinding
from documents.verification.limits import PARTS
from medisecure.access.actor import Actor, Role
from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret

ABANDONED = timedelta(hours=24)  # what nobody sent by then is cleared away
LEASE = timedelta(minutes=5)  # for which a worker has it to itself; longer than any check takes
TRIES = 5
LATEST_PART = PARTS

OVER = _("This was sent already. What came of it stands in the list.")
NOTHING = _("Nothing has arrived yet. Add at least one page or file, and then send it.")
NO_TITLE = _("Say what it is, in a few words.")
TITLE_LONG = _("This is too long.")


class State(StrEnum):
    """How far it is."""

    OPEN = "OPEN"
    SENT = "SENT"
    TAKEN_IN = "TAKEN_IN"
    HELD_BACK = "HELD_BACK"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What whoever sends it says of it; `type` is a document type."""

    type: str
    title: str
    dated_on: date | None = None

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise Invalid({"title": NO_TITLE})
        if len(self.title) > TITLE_LENGTH:
            raise Invalid({"title": TITLE_LONG})


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePart:
    """One file that arrived: its place in the order, and the version that names just its bytes."""

    number: int
    version: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A document on its way in; its id will be the document's.

    With `kept` there is nothing to send: the document was brought in from another system with its
    file, and what is noted of the file is to be compared with it.
    """

    entity_type: ClassVar[str] = "INTAKE"

    intake_id: str
    patient_id: str
    added_by: str
    added_as: Role
    provider_id: str | None = None
    record_id: str | None = None
    appointment_id: str | None = field(default=None, metadata=QUIET)
    for_patient: bool = False
    told: Description | None = secret(default=None)
    kept: bool = field(default=False, metadata=QUIET)
    is_photo: bool = field(default=False, metadata=QUIET)  # of the patient, for their profile
    parts: tuple[FilePart, ...] = ()
    state: State = State.OPEN
    finding: str = field(default="", metadata=QUIET)
    tries: int = field(default=0, metadata=QUIET)
    due_at: datetime
    created_at: datetime
    updated_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The id of the document it becomes."""
        return self.intake_id

    @property
    def due(self) -> str | None:
        """The list of those something is still to be done with."""
        return "DUE" if self.state in (State.OPEN, State.SENT) else None

    @property
    def is_open(self) -> bool:
        """Whether files may still be added."""
        return self.state is State.OPEN

    @property
    def is_checked(self) -> bool:
        """Whether its result is there."""
        return self.state in (State.TAKEN_IN, State.HELD_BACK)

    @property
    def from_portal(self) -> bool:
        """Whether the patient sent it, or somebody for them."""
        return self.added_as in (Role.PATIENT, Role.PROXY)

    @property
    def kept_key(self) -> str:
        """Where its checked copy will lie."""
        return f"documents/{self.patient_id}/{self.intake_id}"

    def part_key(self, number: int) -> str:
        """Where its part of this number is sent."""
        if not 1 <= number <= LATEST_PART:
            raise Invalid({"file": _("These are more pages than one document can have.")})
        return f"incoming/{self.intake_id}/{number:02d}"

    def sent(self, parts: tuple[FilePart, ...], at: datetime) -> "Intake":
        """The same, to be checked now; `Conflict` once it was sent, `Invalid` without a file."""
        if not self.is_open:
            raise Conflict(OVER)
        if not parts:
            raise Invalid({"file": NOTHING})
        return replace(self, parts=parts, state=State.SENT, due_at=at, updated_at=at)

    def withdrawn(self, at: datetime) -> "Intake":
        """The same, taken back; `Conflict` once it was checked."""
        if self.due is None:
            raise Conflict(OVER)
        return replace(self, state=State.WITHDRAWN, updated_at=at)

    def claimed(self, at: datetime) -> "Intake":
        """The same in the hands of one worker, for as long as the lease is."""
        return replace(self, tries=self.tries + 1, due_at=at + LEASE)

    def settled(self, finding: FileFinding | None, at: datetime) -> "Intake":
        """The same with its result."""
        state = State.HELD_BACK if finding else State.TAKEN_IN
        return replace(self, state=state, finding=finding or "", updated_at=at)

    def document(self, bucket: str, at: datetime) -> Document:
        """The document as it stands while its file is checked."""
        if self.told is None:
            raise ValueError("what was brought in is a document already")
        level = AccessLevel.PATIENT_PROVIDER_ONLY if self.for_patient else AccessLevel.PROVIDER_ONLY
        return Document(
            document_id=self.intake_id,
            patient_id=self.patient_id,
            provider_id=self.provider_id,
            record_id=self.record_id,
            appointment_id=self.appointment_id,
            added_by=self.added_by,
            document_info=DocumentInfo(
                type=self.told.type, title=self.told.title, dated_on=self.told.dated_on
            ),
            file_info=FileInfo(s3_bucket=bucket, s3_key=self.kept_key),
            security=Security(access_level=level, encryption_status="ENCRYPTED"),
            is_photo=self.is_photo,
            status=Status.PENDING,
            created_at=at,
            updated_at=at,
        )


def to_compare(document: Document, actor: Actor, at: datetime) -> Intake:
    """A document that is brought in, whose file is to be compared with what is noted of it."""
    return Intake(
        intake_id=document.document_id,
        patient_id=document.patient_id,
        added_by=actor.user_id,
        added_as=actor.role,
        kept=True,
        state=State.SENT,
        due_at=at,
        created_at=at,
        updated_at=at,
    )


def checked(document: Document, verification: Verification, file: FileInfo | None) -> Document:
    """The document with what its check came to: open with that file, or held back without one."""
    return replace(
        document,
        status=Status.ACTIVE if file else Status.QUARANTINED,
        file_info=file or document.file_info,
        verification=verification,
        updated_at=verification.checked_at,
    )


def largest_part() -> int:
    """Bytes that one file may have."""
    return FILE_BYTES
