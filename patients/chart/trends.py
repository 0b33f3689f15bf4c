"""Vital signs over time: one line each, in one unit, from the entries of a chart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from patients.records.models import Record
from patients.vitals.measurements import (
    MERCURY,
    PLAUSIBLE,
    SYMBOLS,
    Measurement,
    Number,
    measurements,
    pressure_pair,
)
from patients.vitals.wording import VITALS

PRESSURE = "blood_pressure"
# What a scale shows at least, in the unit we show: half a degree must not look like a crisis.
LEAST: dict[str, tuple[Number, ...]] = {
    PRESSURE: (40, 180),
    "temperature": (35, 40),
    "heart_rate": (40, 120),
    "respiratory_rate": (8, 30),
    "oxygen_saturation": (85, 100),
}
ROOM = Decimal("0.1")
UPPER, LOWER = _("Blood pressure, upper"), _("Blood pressure, lower")


@dataclass(frozen=True, slots=True, kw_only=True)
class VitalReading:
    """One vital sign as it was recorded at a visit."""

    measured: Measurement
    at: datetime

    @property
    def label(self) -> Any:
        """What was measured, in words."""
        return VITALS[self.measured.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line: points oldest first, all in the unit whose symbol is `unit`.

    `least` are two values its scale shows at least. `beside` is the second line of a measurement
    that has two values: the lower of a blood pressure.
    """

    label: Any
    unit: str
    points: Sequence[tuple[datetime, Number]]
    least: tuple[Number, ...] = ()
    beside: Sequence[tuple[datetime, Number]] = ()


def valid(records: Iterable[Record]) -> list[Record]:
    """The entries a doctor may rely on: finished and not entered by mistake."""
    return [each for each in records if each.status.is_final]


def readings(records: Iterable[Record]) -> Iterator[VitalReading]:
    """Every vital sign of these entries, in their order."""
    for record in records:
        vitals = record.clinical_data and record.clinical_data.vital_signs
        for measured in measurements(vitals) if vitals else ():
            yield VitalReading(measured=measured, at=record.seen_at)


def by_sign(records: Iterable[Record]) -> dict[str, list[VitalReading]]:
    """The readings of each vital sign that was taken, in the order of the entries."""
    found: dict[str, list[VitalReading]] = {}
    for reading in readings(records):
        found.setdefault(reading.measured.name, []).append(reading)
    return found


def latest_readings(records: Iterable[Record]) -> list[VitalReading]:
    """The newest reading of each vital sign; `records` come newest first."""
    return latest_of(by_sign(records))


def latest_of(told: Mapping[str, Sequence[VitalReading]]) -> list[VitalReading]:
    """The same of readings by vital sign, newest first."""
    return [told[name][0] for name in VITALS if name in told]


def series_of(records: Iterable[Record]) -> list[Series]:
    """One for each vital sign that was measured; `records` come newest first.

    A reading whose unit nobody knows is on no line: it would lie on the wrong scale.
    """
    return lines_of(by_sign(records))


def lines_of(told: Mapping[str, Sequence[VitalReading]]) -> list[Series]:
    """The same of readings by vital sign, newest first."""
    found = [
        (_pressure if name == PRESSURE else _line)(name, label, told[name][::-1])
        for name, label in VITALS.items()
        if name in told
    ]
    return [series for series in found if series.points]


def _line(name: str, label: Any, told: Sequence[VitalReading]) -> Series:
    unit = next(iter(PLAUSIBLE[name]))
    shown = [(each.at, each.measured.shown) for each in told]
    points = [
        (at, measured.value)
        for at, measured in shown
        if measured.unit == unit and not isinstance(measured.value, str)
    ]
    least = least_of(name, [value for _, value in points])
    return Series(label=label, unit=SYMBOLS[unit], points=points, least=least)


def least_of(name: str, values: Sequence[float | Decimal]) -> tuple[Number, ...]:
    """What a scale shows at least; of weight and height a tenth around what was measured."""
    if name in LEAST or not values:
        return LEAST.get(name, ())
    told = [Decimal(str(value)) for value in values]
    return min(told) * (1 - ROOM), max(told) * (1 + ROOM)


def _pressure(name: str, label: Any, told: Sequence[VitalReading]) -> Series:
    pairs = [
        (each.at, pair)
        for each in told
        if each.measured.unit == MERCURY and (pair := pressure_pair(str(each.measured.value)))
    ]
    upper, lower = ([(at, pair[n]) for at, pair in pairs] for n in (0, 1))
    unit, least = SYMBOLS[MERCURY], LEAST[name]
    return Series(label=label, unit=unit, points=upper, beside=lower, least=least)
