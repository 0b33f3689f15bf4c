"""What the board reads of a day, and what it leaves alone."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings

from appointments.booking.services import book
from appointments.booking.visit_lists import clinic_day
from appointments.visits.models import Appointment
from appointments.visits.repository import APPOINTMENT
from medisecure.dynamodb.gate import fetching
from medisecure.dynamodb.table import wire_key
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.profile.models import NamedPatient
from tests.conftest import administrator_client
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.people import DR_SMITH, REEM, VISIT
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]


def test_a_visit_of_a_doctor_nobody_knows_is_in_the_days_facts(acting: As) -> None:
    facts = clinic_day(acting("staff", REEM), dt.date(2025, 6, 15))
    assert [visit.appointment_id for visit in facts.visits] == [VISIT]


@contextmanager
def spoiled(cloud: RunningCloud, visit: Appointment, how: str, **values: Any) -> Iterator[None]:
    """The visit as somebody with the table in their hands changed it; as it was, afterwards."""
    table, where = administrator_client(cloud), {"TableName": settings.TABLE_NAME}
    key = wire_key(APPOINTMENT.key.key_of(visit))
    before = table.get_item(**where, Key=key, ConsistentRead=True)["Item"]
    table.update_item(**where, Key=key, UpdateExpression=how, **values)
    try:
        yield
    finally:
        table.put_item(**where, Item=before)


def test_a_board_reads_nothing_of_what_a_visit_is_about(acting: As, cloud: RunningCloud) -> None:
    """Neither reason nor fee is asked for; that somebody was put in between others still is."""
    full = at(working_day(), "11:00")
    wanted = booking_request(fresh_patient(), full, reason="Not for a board")
    put_in = booking_request(fresh_patient(), full, overrule="In pain")
    visits = [book(acting("staff", REEM), each) for each in (wanted, put_in)]
    odd = {"ExpressionAttributeValues": {":odd": {"B": b"damaged"}}}
    uow = acting("staff", REEM)
    with spoiled(cloud, visits[0], "SET reason = :odd", **odd):
        facts = clinic_day(uow, visits[0].local_date, doctor=DR_SMITH)
    found = {each.appointment_id: each for each in facts.visits}
    assert uow.damaged == []
    assert [found[each.appointment_id].overruled is None for each in visits] == [True, False]
    assert not any(hasattr(each, "reason") for each in facts.visits)


def test_a_mark_of_overbooking_that_was_taken_away_in_storage_is_noticed(
    acting: As, cloud: RunningCloud
) -> None:
    full = at(working_day(), "11:00")
    book(acting("staff", REEM), booking_request(fresh_patient(), full))
    put_in = booking_request(fresh_patient(), full, overrule="In pain")
    visit, uow = book(acting("staff", REEM), put_in), acting("staff", REEM)
    with spoiled(cloud, visit, "REMOVE overruled"):
        facts = clinic_day(uow, visit.local_date, doctor=DR_SMITH)
    assert visit.appointment_id not in {each.appointment_id for each in facts.visits}
    assert [each.resource_id for each in uow.damaged] == [visit.appointment_id]


def test_what_is_not_shown_does_not_leave_the_store(
    acting: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a visit's reason nor, of a patient, anything beside the name."""
    visit = book(
        acting("staff", REEM), booking_request(fresh_patient(), at(working_day(), "11:00"))
    )
    sent: list[set[str]] = []
    real = fetching.get_in_batches

    def seen(*asked: Any) -> Any:
        found = real(*asked)
        sent.extend(set(each) for each in found)
        return found

    monkeypatch.setattr(fetching, "get_in_batches", seen)
    facts = clinic_day(acting("staff", REEM), visit.local_date, doctor=DR_SMITH)
    kept_back = {"reason", "preparation", "payment", "reminder", "medicalInfo", "preferences"}
    assert sent
    assert not any(each & kept_back for each in sent)
    assert {type(each) for each in facts.patients.values()} == {NamedPatient}
    assert facts.patients[visit.patient_id].display_name


def test_a_visit_that_an_index_tells_without_its_doctor_is_reported(
    acting: As, cloud: RunningCloud
) -> None:
    wanted = booking_request(fresh_patient(), at(working_day(), "11:00"))
    visit, uow = book(acting("staff", REEM), wanted), acting("staff", REEM)
    with spoiled(cloud, visit, "REMOVE providerId"):
        facts = clinic_day(uow, visit.local_date)
    assert visit.appointment_id not in {each.appointment_id for each in facts.visits}
    assert visit.appointment_id in {each.resource_id for each in uow.damaged}
