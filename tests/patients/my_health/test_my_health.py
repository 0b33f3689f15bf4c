"""My health: what a patient reads of their own chart."""

from typing import Any

import pytest
from django.urls import reverse

from medisecure.clock import utc_text
from patients.my_health.views import latest_of_each
from patients.results.models import LabValue, Result
from tests.patients.home.portal import ago, fresh_patient, medicine, record, round_trips, store
from tests.people import DR_SMITH, JOHN, REEM

PAGE = "/my/health/"


def told(name: str, value: Any, days: int, unit: str = "mmol/L", **changes: Any) -> Result:
    at = ago(days=days)
    measured = LabValue(name=name, value=value, unit=unit)
    return Result(result_id=f"r{days}{name}", patient_id=JOHN, provider_id=DR_SMITH, taken_at=at,
                  measured=measured, created_at=at, updated_at=at, **changes)  # fmt: skip


def test_each_test_stands_once_with_its_newest_value_and_a_line_of_one_unit() -> None:
    results = [told("Sodium", 140, 1), told("Potassium", 4, 2), told("Sodium", 138, 3),
               told("Sodium", 3, 4, unit="g/L")]  # fmt: skip
    sodium, potassium = latest_of_each(results)
    assert sodium.newest.result is results[0]
    assert [value for _, value in sodium.points] == [138, 140]
    assert potassium.points == []


def test_visits_and_problems_are_told_in_plain_words(signed_in: Any) -> None:
    patient = fresh_patient(language="ar")
    clinical = medicine("Atorvastatin", "30 days") | {
        "diagnosis": [{"code": "I25.9", "description": "Chronic ischemic heart disease"}],
    }
    store(record(patient, ago(days=1), clinicalData=clinical))
    page = signed_in(patient).get(PAGE).content.decode()
    assert "مرض قلبي مزمن" in page
    assert "Atorvastatin" in page
    assert "/summary/" in page
    assert utc_text(ago(days=1))[:4] in page


def test_a_draft_and_a_mistake_are_not_told(signed_in: Any) -> None:
    patient = fresh_patient()
    wrong = {"chiefComplaint": "never happened"}
    for status in ("DRAFT", "ENTERED_IN_ERROR"):
        store(record(patient, ago(days=1), status=status, clinicalData=wrong))
    page = signed_in(patient).get(PAGE).content.decode()
    assert "never happened" not in page
    assert "Nothing yet" in page
    assert "Nobody has asked you yet" in page


def test_the_way_to_it_stands_in_the_navigation(signed_in: Any) -> None:
    assert f'href="{PAGE}"' in signed_in(JOHN).get("/home/").content.decode()
    assert reverse("patients:my-health") == PAGE


@pytest.mark.parametrize("reader", [DR_SMITH, REEM])
def test_to_those_who_work_here_there_is_no_such_page(signed_in: Any, reader: str) -> None:
    assert signed_in(reader).get(PAGE).status_code == 404


def test_it_takes_three_round_trips_however_much_there_is(signed_in: Any) -> None:
    patient = fresh_patient()
    for days in range(1, 8):
        store(record(patient, ago(days=days), clinicalData=medicine(f"Medicine {days}", "90 days")))
    assert round_trips(signed_in(patient), PAGE) <= 3
