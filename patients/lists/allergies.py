"""An allergy or intolerance: to what, what it did, how grave, how sure. FHIR R4 AllergyIntolerance.

Three things are never shown alike: allergies that are known, *none known* (somebody asked and
there is none) and *not asked*. "None known" is an entry of its own; "not asked" is no entry.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from medisecure.errors import Conflict, Invalid
from medisecure.errors import gettext_noop as _

SUBSTANCE_LENGTH = 200
REACTION_LENGTH = 500

SUBSTANCE_NEEDED = _("Say what the allergy is to.")
LONG = _("This is too long.")
GONE = _("This allergy was taken off the list before.")
NONE_AND_SOME = _("“None known” cannot stand beside an allergy.")


class AllergyStatus(StrEnum):
    """Whether it holds; REFUTED was looked into and is none."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"
    REFUTED = "REFUTED"
    ENTERED_IN_ERROR = "ENTERED_IN_ERROR"


class AllergyType(StrEnum):
    """Whether the immune system does it (ALLERGY) or not (INTOLERANCE)."""

    ALLERGY = "ALLERGY"
    INTOLERANCE = "INTOLERANCE"


class Criticality(StrEnum):
    """How much harm it may do another time."""

    LOW = "LOW"
    HIGH = "HIGH"
    UNABLE_TO_ASSESS = "UNABLE_TO_ASSESS"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllergyIntolerance:
    """One allergy, or that none is known. `atc` if the substance is a medicine of the list."""

    substance: str = ""
    atc: str | None = None
    type: AllergyType | None = None
    reaction: str | None = None
    criticality: Criticality | None = None
    is_verified: bool = False
    status: AllergyStatus = AllergyStatus.ACTIVE
    onset_on: date | None = None
    is_none_known: bool = False

    def __post_init__(self) -> None:
        wrong = {}
        if not self.is_none_known and not self.substance.strip():
            wrong["substance"] = SUBSTANCE_NEEDED
        if self.is_none_known and self.substance:
            wrong["substance"] = NONE_AND_SOME
        if len(self.substance) > SUBSTANCE_LENGTH:
            wrong["substance"] = LONG
        if len(self.reaction or "") > REACTION_LENGTH:
            wrong["reaction"] = LONG
        if wrong:
            raise Invalid(wrong)

    @property
    def name(self) -> str:
        """What tells one allergy from another: its words without case."""
        return " ".join(self.substance.split()).casefold()

    @property
    def is_now(self) -> bool:
        """Whether it belongs on the summary and the banner."""
        return self.status is AllergyStatus.ACTIVE

    def taken_off(self, status: AllergyStatus) -> "AllergyIntolerance":
        """The same, no longer in force, with why; `Conflict` if it was taken off before."""
        if self.status is not AllergyStatus.ACTIVE:
            raise Conflict(GONE)
        return replace(self, status=status)


def words(allergies: Iterable[AllergyIntolerance]) -> list[str] | None:
    """The schema's `allergies`: the substances; [] where none is known, None where nobody asked.

    >>> words([]), words([AllergyIntolerance(is_none_known=True)])
    (None, [])
    """
    now = [each for each in allergies if each.is_now]
    known = [each.substance for each in now if not each.is_none_known]
    if known:
        return known
    return [] if now else None
