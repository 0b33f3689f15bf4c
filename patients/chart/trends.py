"""Vital signs over time: one line each, in one unit, from the entries of a chart."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
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
UPPER, LOWER = _("Blood pressure, upper"), _("Blood pressure, lower")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
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

    `least` are two values its scale shows at least.
    """

    label: Any
    unit: str
    points: list[tuple[datetime, Number]]
    least: tuple[Number, ...] = ()


def valid(records: Iterable[Record]) -> list[Record]:
    """The entries a doctor may rely on: finished and not entered by mistake."""
    return [each for each in records if each.status.is_final]


def readings(records: Iterable[Record]) -> Iterator[Reading]:
    """Every vital sign of these entries, in their order."""
    for record in records:
        vitals = record.clinical_data and record.clinical_data.vital_signs
        for measured in measurements(vitals) if vitals else ():
            yield Reading(measured=measured, at=record.seen_at)


def latest_readings(records: Sequence[Record]) -> list[Reading]:
    """The newest reading of each vital sign; `records` come newest first."""
    newest: dict[str, Reading] = {}
    for reading in readings(records):
        newest.setdefault(reading.measured.name, reading)
    return [newest[name] for name in VITALS if name in newest]


def series_of(records: Sequence[Record]) -> list[Series]:
    """A line for each vital sign that was measured; `records` come newest first.

    A reading whose unit nobody knows is on no line: it would lie on the wrong scale.
    """
    told = list(readings(reversed(records)))
    found: list[Series] = []
    for name, label in VITALS.items():
        mine = [reading for reading in told if reading.measured.name == name]
        found += _pressure(mine) if name == PRESSURE else [_line(name, label, mine)]
    return [series for series in found if series.points]


def _line(name: str, label: Any, told: list[Reading]) -> Series:
    unit = next(iter(PLAUSIBLE[name]))
    shown = [(each.at, each.measured.shown) for each in told]
    points = [
        (at, measured.value)
        for at, measured in shown
        if measured.unit == unit and not isinstance(measured.value, str)
    ]
    return Series(label=label, unit=SYMBOLS[unit], points=points, least=LEAST.get(name, ()))


def _pressure(told: list[Reading]) -> list[Series]:
    pairs = [
        (each.at, pair)
        for each in told
        if each.measured.unit == MERCURY and (pair := pressure_pair(str(each.measured.value)))
    ]
    return [
        Series(
            label=label,
            unit=SYMBOLS[MERCURY],
            points=[(at, pair[n]) for at, pair in pairs],
            least=LEAST[PRESSURE],
        )
        for n, label in enumerate((UPPER, LOWER))
    ]
