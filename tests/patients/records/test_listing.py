"""The one-time command puts what was loaded on the lists: shown first, done once, nothing lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from medisecure.dynamodb.sealing.codec import to_plain
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.importing.loading import load
from medisecure.wiring import system_work
from patients.lists.repository import Lists
from patients.records.models import (
    Diagnosis,
    Prescription,
    Record,
    Treatment,
)
from patients.records.repository import RECORD, Records
from tests.patients.records.examples import finished
from tests.people import DR_SMITH, profile

Acting = Callable[[str, str], UnitOfWork]
TODAY = datetime.now(UTC).replace(hour=7, minute=0, second=0, microsecond=0)
BEGAN = TODAY - timedelta(days=3000)


def entry(patient_id: str, number: int, at: datetime, **clinical: Any) -> Record:
    return finished(f"record_{number:04d}", patient_id, at, **clinical)


def stored(item: dict[str, Any]) -> None:
    uow = system_work("tests")
    load(uow, item)
    uow.close()


def loaded(record: Record) -> None:
    keys = RECORD.keys_of(record)
    stored(to_plain(record) | keys | {"entityType": "RECORD"})


@pytest.fixture(scope="module")
def chronic(clinic: None) -> str:
    """A patient whose old chronic illness lies behind thirty later entries."""
    patient_id = "patient_chronic"
    stored(profile(patient_id, "PATIENT", "Noor", "Long", "noor@example.com", born="1960-01-01"))
    insulin = Prescription(medication="Insulin glargine", dosage="20 units", frequency="at night")
    old = Treatment(prescription=[insulin])
    loaded(entry(patient_id, 0, BEGAN, diagnosis=[Diagnosis(code="E11.9")], treatment=old))
    short = Treatment(prescription=[Prescription(medication="Amoxicillin", duration="7 days")])
    for n in range(1, 31):
        at = BEGAN + timedelta(days=30 * n)
        loaded(entry(patient_id, n, at, diagnosis=[Diagnosis(code="J06.9")], treatment=short))
    return patient_id


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("build_lists", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def test_the_lists_are_built_once_and_the_old_illness_is_there(
    chronic: str, acting: Acting, signed_in: Callable[[str], Client]
) -> None:
    chart = f"/patients/{chronic}/"
    assert "E11.9" not in signed_in(DR_SMITH).get(chart).content.decode()

    shown = run("--patient", chronic)
    assert "31 entries not on the lists: 2 problems, 2 medicines" in shown
    assert "nothing was changed" in shown
    assert Lists(acting("provider", DR_SMITH)).now(chronic) == []

    assert "31 entries listed, 0 left out" in run("--patient", chronic, "--apply")
    now = Lists(acting("provider", DR_SMITH)).now(chronic)
    assert sorted(each.name for each in now) == ["A10AE04", "E11.9", "J06.9"]
    [diabetes] = [each for each in now if each.name == "E11.9"]
    assert diabetes.record_id == "record_0000"
    assert diabetes.created_at == BEGAN
    past = Lists(acting("provider", DR_SMITH)).past(chronic).items
    assert {each.name for each in past} == {"J01CA04"}

    assert "0 entries not on the lists" in run("--patient", chronic, "--apply")
    assert len(Lists(acting("provider", DR_SMITH)).now(chronic)) == 3
    page = signed_in(DR_SMITH).get(chart).content.decode()
    assert "E11.9" in page
    assert "Insulin glargine" in page


def test_an_entry_no_list_takes_is_left_out_and_said(chronic: str, acting: Acting) -> None:
    many = [Diagnosis(description=f"Finding number {n}") for n in range(31)]
    loaded(entry(chronic, 900, TODAY - timedelta(days=1), diagnosis=many))
    told = run("--patient", chronic, "--apply")
    assert "record_0900 was left out" in told
    assert "Finding number" not in told
    assert not Records(acting("provider", DR_SMITH)).get(chronic, "record_0900").is_listed


def test_everybody_in_care_is_found(chronic: str) -> None:
    assert "patients" in run()
