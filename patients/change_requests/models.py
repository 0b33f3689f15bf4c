"""What a patient asks the front desk to change: FHIR R4 Task, `requested` until it is answered."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret
from medisecure.identity.person import PersonalInfo
from patients.profile.models import EmergencyContact

NOTE_LENGTH = 1000
OPEN = "OPEN"

LONG = _("This is too long.")
WORDS_NEEDED = _("Tell the patient why.")
ANSWERED_BEFORE = _("This request was answered or taken back before.")


class ChangeStatus(StrEnum):
    """How far the request is."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TAKEN_BACK = "TAKEN_BACK"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequest:
    """One request: `fields` names what is to change, and the rest of the details is as it was then.

    `note` is the patient's word, `words` the desk's. `asked_by` is the patient or their proxy.
    """

    entity_type: ClassVar[str] = "CHANGE_REQUEST"

    request_id: str
    patient_id: str
    fields: list[str]
    personal_info: PersonalInfo = secret()
    emergency_contact: EmergencyContact | None = secret(default=None)
    insurance_provider: str | None = secret(default=None)
    insurance_number: str | None = secret(default=None)
    note: str | None = secret(default=None)
    status: ChangeStatus = ChangeStatus.OPEN
    words: str | None = secret(default=None)
    asked_by: str
    by_proxy: bool = field(default=False, metadata=QUIET)
    asked_at: datetime
    answered_by: str | None = None
    answered_at: datetime | None = None
    version: int = field(default=0, metadata=QUIET)

    def __post_init__(self) -> None:
        wrong = {n: LONG for n in ("note", "words") if len(getattr(self, n) or "") > NOTE_LENGTH}
        if wrong:
            raise Invalid(wrong)

    @property
    def resource_id(self) -> str:
        """The request's own id."""
        return self.request_id

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it or taken it back."""
        return self.status is ChangeStatus.OPEN

    @property
    def queue(self) -> str | None:
        """Where the desk finds it; an index holds only those that wait for an answer."""
        return OPEN if self.is_open else None

    def accepted(self, *, by: str, at: datetime, words: str) -> "ChangeRequest":
        """The same, done as it was asked; `Conflict` once it was answered."""
        return self._closed(ChangeStatus.ACCEPTED, by, at, words)

    def declined(self, *, by: str, at: datetime, words: str) -> "ChangeRequest":
        """The same, refused; `Invalid` without words, `Conflict` once it was answered."""
        if not words.strip():
            raise Invalid({"words": WORDS_NEEDED})
        return self._closed(ChangeStatus.DECLINED, by, at, words)

    def taken_back(self, *, by: str, at: datetime) -> "ChangeRequest":
        """The same, no longer asked for; `Conflict` once it was answered."""
        return self._closed(ChangeStatus.TAKEN_BACK, by, at, "")

    def _closed(self, status: ChangeStatus, by: str, at: datetime, words: str) -> "ChangeRequest":
        if not self.is_open:
            raise Conflict(ANSWERED_BEFORE)
        return replace(
            self, status=status, answered_by=by, answered_at=at, words=words.strip() or None
        )
