"""A document: a file of a patient's chart, what it is, and who may see it."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from documents.keeping import NOTHING, Keeping, LifeEvent, Queue
from medisecure.clinic_rules import RULES
from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, SECRET, secret

TITLE_LENGTH = 200
DESCRIPTION_LENGTH = 2000
FILE_NAME_LENGTH = 255
PHOTO_TYPE = "PATIENT_PHOTO"
FILE_BYTES = 25 * 1024 * 1024
MOST_CHANGES = 100  # the trail knows them all; an item has an end
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class Status(StrEnum):
    """How far a file has come; only an ACTIVE one was verified and may be opened."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    QUARANTINED = "QUARANTINED"
    ARCHIVED = "ARCHIVED"
    DISPOSED = "DISPOSED"


class AccessLevel(StrEnum):
    """The access levels we act on; an unknown one is treated as PROVIDER_ONLY."""

    PATIENT_PROVIDER_ONLY = "PATIENT_PROVIDER_ONLY"
    PROVIDER_ONLY = "PROVIDER_ONLY"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInfo:
    """What the document is; `dated_on` is the day it bears itself, where somebody said so."""

    type: str
    title: str | None = None
    description: str | None = None
    category: str | None = None
    dated_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInfo:
    """Where the file lies and how to recognise it; `file_size` is in bytes.

    `s3_version` is the version that was checked: no other one is ever given out. `checksum` is
    `sha256:` and the 64 hexadecimal digits of the bytes' own digest; what was brought in may have
    another text there, or none.
    """

    s3_bucket: str
    s3_key: str
    s3_version: str | None = None
    file_name: str | None = None
    file_size: int | None = None
    mime_type: str | None = None
    checksum: str | None = None

    def __post_init__(self) -> None:
        if self.file_size is not None and self.file_size < 0:
            raise Invalid({"file_size": _("A file cannot have a negative size.")})

    @property
    def has_digest(self) -> bool:
        """Whether there is a digest by which the bytes can be told from others."""
        return DIGEST.fullmatch(self.checksum or "") is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """Who may see the document and how long it is kept."""

    access_level: str = AccessLevel.PROVIDER_ONLY
    retention_period: str | None = None
    encryption_status: str | None = None


class Scan(StrEnum):
    """What looking for malware came to."""

    CLEAN = "CLEAN"
    NOT_SCANNED = "NOT_SCANNED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What checking the file came to; `finding` is why it failed, empty where it passed.

    The findings are those of `documents/verification/findings.py`.
    """

    checked_at: datetime
    finding: str = ""
    scan: Scan = Scan.NOT_SCANNED
    pages: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing done to a document: by whom (user id), when, why, and what was said before."""

    deed: LifeEvent
    by: str
    at: datetime
    reason: str | None = None
    before: DocumentInfo | None = None
    level_before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedDocument:
    """A document as a list names it: what it is and whether it may be opened, not which file.

    A list opens one secret of each, and no history.
    """

    entity_type: ClassVar[str] = "DOCUMENT"

    document_id: str
    patient_id: str
    document_info: DocumentInfo = secret()
    security: Security = Security()
    status: Status = Status.PENDING
    verification: Verification | None = field(default=None, metadata=QUIET)
    created_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The document's own id."""
        return self.document_id

    @property
    def written_at(self) -> datetime:
        """When it was filed: how far back it lies."""
        return self.created_at

    @property
    def document_type(self) -> str:
        """The schema's word for the kind of document, such as ECG_REPORT."""
        return self.document_info.type

    @property
    def title(self) -> str:
        """What to call it; the kind of document in words if it has no title."""
        return self.document_info.title or self.document_type.replace("_", " ").capitalize()

    @property
    def is_verified(self) -> bool:
        """Whether the file may be opened at all: it was taken in, and no check holds it back."""
        return self.status is Status.ACTIVE and self.opens_unscanned

    @property
    def waits(self) -> bool:
        """Whether its file is still to be checked."""
        return self.status is Status.PENDING

    @property
    def opens_unscanned(self) -> bool:
        """Whether the clinic lets a file be opened that nobody looked through for malware."""
        told = self.verification
        return told is None or told.scan is Scan.CLEAN or RULES.opens_unscanned(to_patient=False)

    @property
    def visible_to_patient(self) -> bool:
        """Whether the patient may see it: verified, and released to patient and provider."""
        told = self.verification
        clean = told is None or told.scan is Scan.CLEAN or RULES.opens_unscanned(to_patient=True)
        released = self.security.access_level == AccessLevel.PATIENT_PROVIDER_ONLY
        return self.is_verified and clean and released


@dataclass(frozen=True, slots=True, kw_only=True)
class Document(ListedDocument):
    """A file of a patient's chart."""

    provider_id: str | None = None
    record_id: str | None = None
    appointment_id: str | None = field(default=None, metadata=QUIET)  # the visit it is for
    added_by: str | None = field(default=None, metadata=QUIET)  # user id; None if brought in
    file_info: FileInfo = secret()
    keeping: Keeping = field(default=NOTHING, metadata=QUIET)
    is_photo: bool = field(default=False, metadata=QUIET)  # of the patient, for their profile
    changes: list[Change] = field(
        default_factory=list, repr=False, metadata={**SECRET, **QUIET}
    )  # the latest last
    updated_at: datetime

    @property
    def is_proven(self) -> bool:
        """Whether we checked the bytes ourselves: what was noted of them is true."""
        told = self.verification
        return self.status is Status.ACTIVE and told is not None and not told.finding

    @property
    def is_summed(self) -> bool:
        """Whether the digest of the bytes we checked is noted, to compare the stored ones with."""
        return self.is_proven and self.file_info.has_digest

    @property
    def is_scanned(self) -> bool:
        """Whether what was sent was looked through for malware and found clean."""
        return self.verification is not None and self.verification.scan is Scan.CLEAN

    @property
    def queue(self) -> Queue | None:
        """What it waits for at the end of its time; None while there is nothing to do."""
        return None if self.status is Status.DISPOSED else self.keeping.queue

    def changed(self, change: Change, **now: Any) -> "Document":
        """The same with what was done to it, and by whom."""
        kept = [*self.changes, change][-MOST_CHANGES:]
        return replace(self, changes=kept, updated_at=change.at, **now)
