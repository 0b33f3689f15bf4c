"""Which visits are offered to change places with one."""

from dataclasses import replace

import pytest

from appointments.desk.move.partners import _fits
from tests.appointments.visits.test_models import visit


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({"patient_id": "patient_other"}, True),
        ({"patient_id": "patient_other", "provider_id": "provider_other"}, True),
        ({"provider_id": "provider_other"}, True),  # the same patient goes to the other first
        ({}, False),  # the same patient with the same doctor: nothing would change
    ],
)
def test_a_patients_own_two_visits_with_one_doctor_are_not_swapped(
    changes: dict[str, str], *, fits: bool
) -> None:
    mine = visit()
    other = replace(mine, appointment_id="appointment_other", **changes)
    assert _fits(mine, other) is fits
