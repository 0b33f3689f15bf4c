"""Vital signs as value and unit: which unit was meant, what cannot be, and how to show it.

Units are UCUM codes (ucum.org). The ranges are the widest a living person can show, not normal
values: they catch a wrong unit or a slipped decimal point and must never refuse a rare truth.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import ROUND_HALF_UP, Decimal

from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from patients.vitals.models import VitalSigns, VitalUnits

CELSIUS, FAHRENHEIT = "Cel", "[degF]"
KILOGRAM, POUND = "kg", "[lb_av]"
CENTIMETRE, INCH = "cm", "[in_i]"
MERCURY, PER_MINUTE, PERCENT = "mm[Hg]", "/min", "%"

SYMBOLS: Mapping[str, str] = {
    CELSIUS: "°C",
    FAHRENHEIT: "°F",
    KILOGRAM: "kg",
    POUND: "lb",
    CENTIMETRE: "cm",
    INCH: "in",
    MERCURY: "mmHg",
    PER_MINUTE: "/min",
    PERCENT: "%",
}

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Plausible:
    """The values a unit allows, both ends included, and what to say of others."""

    low: Decimal
    high: Decimal
    message: str

    def holds(self, value: Number) -> bool:
        """Whether the value can be true."""
        return Decimal(value).is_finite() and self.low <= value <= self.high


def _between(low: str, high: str, message: str) -> Plausible:
    return Plausible(Decimal(low), Decimal(high), message)


# The first unit is the one shown. Only units in INFERRED are ever guessed.
PLAUSIBLE: Mapping[str, Mapping[str, Plausible]] = {
    "temperature": {
        CELSIUS: _between("20", "46", _("Temperature in °C must be between 20 and 46.")),
        FAHRENHEIT: _between("68", "115", _("Temperature in °F must be between 68 and 115.")),
    },
    "weight": {
        KILOGRAM: _between("0.2", "650", _("Weight in kg must be between 0.2 and 650.")),
        POUND: _between("0.5", "1430", _("Weight in lb must be between 0.5 and 1430.")),
    },
    "height": {
        CENTIMETRE: _between("20", "275", _("Height in cm must be between 20 and 275.")),
        INCH: _between("8", "108", _("Height in inches must be between 8 and 108.")),
    },
    "heart_rate": {
        PER_MINUTE: _between("0", "350", _("Heart rate per minute must be between 0 and 350.")),
    },
    "respiratory_rate": {
        PER_MINUTE: _between("0", "150", _("Breaths per minute must be between 0 and 150.")),
    },
    "oxygen_saturation": {
        PERCENT: _between("0", "100", _("Oxygen saturation in % must be between 0 and 100.")),
    },
}
INFERRED = frozenset({CELSIUS, FAHRENHEIT, KILOGRAM, CENTIMETRE, MERCURY, PER_MINUTE, PERCENT})

SYSTOLIC = _between("20", "350", _("The upper blood pressure must be between 20 and 350 mmHg."))
DIASTOLIC = _between("0", "250", _("The lower blood pressure must be between 0 and 250 mmHg."))

UNKNOWN_UNIT = _("Choose one of the offered units.")
PRESSURE_FORM = _("Write the blood pressure as upper/lower, such as 120/80.")
PRESSURE_ORDER = _("The upper blood pressure must be above the lower one.")

_PRESSURE = re.compile(r"\s*(\d{1,3})\s*/\s*(\d{1,3})\s*")
_FACTORS: Mapping[tuple[str, str], Decimal] = {  # exact by definition
    (POUND, KILOGRAM): Decimal("0.45359237"),
    (INCH, CENTIMETRE): Decimal("2.54"),
}
_SHOWN = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One vital sign as it was recorded; `unit` is None where none was given or could be told."""

    name: str
    value: Number | str
    unit: str | None
    is_inferred: bool = False

    @property
    def symbol(self) -> str:
        """The unit as people write it; empty if unknown."""
        return SYMBOLS.get(self.unit or "", self.unit or "")

    @property
    def shown(self) -> "Measurement":
        """The same in the unit we show, to one decimal; itself if it is in that unit already."""
        target = next(iter(PLAUSIBLE.get(self.name, {})), None)
        if isinstance(self.value, str) or not self.unit or not target or self.unit == target:
            return self
        value = converted(self.value, self.unit, target)
        return self if value is None else replace(self, value=value, unit=target)


def measurements(vitals: VitalSigns) -> list[Measurement]:
    """The vital signs that were taken, as recorded; a stated unit goes before an inferred one."""
    taken: list[Measurement] = []
    for name in _NAMES:
        value: Number | str | None = getattr(vitals, name)
        if value is None:
            continue
        stated = _unit(vitals.units, name)
        unit = stated or _unit(vitals.inferred_units, name)
        guessed = stated is None and unit is not None
        taken.append(Measurement(name=name, value=value, unit=unit, is_inferred=guessed))
    return taken


def with_inferred_units(vitals: VitalSigns) -> VitalSigns:
    """The same with `inferred_units` for values that state none; what fits no unit keeps none.

    For imports only, and repeatable: values, stated units and earlier inferences stay as they are.
    """
    missing = {
        each.name: unit
        for each in measurements(vitals)
        if each.unit is None and (unit := _inferred(each.name, each.value)) is not None
    }
    if not missing:
        return vitals
    return replace(vitals, inferred_units=replace(vitals.inferred_units or VitalUnits(), **missing))


def check_entry(vitals: VitalSigns) -> None:
    """Raises `Invalid`, by field, if a typed value cannot be true in the unit chosen for it."""
    wrong = {each.name: problem for each in measurements(vitals) if (problem := _problem(each))}
    if wrong:
        raise Invalid(wrong)


def pressure_pair(text: str) -> tuple[int, int] | None:
    """Upper and lower blood pressure of `120/80`; None if it is not written so."""
    parsed = _PRESSURE.fullmatch(text)
    return (int(parsed[1]), int(parsed[2])) if parsed else None


def converted(value: Number, unit: str, target: str) -> Decimal | None:
    """The value in another unit, to one decimal; None if the two do not measure the same.

    >>> converted(Decimal("98.6"), FAHRENHEIT, CELSIUS)
    Decimal('37.0')
    """
    exact = _exactly(Decimal(value), unit, target)
    return None if exact is None else exact.quantize(_SHOWN, ROUND_HALF_UP)


def _exactly(value: Decimal, unit: str, target: str) -> Decimal | None:
    if unit == target:
        return value
    if (unit, target) == (FAHRENHEIT, CELSIUS):
        return (value - 32) * 5 / 9
    if (unit, target) == (CELSIUS, FAHRENHEIT):
        return value * 9 / 5 + 32
    if factor := _FACTORS.get((unit, target)):
        return value * factor
    factor = _FACTORS.get((target, unit))
    return value / factor if factor else None


def _problem(measured: Measurement) -> str | None:
    if isinstance(measured.value, str):
        return _pressure_problem(measured.value, measured.unit)
    plausible = PLAUSIBLE[measured.name].get(measured.unit or "")
    if plausible is None:
        return UNKNOWN_UNIT
    return None if plausible.holds(measured.value) else plausible.message


def _pressure_problem(text: str, unit: str | None) -> str | None:
    if unit != MERCURY:
        return UNKNOWN_UNIT
    pair = pressure_pair(text)
    if pair is None:
        return PRESSURE_FORM
    for value, plausible in zip(pair, (SYSTOLIC, DIASTOLIC), strict=True):
        if not plausible.holds(value):
            return plausible.message
    return None if pair[0] > pair[1] else PRESSURE_ORDER


def _inferred(name: str, value: Number | str) -> str | None:
    if isinstance(value, str):
        return None if _pressure_problem(value, MERCURY) else MERCURY
    for unit, plausible in PLAUSIBLE[name].items():
        if unit in INFERRED and plausible.holds(value):
            return unit
    return None


def _unit(units: VitalUnits | None, name: str) -> str | None:
    unit: str | None = getattr(units, name) if units else None
    return unit


_NAMES = tuple(each.name for each in fields(VitalUnits))
