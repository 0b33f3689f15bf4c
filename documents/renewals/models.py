"""A patient's request for a medicine of their list again: FHIR R4 MedicationRequest `reflex-order`.

There is one for each medicine of the list, the latest: what came of earlier ones stands in the
trail, and as letters.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret
from patients.records.models import Prescription

NOTE_LENGTH = 1000

LONG = _("This is too long.")
WORDS_NEEDED = _("Tell the patient why.")
ASKED = _("You have asked for this medicine already: your doctor has not answered yet.")
ANSWERED = _("This request was answered before.")


class RenewalStatus(StrEnum):
    """How far the request is."""

    OPEN = "OPEN"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    TAKEN_BACK = "TAKEN_BACK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """One request: `note` is the patient's or their proxy's, `words` the doctor's answer, and
    `letter_id` what came of it.
    """

    entity_type: ClassVar[str] = "RENEWAL"

    item_id: str
    patient_id: str
    provider_id: str
    medicine: Prescription = secret()
    note: str | None = secret(default=None)
    by_proxy: bool = field(default=False, metadata=QUIET)  # who acts for the patient asked
    status: RenewalStatus = RenewalStatus.OPEN
    words: str | None = secret(default=None)
    answered_by: str | None = None
    letter_id: str | None = None
    asked_at: datetime
    updated_at: datetime
    version: int = field(default=0, metadata=QUIET)

    def __post_init__(self) -> None:
        wrong = {n: LONG for n in ("note", "words") if len(getattr(self, n) or "") > NOTE_LENGTH}
        if wrong:
            raise Invalid(wrong)

    @property
    def resource_id(self) -> str:
        """The medicine's item on the list."""
        return self.item_id

    @property
    def waits_for(self) -> str | None:
        """The doctor it waits for; an index holds only requests that have one."""
        return self.provider_id if self.is_open else None

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return self.status is RenewalStatus.OPEN

    def taken_back(self, at: datetime) -> "Renewal":
        """The same, taken back by the patient; `Conflict` once it was answered."""
        return self._closed(RenewalStatus.TAKEN_BACK, at)

    def approved(self, at: datetime, by: str, words: str, letter_id: str) -> "Renewal":
        """The same, granted by that letter; `Conflict` once it was answered."""
        told = self._closed(RenewalStatus.APPROVED, at)
        return replace(told, answered_by=by, words=words.strip() or None, letter_id=letter_id)

    def declined(self, at: datetime, by: str, words: str) -> "Renewal":
        """The same, declined; `Invalid` without words, `Conflict` once it was answered."""
        if not words.strip():
            raise Invalid({"words": WORDS_NEEDED})
        told = self._closed(RenewalStatus.DECLINED, at)
        return replace(told, answered_by=by, words=words.strip())

    def _closed(self, status: RenewalStatus, at: datetime) -> "Renewal":
        if not self.is_open:
            raise Conflict(ANSWERED)
        return replace(self, status=status, updated_at=at)
