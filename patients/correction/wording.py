"""Corrections in words: which fields, by whom, when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.correction.forms import FIELD_NAMES
from patients.correction.models import Correction
from patients.correction.repository import Corrections


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """One correction for a reader; `by` is "" where it was the patient."""

    at: datetime
    by: str
    fields: list[Any]


def corrections_of(uow: UnitOfWork, patient_id: str) -> list[ShownCorrection]:
    """The latest corrections, the newest first."""
    return [_told(uow, each) for each in Corrections(uow).of(patient_id)]


def _told(uow: UnitOfWork, each: Correction) -> ShownCorrection:
    by = "" if each.corrected_by == each.patient_id else each.corrected_by
    names = dict.fromkeys(FIELD_NAMES[name] for name in each.fields if name in FIELD_NAMES)
    return ShownCorrection(each.corrected_at, by, list(names))
