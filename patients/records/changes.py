"""What may be done to a signed entry: words added below it, and why it was changed."""

from dataclasses import dataclass
from datetime import datetime

from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _

ADDENDUM_LENGTH = 10_000
REASON_LENGTH = 500

WORDS_NEEDED = _("Write what is to be added.")
REASON_NEEDED = _("Write the reason.")
LONG = _("This is too long.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum:
    """Words added to a signed entry: by whom (user id), when. FHIR: a composition *appended* to."""

    by: str
    at: datetime
    text: str

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise Invalid({"text": WORDS_NEEDED})
        if len(self.text) > ADDENDUM_LENGTH:
            raise Invalid({"text": LONG})


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """Who (user id) corrected an entry or struck it out, when and why."""

    by: str
    at: datetime
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise Invalid({"reason": REASON_NEEDED})
        if len(self.reason) > REASON_LENGTH:
            raise Invalid({"reason": LONG})
