"""A problem of the patient's list: a condition with its code, since when, and whether it lasts.

FHIR R4 Condition; `status` holds its clinical status, and the verification "entered in error".
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _

DESCRIPTION_LENGTH = 500
NOTE_LENGTH = 1000

NAME_NEEDED = _("Say what the problem is.")
LONG = _("This is too long.")
ORDER = _("It cannot have ended before it began.")
FUTURE = _("This day is still to come.")
NOT_ACTIVE = _("This problem is not active any more.")
NOT_ENDED = _("This problem is active already.")


class ProblemStatus(StrEnum):
    """Whether the problem is there; INACTIVE is past history that may come back."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    RESOLVED = "RESOLVED"
    ENTERED_IN_ERROR = "ENTERED_IN_ERROR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One problem. `code` is ICD-10, `description` its words; one of them is there.

    `onset_on` and `ended_on` are the days it began and ended, None if not known.
    """

    code: str | None = None
    description: str | None = None
    severity: str | None = None
    status: ProblemStatus = ProblemStatus.ACTIVE
    onset_on: date | None = None
    ended_on: date | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        wrong = {}
        if not (self.code or (self.description or "").strip()):
            wrong["description"] = NAME_NEEDED
        if len(self.description or "") > DESCRIPTION_LENGTH:
            wrong["description"] = LONG
        if len(self.note or "") > NOTE_LENGTH:
            wrong["note"] = LONG
        if self.onset_on and self.ended_on and self.ended_on < self.onset_on:
            wrong["ended_on"] = ORDER
        if wrong:
            raise Invalid(wrong)

    @property
    def name(self) -> str:
        """What tells one problem from another: its code, else its words without case."""
        return self.code or " ".join((self.description or "").split()).casefold()

    @property
    def summary(self) -> str:
        """Code and words: `I25.9 Chronic ischemic heart disease, unspecified`."""
        return " ".join(part for part in (self.code, self.description) if part)

    @property
    def is_now(self) -> bool:
        """Whether it belongs on the summary."""
        return self.status is ProblemStatus.ACTIVE

    def ended(self, on: date, today: date, *, resolved: bool = True) -> "Condition":
        """The same, over since `on`; `Conflict` if it is over, `Invalid` for a day to come."""
        if self.status is not ProblemStatus.ACTIVE:
            raise Conflict(NOT_ACTIVE)
        if on > today:
            raise Invalid({"ended_on": FUTURE})
        status = ProblemStatus.RESOLVED if resolved else ProblemStatus.INACTIVE
        return replace(self, status=status, ended_on=on)

    def returned(self) -> "Condition":
        """The same, active again; `Conflict` if it is."""
        if self.status is ProblemStatus.ACTIVE:
            raise Conflict(NOT_ENDED)
        return replace(self, status=ProblemStatus.ACTIVE, ended_on=None)

    def entered_in_error(self) -> "Condition":
        """The same, struck out: it was never so."""
        return replace(self, status=ProblemStatus.ENTERED_IN_ERROR)
