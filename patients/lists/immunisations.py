"""A vaccine that was given: FHIR R4 Immunization."""

from dataclasses import dataclass
from datetime import date

from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _

NAME_LENGTH = 200
MOST_DOSES = 99

NAME_NEEDED = _("Say which vaccine.")
LONG = _("This is too long.")
DOSE = _("The number of the dose is from 1 to 99.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Immunization:
    """One dose of one vaccine; `lot` is the number on the vial, `dose_number` counts its series."""

    vaccine: str
    given_on: date
    dose_number: int | None = None
    lot: str | None = None
    note: str | None = None
    is_entered_in_error: bool = False

    def __post_init__(self) -> None:
        wrong = {}
        if not self.vaccine.strip():
            wrong["vaccine"] = NAME_NEEDED
        for name in ("vaccine", "lot", "note"):
            if len(getattr(self, name) or "") > NAME_LENGTH:
                wrong[name] = LONG
        if self.dose_number is not None and not 0 < self.dose_number <= MOST_DOSES:
            wrong["dose_number"] = DOSE
        if wrong:
            raise Invalid(wrong)

    @property
    def name(self) -> str:
        """What tells one dose from another: vaccine and day."""
        return f"{' '.join(self.vaccine.split()).casefold()} {self.given_on}"

    @property
    def is_now(self) -> bool:
        """Whether it belongs on the list."""
        return not self.is_entered_in_error
