"""Laboratory results of a demo patient: a long-term sugar, fats and a potassium that is new."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from medisecure.clock import CLINIC_ZONE, zone
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.results.models import LabValue, Result
from patients.results.services import series_of
from tools.demo.dice import dice

# name, LOINC, unit, the laboratory's range, about this much, and how much it wanders
TESTS = (
    ("Hemoglobin A1c", "4548-4", "%", "4.0", "5.6", "6.8", "0.6"),
    ("LDL cholesterol", "13457-7", "mg/dL", "0", "100", "120", "30"),
    ("Creatinine", "2160-0", "mg/dL", "0.6", "1.2", "0.9", "0.2"),
)
MONTHS_APART, TIMES = 4, 4


def demo_results(
    uow: UnitOfWork, patient_id: str, provider_id: str, *, today: date, seed: int
) -> Iterator[Result]:
    """A year of results, all but the newest seen and released; equal arguments, equal results."""
    number = 0
    for name, loinc, unit, low, high, about, wander in TESTS:
        chance = dice(seed, "result", patient_id, loinc)
        for back in range(TIMES):
            number += 1
            drift = Decimal(str(round(chance.uniform(-1, 1), 1))) * Decimal(wander)
            value = (Decimal(about) + drift).quantize(Decimal("0.1"))
            measured = LabValue(
                name=name, loinc=loinc, value=value, unit=unit, low=Decimal(low), high=Decimal(high)
            )
            day = today - timedelta(days=3 + back * 30 * MONTHS_APART)
            taken_at = datetime.combine(day, time(9, 10), tzinfo=zone(CLINIC_ZONE))
            is_new = number == len(TESTS) * TIMES - TIMES + 1  # the newest creatinine
            yield Result(
                result_id=f"result_demo_{patient_id}_{number}",
                patient_id=patient_id,
                provider_id=provider_id,
                measured=measured,
                series=series_of(uow, patient_id, measured),
                taken_at=taken_at,
                seen_at=None if is_new else taken_at,
                is_released=not is_new,
                created_at=taken_at,
                updated_at=taken_at,
            )
