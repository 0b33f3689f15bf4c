"""Vital signs as the schema keeps them, with the unit of each."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalUnits:
    """The UCUM code of each vital sign's unit."""

    blood_pressure: str | None = None
    heart_rate: str | None = None
    temperature: str | None = None
    weight: str | None = None
    height: str | None = None
    respiratory_rate: str | None = None
    oxygen_saturation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalSigns:
    """Measured values as given; `units` are as stated, `inferred_units` were worked out by us."""

    blood_pressure: str | None = None
    heart_rate: int | Decimal | None = None
    temperature: int | Decimal | None = None
    weight: int | Decimal | None = None
    height: int | Decimal | None = None
    respiratory_rate: int | Decimal | None = None
    oxygen_saturation: int | Decimal | None = None
    units: VitalUnits | None = None
    inferred_units: VitalUnits | None = None
