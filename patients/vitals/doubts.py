"""Values that can be true but are more often a slip: asked about before they are kept, not refused.

What cannot be true at all is refused by `patients.vitals.measurements.check_entry`. The ranges for
weight and height by age are our own, wide on purpose, and say nothing of health: they catch
grams for kilograms, pounds for kilograms and a missing digit.
"""

from collections.abc import Mapping
from decimal import Decimal

from medisecure.errors import gettext_noop as _
from patients.vitals.bands import LOWER, UPPER, Level, level_of
from patients.vitals.measurements import measurements, pressure_pair
from patients.vitals.models import VitalSigns

ALARMING = _("This is far from usual. Is it right? Then confirm it.")
FOR_AGE = _("This is unusual at this age. Is it right? Then confirm it.")
CHANGED = _("This differs much from the last time (%(last)s). Is it right? Then confirm it.")
PULSE_PRESSURE = _("The two values lie close together. Are they right? Then confirm them.")

# From this many months of age on: lowest and highest, kg and cm.
_WEIGHTS: Mapping[int, tuple[int, int]] = {
    0: (1, 16), 12: (5, 40), 72: (10, 110), 156: (20, 200), 216: (30, 250),
}  # fmt: skip
_HEIGHTS: Mapping[int, tuple[int, int]] = {
    0: (30, 95), 12: (55, 140), 72: (85, 195), 156: (110, 220), 216: (120, 220),
}  # fmt: skip
_RANGES = {"weight": _WEIGHTS, "height": _HEIGHTS}
MOST_CHANGE = Decimal("0.2")
ADULT_MONTHS = 216
LEAST_PULSE_PRESSURE = 10


def doubts(
    vitals: VitalSigns, *, age_months: int | None, last: Mapping[str, Decimal] | None = None
) -> dict[str, tuple[str, dict[str, str]]]:
    """What to ask about, by field: a sentence and its blanks. Empty if all is as expected.

    `last` holds the last known values in the units we show.
    """
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for taken in measurements(vitals):
        value = taken.shown.value
        if isinstance(value, str):
            doubt = _pressure(value, age_months)
        else:
            before = (last or {}).get(taken.name)
            doubt = _single(taken.name, Decimal(value), age_months, before)
        if doubt:
            found[taken.name] = doubt
    return found


def _pressure(text: str, age_months: int | None) -> tuple[str, dict[str, str]] | None:
    pair = pressure_pair(text)
    if pair is None:
        return None
    levels = {level_of(UPPER, pair[0], age_months), level_of(LOWER, pair[1], age_months)}
    if levels & {Level.VERY_LOW, Level.VERY_HIGH}:
        return ALARMING, {}
    return (PULSE_PRESSURE, {}) if pair[0] - pair[1] < LEAST_PULSE_PRESSURE else None


def _single(
    name: str, value: Decimal, age_months: int | None, last: Decimal | None
) -> tuple[str, dict[str, str]] | None:
    if level_of(name, value, age_months) in {Level.VERY_LOW, Level.VERY_HIGH}:
        return ALARMING, {}
    if name in _RANGES and age_months is not None:
        ranges = _RANGES[name]
        low, high = ranges[max(months for months in ranges if months <= max(age_months, 0))]
        if not low <= value <= high:
            return FOR_AGE, {}
    is_grown = age_months is None or age_months >= ADULT_MONTHS
    if last and name in _RANGES and is_grown and abs(value - last) / last > MOST_CHANGE:
        return CHANGED, {"last": f"{last:f}"}
    return None
