"""Vital signs over time as charts: one for each, the two blood pressures on one scale."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medisecure.web.display.charts.plot import Line, Plot, Point
from patients.chart.trends import LOWER, PRESSURE, UPPER, VitalReading, least_of, readings
from patients.records.models import Record
from patients.vitals import bands
from patients.vitals.bands import Level, level_of
from patients.vitals.body import bmi_of, months_old
from patients.vitals.measurements import MERCURY, PLAUSIBLE, SYMBOLS, Number, pressure_pair
from patients.vitals.wording import LEVELS, VITALS

BMI_LABEL, BMI_UNIT = _("Body mass index"), "kg/m²"
MARKS = {
    Level.NONE: "none", Level.USUAL: "usual", Level.LOW: "low", Level.VERY_LOW: "low",
    Level.HIGH: "high", Level.VERY_HIGH: "high",
}  # fmt: skip


def plots_of(records: Sequence[Record], born_on: date | None) -> list[Plot]:
    """A chart for each vital sign that was measured; `records` come newest first.

    A value is judged by the age on its day; the range drawn is that of the newest value.
    """
    told = list(readings(reversed(records)))
    plots = [_plot(name, label, _of(told, name), born_on) for name, label in VITALS.items()]
    return [plot for plot in [*plots, _bmi(records, born_on)] if plot.points]


def _of(told: Iterable[VitalReading], name: str) -> list[VitalReading]:
    return [reading for reading in told if reading.measured.name == name]


def _plot(name: str, label: Any, told: list[VitalReading], born_on: date | None) -> Plot:
    if name == PRESSURE:
        return _pressure(label, told, born_on)
    unit = next(iter(PLAUSIBLE[name]))
    shown = [(each.at, each.measured.shown) for each in told]
    points = [
        _point(name, at, measured.value, born_on)
        for at, measured in shown
        if measured.unit == unit and not isinstance(measured.value, str)
    ]
    return _single(name, label, SYMBOLS[unit], points, born_on)


def _single(
    name: str, label: Any, unit: str, points: list[Point], born_on: date | None
) -> Plot:  # fmt: skip
    line, source = _line(name, label, points, born_on)
    least = least_of(name, [point.value for point in points])
    shown = (least[0], least[1]) if least else None
    return Plot(label=label, unit=unit, lines=[line], least=shown, source=source)


def _pressure(label: Any, told: list[VitalReading], born_on: date | None) -> Plot:
    pairs = [
        (each.at, pair)
        for each in told
        if each.measured.unit == MERCURY and (pair := pressure_pair(str(each.measured.value)))
    ]
    lines, source = [], ""
    for place, (name, said) in enumerate(((bands.UPPER, UPPER), (bands.LOWER, LOWER))):
        points = [_point(name, at, pair[place], born_on) for at, pair in pairs]
        line, source = _line(name, said, points, born_on)
        lines.append(line)
    unit = SYMBOLS[MERCURY]
    return Plot(label=label, unit=unit, lines=lines, least=(40, 180), source=source)


def _bmi(records: Sequence[Record], born_on: date | None) -> Plot:
    points, height = [], None
    for record in reversed(records):
        vitals = record.clinical_data and record.clinical_data.vital_signs
        if not vitals:
            continue
        height = _height(record) or height
        index = bmi_of(vitals, height)
        if index is not None:
            points.append(_point(bands.BMI, record.seen_at, index, born_on))
    return _single(bands.BMI, BMI_LABEL, BMI_UNIT, points, born_on)


def _height(record: Record) -> Decimal | None:
    for each in _of(readings([record]), "height"):
        shown = each.measured.shown
        if shown.unit == "cm" and not isinstance(shown.value, str):
            return Decimal(shown.value)
    return None


def _point(name: str, at: Any, value: Number, born_on: date | None) -> Point:
    level = level_of(name, value, months_old(born_on, at.date()))
    word = LEVELS.get(level, "") if level is not Level.USUAL else ""
    return Point(at=at, value=value, kind=MARKS[level], word=word)


def _line(
    name: str, label: Any, points: list[Point], born_on: date | None
) -> tuple[Line, str]:  # fmt: skip
    age = months_old(born_on, points[-1].at.date()) if points else None
    band = bands.band_of(name, age)
    if band is None:
        return Line(label=label, points=points), ""
    return Line(label=label, points=points, low=band.low, high=band.high), gettext(band.source)
