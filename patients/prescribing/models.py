"""How a medicine is taken, as codes: FHIR's Dosage and Timing in the shape we keep.

A code is one of the mappings below; what it says in English and Arabic is in `wording`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from medisecure.clock import later
from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often: `frequency` times in each `period` of `unit` (h, d, wk, mo); FHIR's repeat."""

    frequency: int
    period: int
    unit: str

    @property
    def times_a_day(self) -> Decimal | None:
        """Doses a day; None if they are rarer than daily."""
        if self.unit == "h":
            return Decimal(24) / self.period
        return Decimal(self.frequency) if (self.unit, self.period) == ("d", 1) else None


# https://hl7.org/fhir/R4/valueset-timing-abbreviation.html, and weekly, monthly and once.
TIMINGS: Mapping[str, Repeat] = {
    "QD": Repeat(1, 1, "d"),
    "BID": Repeat(2, 1, "d"),
    "TID": Repeat(3, 1, "d"),
    "QID": Repeat(4, 1, "d"),
    "Q4H": Repeat(1, 4, "h"),
    "Q6H": Repeat(1, 6, "h"),
    "Q8H": Repeat(1, 8, "h"),
    "Q12H": Repeat(1, 12, "h"),
    "QOD": Repeat(1, 2, "d"),
    "WK": Repeat(1, 1, "wk"),
    "MO": Repeat(1, 1, "mo"),
    "ONCE": Repeat(1, 0, "d"),
}
# https://hl7.org/fhir/R4/valueset-event-timing.html
EVENTS = (
    "MORN", "AFT", "EVE", "NIGHT", "HS", "AC", "PC", "C",
    "ACM", "PCM", "CM", "ACD", "PCD", "CD", "ACV", "PCV", "CV",
)  # fmt: skip
# By SNOMED CT's route names in everyday words; codes are our own, short and stable.
ROUTES = (
    "oral", "sublingual", "rectal", "vaginal", "inhaled", "nasal", "eye", "ear", "skin",
    "subcutaneous", "intramuscular", "intravenous",
)  # fmt: skip
# UCUM codes; a dose form is an annotation in braces.
UNITS = (
    "mg", "g", "ug", "mL", "[iU]", "{tablet}", "{capsule}", "{puff}", "{drop}", "{spray}",
    "{sachet}", "{suppository}", "{patch}", "{application}",
)  # fmt: skip
SPANS: Mapping[str, str] = {"d": "day", "wk": "week", "mo": "month"}
MOST_DOSES, MOST_SPANS = 24, 999

UNKNOWN = _("Choose one of the offered values.")
DOSE = _("A dose is a number above zero.")
MOST = _("The most doses a day is a whole number from 1 to 24.")
SPAN = _("How long is a whole number from 1 to 999.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A quantity of medicine: 20 mg, 1 tablet."""

    value: int | Decimal
    unit: str

    def __post_init__(self) -> None:
        if not 0 < self.value < 10**7:
            raise Invalid({"dose": DOSE})
        if self.unit not in UNITS:
            raise Invalid({"dose_unit": UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """How long: a count of days, weeks or months."""

    count: int
    unit: str

    def __post_init__(self) -> None:
        if not 0 < self.count <= MOST_SPANS:
            raise Invalid({"duration": SPAN})
        if self.unit not in SPANS:
            raise Invalid({"duration_unit": UNKNOWN})

    def last_day(self, started_on: date) -> date | None:
        """The last day it is taken if it began on that day; None beyond the calendar's end."""
        after = later(started_on, self.written)
        return max(after - timedelta(days=1), started_on) if after else None

    @property
    def written(self) -> str:
        """As the schema's `duration` writes it: `30 days`."""
        return f"{self.count} {SPANS[self.unit]}{'s' if self.count > 1 else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dosage:
    """How one medicine is taken; whatever is not said is None.

    `timing` is a code of TIMINGS, `when` of EVENTS, `route` of ROUTES. A medicine taken
    `as_needed` may name the most doses a day. `is_ongoing` means until stopped.
    """

    dose: Amount | None = None
    route: str | None = None
    timing: str | None = None
    when: str | None = None
    as_needed: bool = False
    most_per_day: int | None = None
    duration: Duration | None = None
    is_ongoing: bool = False

    def __post_init__(self) -> None:
        wrong = {
            name: UNKNOWN
            for name, code, known in (
                ("route", self.route, ROUTES),
                ("timing", self.timing, TIMINGS),
                ("when", self.when, EVENTS),
            )
            if code is not None and code not in known
        }
        if self.most_per_day is not None and not 0 < self.most_per_day <= MOST_DOSES:
            wrong["most_per_day"] = MOST
        if wrong:
            raise Invalid(wrong)

    def ends_on(self, started_on: date) -> date | None:
        """The last day it is taken; None if that is not said or it goes on until stopped."""
        if self.timing == "ONCE":
            return started_on
        return self.duration.last_day(started_on) if self.duration else None

    @property
    def doses_a_day(self) -> Decimal | None:
        """The most doses a day this allows; None if nothing bounds them."""
        if self.most_per_day is not None:
            return Decimal(self.most_per_day)
        if self.timing == "ONCE":
            return Decimal(1)
        return TIMINGS[self.timing].times_a_day if self.timing else None

    def as_fhir(self) -> dict[str, Any]:
        """FHIR R4 `Dosage`, without texts: those are the wording's."""
        found: dict[str, Any] = {}
        if self.timing or self.when or self.duration:
            found["timing"] = self._timing()
        if self.as_needed:
            found["asNeededBoolean"] = True
        if self.dose:
            value = float(self.dose.value) if self.dose.value % 1 else int(self.dose.value)
            system = "http://unitsofmeasure.org"
            quantity = {"value": value, "unit": self.dose.unit.strip("{}"), "system": system}
            found["doseAndRate"] = [{"doseQuantity": quantity | {"code": self.dose.unit}}]
        if self.most_per_day:
            one, day = {"value": 1, "unit": "d"}, {"value": self.most_per_day}
            found["maxDosePerPeriod"] = {"numerator": day, "denominator": one}
        return found

    def _timing(self) -> dict[str, Any]:
        repeat: dict[str, Any] = {}
        if self.timing == "ONCE":
            repeat["count"] = 1
        elif self.timing:
            rule = TIMINGS[self.timing]
            repeat |= {"frequency": rule.frequency, "period": rule.period, "periodUnit": rule.unit}
        if self.when:
            repeat["when"] = [self.when]
        if self.duration:
            bounds = {"value": self.duration.count, "code": self.duration.unit}
            repeat["boundsDuration"] = bounds | {"system": "http://unitsofmeasure.org"}
        return {"repeat": repeat}
