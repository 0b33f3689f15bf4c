"""Vital signs that fit the person: age, build, illness, and small changes from visit to visit."""

import math
import random
from datetime import date
from decimal import Decimal
from itertools import pairwise

from tools.demo.dice import dice
from tools.demo.patients import Patient
from tools.demo.schema_items import JOHN_DOE, Item
from tools.demo.words.conditions import Condition

UNITS = {
    "bloodPressure": "mm[Hg]",
    "heartRate": "/min",
    "temperature": "Cel",
    "weight": "kg",
    "height": "cm",
    "respiratoryRate": "/min",
    "oxygenSaturation": "%",
}
"""UCUM codes of each value."""

_GROWTH = (
    *((0, 50, 3.4), (1, 76, 9.8), (2, 87, 12.3), (4, 103, 16.5), (6, 116, 20.8)),
    *((8, 128, 25.6), (10, 139, 32.5), (12, 150, 41.5), (14, 161, 51.0), (16, 168, 60.0)),
)
"""Age in years, centimetres, kilograms: near the middle of the WHO and CDC charts."""
_ADULT_FROM = 16
_DAYS_A_YEAR = 365.25
_WAVE_DAYS = 430


def vital_signs(patient: Patient, problem: Condition, day: date, source: random.Random) -> Item:
    """The values of one visit, with their `units`; a body keeps its height over the years."""
    age = (day - patient.born).days / _DAYS_A_YEAR
    height, weight = _build(patient, age, day, source)
    systolic, diastolic = _pressure(patient, problem, age, day, source)
    return {
        "bloodPressure": f"{systolic}/{diastolic}",
        "heartRate": _heart_rate(age, problem, source),
        "temperature": _tenths(
            source.uniform(38.1, 39.4) if problem.fever else source.uniform(36.4, 37.2)
        ),
        "weight": weight,
        "height": height,
        "respiratoryRate": _breaths(age) + source.randint(0, 3) + 4 * problem.short_of_breath,
        "oxygenSaturation": source.randint(96, 99) - 3 * problem.short_of_breath,
        "units": dict(UNITS),
    }


def _build(patient: Patient, age: float, day: date, source: random.Random) -> tuple[int, Decimal]:
    body = dice("body", patient.patient_id)
    factor, wave = body.uniform(0.94, 1.06), body.uniform(0, 2 * math.pi)
    if patient.patient_id == JOHN_DOE:
        height, kilograms = 180.0, 77.0
    elif age < _ADULT_FROM:
        height, kilograms = _grown(age)
        return round(height * factor), _tenths(kilograms * factor**2 + source.uniform(-0.2, 0.2))
    else:
        height = (175 if patient.gender == "M" else 162) * factor
        kilograms = (height / 100) ** 2 * body.uniform(20.5, 33)
    swing = 1 + 0.035 * math.sin(2 * math.pi * day.toordinal() / _WAVE_DAYS + wave)
    return round(height), _tenths(kilograms * swing + source.uniform(-0.4, 0.4))


def _grown(age: float) -> tuple[float, float]:
    """Height and weight at an age under sixteen, between the rows of the growth table."""
    for (before, tall, heavy), (after, taller, heavier) in pairwise(_GROWTH):
        if age <= after:
            part = (max(age, 0) - before) / (after - before)
            return tall + part * (taller - tall), heavy + part * (heavier - heavy)
    return _GROWTH[-1][1:]


def _pressure(
    patient: Patient, problem: Condition, age: float, day: date, source: random.Random
) -> tuple[int, int]:
    usual = dice("pressure", patient.patient_id).uniform(-7, 7)
    grown = min(age, _ADULT_FROM) / _ADULT_FROM
    wave = 4 * math.sin(2 * math.pi * day.toordinal() / _WAVE_DAYS)
    systolic = 88 + 30 * grown + max(age - 40, 0) / 4 + usual + wave + source.uniform(-5, 5)
    diastolic = 54 + 22 * grown + usual / 2 + wave / 2 + source.uniform(-4, 4)
    if problem.raises_pressure:
        systolic, diastolic = systolic + 22, diastolic + 12
    return round(systolic), round(diastolic)


def _heart_rate(age: float, problem: Condition, source: random.Random) -> int:
    child = max(_ADULT_FROM - age, 0) * 2.8
    return round(64 + child + source.uniform(0, 18) + (16 if problem.fever else 0))


def _breaths(age: float) -> int:
    return round(14 + max(_ADULT_FROM - age, 0) * 0.75)


def _tenths(value: float) -> Decimal:
    return Decimal(f"{value:.1f}")
