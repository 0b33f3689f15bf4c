"""What is usual for a vital sign at an age, and what is alarming; sources stand with the figures.

Adults: usual is what scores 0 in NEWS2, alarming what scores 3 (temperature: its highest scores)
(Royal College of Physicians, National Early Warning Score 2, 2017). Blood pressure of adults:
usual below 140/90 (2018 ESC/ESH Guidelines, office blood pressure) and from 90/60.
Children: the ranges of the Pediatric Advanced Life Support provider manual (American Heart
Association, 2020), awake; outside them is marked, nothing is called alarming for them.
Weight, height: no band; a body-mass index is judged for adults only (WHO: 18.5 to below 25).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from medisecure.errors import gettext_noop as _

ADULT_YEARS = 18
NEWS2 = _("Usual range: NEWS2 (Royal College of Physicians, 2017)")
ESC = _("Usual range: ESC/ESH guidelines (2018), at the doctor's")
PALS = _("Usual range for the age: PALS (American Heart Association, 2020)")
WHO = _("Usual range: World Health Organization")

UPPER, LOWER, BMI = "systolic", "diastolic", "bmi"


class Level(StrEnum):
    """Where a value lies; NONE where no band is known for it."""

    NONE = "NONE"
    USUAL = "USUAL"
    LOW = "LOW"
    HIGH = "HIGH"
    VERY_LOW = "VERY_LOW"
    VERY_HIGH = "VERY_HIGH"


@dataclass(frozen=True, slots=True)
class Band:
    """Usual values, both ends included, and the ends beyond which it is alarming, if any."""

    low: Decimal
    high: Decimal
    source: str
    very_low: Decimal | None = None
    very_high: Decimal | None = None

    def level(self, value: int | Decimal) -> Level:
        """Where the value lies."""
        if self.very_low is not None and value <= self.very_low:
            return Level.VERY_LOW
        if self.very_high is not None and value >= self.very_high:
            return Level.VERY_HIGH
        if value < self.low:
            return Level.LOW
        return Level.HIGH if value > self.high else Level.USUAL


def _band(
    low: str, high: str, source: str, very_low: str | None = None, very_high: str | None = None
) -> Band:
    alarm = [None if end is None else Decimal(end) for end in (very_low, very_high)]
    return Band(Decimal(low), Decimal(high), source, *alarm)


# In the units we show: °C, /min, %, mmHg, kg/m².
ADULT: Mapping[str, Band] = {
    "temperature": _band("36.1", "38.0", NEWS2, "35.0", "39.1"),
    "heart_rate": _band("51", "90", NEWS2, "40", "131"),
    "respiratory_rate": _band("12", "20", NEWS2, "8", "25"),
    "oxygen_saturation": _band("96", "100", NEWS2, "91", None),
    UPPER: _band("90", "139", ESC, "90", "220"),
    LOWER: _band("60", "89", ESC),
    BMI: _band("18.5", "24.9", WHO),
}
# From this many months on: the range until the next row begins.
_CHILDREN: Mapping[int, Mapping[str, tuple[str, str]]] = {
    1: {"heart_rate": ("100", "180"), "respiratory_rate": ("30", "53"),
        UPPER: ("72", "104"), LOWER: ("37", "56")},
    12: {"heart_rate": ("98", "140"), "respiratory_rate": ("22", "37"),
         UPPER: ("86", "106"), LOWER: ("42", "63")},
    36: {"heart_rate": ("80", "120"), "respiratory_rate": ("20", "28"),
         UPPER: ("89", "112"), LOWER: ("46", "72")},
    72: {"heart_rate": ("75", "118"), "respiratory_rate": ("18", "25"),
         UPPER: ("97", "115"), LOWER: ("57", "76")},
    120: {"heart_rate": ("75", "118"), "respiratory_rate": ("18", "25"),
          UPPER: ("102", "120"), LOWER: ("61", "80")},
    144: {"heart_rate": ("60", "100"), "respiratory_rate": ("12", "20"),
          UPPER: ("110", "131"), LOWER: ("64", "83")},
}  # fmt: skip


def band_of(name: str, age_months: int | None) -> Band | None:
    """The usual range at an age in completed months; None where none is known.

    An unknown age has no band: an adult's band would call a child ill.
    """
    if age_months is None:
        return None
    if age_months >= ADULT_YEARS * 12:
        return ADULT.get(name)
    begun = [months for months in _CHILDREN if months <= age_months]
    ends = _CHILDREN[max(begun)].get(name) if begun else None
    return _band(*ends, PALS) if ends else None


def level_of(name: str, value: int | Decimal, age_months: int | None) -> Level:
    """Where a value in the unit we show lies at that age."""
    band = band_of(name, age_months)
    return band.level(value) if band else Level.NONE
