"""What checking a prescription found: three outcomes, never a silence that looks like "safe".

Only codes are kept, so that a finding reads in any language later; `findings_wording` says them.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _

REASON_LENGTH = 500
REASON_NEEDED = _("Write why it is prescribed all the same.")
REASON_LONG = _("At most 500 characters.")


class CheckOutcome(StrEnum):
    """CLEAR: checked, nothing found. CONFLICT: a reason is required. NOT_CHECKED: and why."""

    CLEAR = "CLEAR"
    NOT_CHECKED = "NOT_CHECKED"
    CONFLICT = "CONFLICT"


class CheckSubject(StrEnum):
    """What was looked at."""

    ALLERGY = "ALLERGY"
    DUPLICATE = "DUPLICATE"
    DOSE = "DOSE"
    AGE = "AGE"
    PREGNANCY = "PREGNANCY"


class CheckReason(StrEnum):
    """Why an outcome is what it is."""

    NONE_KNOWN = "NONE_KNOWN"
    NO_MATCH = "NO_MATCH"
    SAME_MEDICINE = "SAME_MEDICINE"
    SAME_GROUP = "SAME_GROUP"
    CROSS_REACTION = "CROSS_REACTION"
    NOT_ASKED = "NOT_ASKED"
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"
    NOT_LISTED = "NOT_LISTED"
    NO_DUPLICATE = "NO_DUPLICATE"
    WITHIN = "WITHIN"
    ABOVE = "ABOVE"
    NO_LIMIT = "NO_LIMIT"
    NO_DOSE = "NO_DOSE"
    ADULTS_ONLY = "ADULTS_ONLY"
    OLD_ENOUGH = "OLD_ENOUGH"
    TOO_YOUNG = "TOO_YOUNG"
    AGE_UNKNOWN = "AGE_UNKNOWN"
    NOT_PREGNANT = "NOT_PREGNANT"
    PREGNANT = "PREGNANT"
    PREGNANCY_UNKNOWN = "PREGNANCY_UNKNOWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check and its outcome.

    `against` is what was compared: an allergy, a medicine, a dose in mg, an age in years; `source`
    is where the rule is published.
    """

    about: CheckSubject
    outcome: CheckOutcome
    why: CheckReason
    against: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """All findings of one prescription, the tables' version, and the reason for going on."""

    findings: list[Finding] = field(default_factory=list)
    tables: str = ""
    reason: str | None = None

    @property
    def outcome(self) -> CheckOutcome:
        """The gravest outcome: a conflict before what was not checked, that before clear."""
        order = (CheckOutcome.CONFLICT, CheckOutcome.NOT_CHECKED)
        found = {each.outcome for each in self.findings}
        return next((each for each in order if each in found), CheckOutcome.CLEAR)

    @property
    def conflicts(self) -> list[Finding]:
        """What a reason is required for."""
        return [each for each in self.findings if each.outcome is CheckOutcome.CONFLICT]

    @property
    def unchecked(self) -> list[Finding]:
        """What nobody but the doctor checked."""
        return [each for each in self.findings if each.outcome is CheckOutcome.NOT_CHECKED]

    def demand_reason(self) -> None:
        """Raises `Invalid` for the field `reason` if there is a conflict and no reason given."""
        given = (self.reason or "").strip()
        if self.conflicts and not given:
            raise Invalid({"reason": REASON_NEEDED})
        if len(given) > REASON_LENGTH:
            raise Invalid({"reason": REASON_LONG})
