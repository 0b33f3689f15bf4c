"""What is worked out from vital signs: the body-mass index, and an age in months."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from patients.vitals.measurements import Measurement, measurements
from patients.vitals.models import VitalSigns

_SHOWN = Decimal("0.1")
_CENTIMETRES = Decimal(100)


def body_mass_index(weight_kg: Decimal, height_cm: Decimal) -> Decimal | None:
    """Weight over height squared, kg/m², to one decimal; None without a height.

    >>> body_mass_index(Decimal("75.5"), Decimal(180))
    Decimal('23.3')
    """
    if height_cm <= 0:
        return None
    metres = height_cm / _CENTIMETRES
    return (weight_kg / (metres * metres)).quantize(_SHOWN, ROUND_HALF_UP)


def bmi_of(vitals: VitalSigns, last_height_cm: Decimal | None = None) -> Decimal | None:
    """The index of vital signs with a weight, by their own height or else the last known one."""
    shown = {each.name: each.shown for each in measurements(vitals)}
    weight, height = _in(shown.get("weight"), "kg"), _in(shown.get("height"), "cm")
    height = height or last_height_cm
    return body_mass_index(weight, height) if weight and height else None


def months_old(born_on: date | None, on: date) -> int | None:
    """Completed months of life on a day; None if unknown or not born by then."""
    if born_on is None or born_on > on:
        return None
    months = (on.year - born_on.year) * 12 + on.month - born_on.month
    return months - (on.day < born_on.day)


def _in(taken: Measurement | None, unit: str) -> Decimal | None:
    if taken is None or taken.unit != unit or isinstance(taken.value, str):
        return None
    return Decimal(taken.value)
