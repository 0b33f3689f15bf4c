"""Vital signs as the schema keeps them, with the unit of each."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _

NOTE_LENGTH = 300
LONG = _("This is too long.")


class Position(StrEnum):
    """How the patient was during the measurement (of the blood pressure above all)."""

    SITTING = "SITTING"
    LYING = "LYING"
    STANDING = "STANDING"


class Cuff(StrEnum):
    """The size of the cuff: one that is too small measures too high."""

    CHILD = "CHILD"
    SMALL = "SMALL"
    USUAL = "USUAL"
    LARGE = "LARGE"
    THIGH = "THIGH"


class Arm(StrEnum):
    """Where the cuff was."""

    LEFT = "LEFT"
    RIGHT = "RIGHT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Under what the vital signs were taken; whatever was not noted is None."""

    position: Position | None = None
    arm: Arm | None = None
    cuff: Cuff | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if len(self.note or "") > NOTE_LENGTH:
            raise Invalid({"note": LONG})


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
    """Measured values as given; `units` are as stated, `inferred_units` were worked out by us.

    The blood pressure is one measurement of two numbers: `120/80`, the upper one first.
    """

    blood_pressure: str | None = None
    heart_rate: int | Decimal | None = None
    temperature: int | Decimal | None = None
    weight: int | Decimal | None = None
    height: int | Decimal | None = None
    respiratory_rate: int | Decimal | None = None
    oxygen_saturation: int | Decimal | None = None
    units: VitalUnits | None = None
    inferred_units: VitalUnits | None = None
    circumstances: Circumstances | None = None
