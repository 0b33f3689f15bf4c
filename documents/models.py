"""A document: a file of a patient's chart, what it is, and who may see it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret

TITLE_LENGTH = 200
DESCRIPTION_LENGTH = 2000
FILE_NAME_LENGTH = 255
FILE_BYTES = 25 * 1024 * 1024


class Status(StrEnum):
    """How far a file has come; only an ACTIVE one was verified and may be opened."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    QUARANTINED = "QUARANTINED"
    ARCHIVED = "ARCHIVED"


class AccessLevel(StrEnum):
    """The access levels we act on; an unknown one is treated as PROVIDER_ONLY."""

    PATIENT_PROVIDER_ONLY = "PATIENT_PROVIDER_ONLY"
    PROVIDER_ONLY = "PROVIDER_ONLY"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInfo:
    """What the document is."""

    type: str
    title: str | None = None
    description: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInfo:
    """Where the file lies and how to recognise it; `file_size` is in bytes."""

    s3_bucket: str
    s3_key: str
    file_name: str | None = None
    file_size: int | None = None
    mime_type: str | None = None
    checksum: str | None = None

    def __post_init__(self) -> None:
        if self.file_size is not None and self.file_size < 0:
            raise Invalid({"file_size": _("A file cannot have a negative size.")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """Who may see the document and how long it is kept."""

    access_level: str = AccessLevel.PROVIDER_ONLY
    retention_period: str | None = None
    encryption_status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file of a patient's chart."""

    entity_type: ClassVar[str] = "DOCUMENT"

    document_id: str
    patient_id: str
    provider_id: str | None = None
    record_id: str | None = None
    document_info: DocumentInfo = secret()
    file_info: FileInfo = secret()
    security: Security = Security()
    status: Status = Status.PENDING
    created_at: datetime
    updated_at: datetime
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
        """Whether the file was checked and may be opened at all."""
        return self.status is Status.ACTIVE

    @property
    def visible_to_patient(self) -> bool:
        """Whether the patient may see it: verified, and released to patient and provider."""
        return self.is_verified and self.security.access_level == AccessLevel.PATIENT_PROVIDER_ONLY
