"""A chart of 5,000 entries costs what a short one costs; saves and secrets cost little."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from medisecure import wiring
from medisecure.audit.actions import Action
from medisecure.clock import now
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.sealing import codec, seal
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.records.models import (
    ClinicalData,
    Diagnosis,
    FollowUp,
    Prescription,
    Record,
    Status,
    Treatment,
    VisitInfo,
)
from patients.records.repository import RECORD, Records
from patients.vitals.models import VitalSigns
from tests.cost import cost_of
from tests.patients.encounter.pages import Window
from tests.patients.home.portal import ago, fresh_patient, record, store
from tests.people import DR_SMITH
from tests.workers import yardstick

pytestmark = pytest.mark.thorough
ENTRIES, AT_ONCE = 5_000, 40
PAGE, SAVES = 25, 20
# Shares of the yardstick, which takes 0.1 s where these are 2 and 10 ms of the processor.
MOST_OF_SECRETS, MOST_OF_A_SAVE = 0.02, 0.1
NOTES = "مريض يعاني من ألم في الصدر. Chest pain for two days. " * 20


def an_entry(patient_id: str, number: int) -> Record:
    at = now() - timedelta(hours=ENTRIES - number)
    return Record(
        record_id=f"consultation_long_{number}", record_type="CONSULTATION",
        patient_id=patient_id, provider_id=DR_SMITH, visit_info=VisitInfo(date=at),
        clinical_data=ClinicalData(
            chief_complaint="Review", notes=NOTES, vital_signs=VitalSigns(heart_rate=70),
            diagnosis=[Diagnosis(code="I10", description="Essential (primary) hypertension")],
            treatment=Treatment(prescription=[Prescription(medication="Amlodipine")]),
        ),
        follow_up=FollowUp(required=True, timeframe="3 months"), status=Status.COMPLETED,
        created_at=at, updated_at=at, is_listed=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def patient(clinic: None) -> str:
    """Somebody with 5,000 entries."""
    who = fresh_patient()
    store(record(who, ago(days=1)))
    for first in range(0, ENTRIES, AT_ONCE):
        uow = wiring.system_work("tests")
        with uow:
            for number in range(first, first + AT_ONCE):
                Records(uow).add(an_entry(who, number), Action.IMPORT_RECORD)
    return who


@pytest.mark.parametrize(
    ("page", "most"),
    [("", 3), ("note/", 3), ("records/", 4), ("lists/", 3), ("trends/", 3), ("results/", 3)],
)
def test_a_page_of_a_long_chart_takes_few_round_trips(
    signed_in: Callable[[str], Client], patient: str, page: str, most: int
) -> None:
    assert cost_of(signed_in(DR_SMITH), f"/patients/{patient}/{page}").sequential <= most


def test_a_save_is_one_transaction_and_little_of_the_processor(
    signed_in: Callable[[str], Client], patient: str, record_property: Callable[..., None]
) -> None:
    window = Window(signed_in(DR_SMITH), f"/patients/{patient}/note/")
    window.open()
    window.keeps(notes=NOTES)
    spent = []
    for n in range(SAVES):
        with metered() as meter:
            begun = time.thread_time()
            assert window.keeps(notes=f"{NOTES} {n}").status_code == 200
            spent.append(time.thread_time() - begun)
        assert [call.operation for call in meter.calls if call.writes] == ["transact_write_items"]
    usual = sorted(spent)[len(spent) // 2]
    record_property("milliseconds of a save", round(usual * 1000, 2))
    assert usual <= MOST_OF_A_SAVE * yardstick()


def test_the_secrets_of_a_page_are_opened_in_two_milliseconds(
    acting: Callable[[str, str], UnitOfWork], record_property: Callable[..., None]
) -> None:
    storage = acting("provider", DR_SMITH)._storage
    cipher, table = storage.cipher, storage.table.sealed_as
    entries = [an_entry("patient_of_a_test", n) for n in range(PAGE)]
    stored = [codec.encode(RECORD, each, cipher, table) for each in entries]
    sealed = [
        (
            value["B"],
            codec.associated_data(table, {"PK": item["PK"]["S"], "SK": item["SK"]["S"]}, name),
        )
        for item in stored
        for name, value in item.items()
        if "B" in value and name != seal.SEAL
    ]
    spent = []
    for _ in range(20):
        begun = time.process_time()
        for value, where in sealed:
            cipher.open(value, where)
        spent.append(time.process_time() - begun)
    usual = sorted(spent)[len(spent) // 2]
    record_property("milliseconds for the secrets of a page", round(usual * 1000, 2))
    assert usual <= MOST_OF_SECRETS * yardstick()
