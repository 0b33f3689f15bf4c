"""The list of doctors is kept by each process, costs one small question, and is never old."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from medisecure import wiring
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.access.policy import POLICY
from medisecure.audit.actions import Action
from medisecure.clock import now
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.gate import cached_lists
from medisecure.dynamodb.item_type import Trace
from medisecure.dynamodb.table import RawPage, Table
from medisecure.dynamodb.unit_of_work import Storage, UnitOfWork
from providers.directory.models import Provider
from providers.directory.repository import PROVIDER, Providers
from tests.conftest import administrator_client
from tests.people import DR_SMITH, REEM
from tests.providers.hours.test_hours import new_doctor

As = Callable[..., UnitOfWork]
LISTED = keys.PROVIDERS.start(user_type="PROVIDER")


@pytest.fixture(autouse=True)
def nothing_is_kept(clinic: None) -> None:
    cached_lists.forget()


def another_process(table: type[Table] = Table) -> UnitOfWork:
    """Somebody of the desk, served by a process that keeps lists of its own."""
    actor = Actor(user_id=REEM, role=Role.STAFF)
    storage = Storage(table(wiring.dynamodb(), settings.TABLE_NAME), wiring.cipher())
    return UnitOfWork(actor, storage, RequestContext(request_id="another"))


def by_id(uow: UnitOfWork) -> dict[str, Provider]:
    return {each.provider_id: each for each in Providers(uow).all()}


def rename_department(acting: As, provider_id: str, department: str) -> None:
    """A change of a doctor as the clinic makes it: through the gate."""
    uow = wiring.system_work("tests")
    doctor = Providers(uow).current(provider_id)
    assert doctor.professional_info is not None
    moved = replace(doctor.professional_info, department=department)
    with uow:
        Providers(uow).save(replace(doctor, professional_info=moved), Action.CHANGE_HOURS)


def test_the_second_page_asks_one_small_question(
    acting: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cached_lists, "OVERLAP", timedelta(0))  # other tests have changed doctors
    first = Providers(acting("staff", REEM)).all()
    with metered() as meter:
        second = Providers(acting("staff", REEM)).all()
    assert second == first
    assert DR_SMITH in {each.provider_id for each in second}
    assert (len(meter.calls), meter.read_units) == (1, 1.0)


def test_a_change_is_on_every_process_next_page(acting: As) -> None:
    doctor = new_doctor("Cardiology")
    other = another_process()
    assert by_id(acting("staff", REEM))[doctor].department == "Cardiology"
    assert by_id(other)[doctor].department == "Cardiology"
    rename_department(acting, doctor, "Oncology")
    assert by_id(acting("staff", REEM))[doctor].department == "Oncology"
    assert by_id(other)[doctor].department == "Oncology"


def test_a_new_doctor_joins_a_list_that_is_kept(acting: As) -> None:
    before = by_id(acting("staff", REEM))
    doctor = new_doctor("Cardiology")
    assert by_id(acting("staff", REEM)).keys() - before.keys() == {doctor}


def test_an_index_that_lags_is_never_kept(acting: As) -> None:
    doctor = new_doctor("Cardiology")
    old: list[RawPage] = []

    class Lagging(Table):
        """Its index of doctors still says what it said at first."""

        def query(self, pattern: Any, start: Any, **how: Any) -> RawPage:
            page = super().query(pattern, start, **how)
            if pattern is keys.PROVIDERS:
                old.append(page)
                return old[0]
            return page

    assert by_id(another_process(Lagging))[doctor].department == "Cardiology"
    rename_department(acting, doctor, "Oncology")
    assert by_id(another_process(Lagging))[doctor].department == "Oncology"
    assert len(old) == 2


def test_what_is_written_past_the_gate_is_seen_before_long(
    acting: As, cloud: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor = new_doctor("Cardiology")
    assert doctor in by_id(acting("staff", REEM))
    administrator_client(cloud).update_item(
        TableName=settings.TABLE_NAME,
        Key={"PK": {"S": f"USER#{doctor}"}, "SK": {"S": "PROFILE#main"}},
        UpdateExpression="REMOVE GSI2PK, GSI2SK",
    )
    assert doctor in by_id(acting("staff", REEM))
    later = now() + cached_lists.LONGEST + timedelta(seconds=1)
    monkeypatch.setattr(cached_lists, "now", lambda: later)
    assert doctor not in by_id(acting("staff", REEM))


def test_each_actor_is_asked_about_anew(acting: As, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Providers(acting("staff", REEM)).all()
    monkeypatch.setitem(POLICY[Role.STAFF], "provider:read", lambda _: False)
    assert Providers(acting("staff", REEM)).all() == []


def test_a_doctor_who_does_not_open_is_reported_on_every_page(acting: As, cloud: Any) -> None:
    doctor = new_doctor("Cardiology")
    administrator_client(cloud).update_item(
        TableName=settings.TABLE_NAME,
        Key={"PK": {"S": f"USER#{doctor}"}, "SK": {"S": "PROFILE#main"}},
        UpdateExpression="SET personalInfo = :other",
        ExpressionAttributeValues={":other": {"B": b"\x00" * 80}},
    )
    cached_lists.forget()
    for _ in range(2):
        uow = acting("staff", REEM)
        assert doctor not in by_id(uow)
        assert doctor in {each.resource_id for each in uow.damaged}


def test_what_was_read_for_a_change_is_not_replaced_by_what_is_kept(acting: As) -> None:
    doctor = new_doctor("Cardiology")
    by_id(acting("staff", REEM))
    uow = wiring.system_work("tests")
    current = Providers(uow).current(doctor)
    Providers(uow).all()
    at = now()
    with uow:
        Providers(uow).save(replace(current, updated_at=at), Action.CHANGE_HOURS)
    assert Providers(wiring.system_work("tests")).current(doctor).updated_at == at


def test_one_of_the_list_is_found_by_its_key_and_judged_alone(
    acting: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor = Providers(acting("staff", REEM)).among_all()
    known = doctor(DR_SMITH)
    assert known == by_id(acting("staff", REEM))[DR_SMITH]
    assert doctor("provider_nobody") is None
    monkeypatch.setattr("medisecure.dynamodb.gate.permission.allows", lambda *_: False)
    assert Providers(acting("staff", REEM)).among_all()(DR_SMITH) is None


def test_one_of_the_list_is_as_new_as_the_whole_list(acting: As) -> None:
    provider_id = new_doctor("Cardiology")
    assert Providers(acting("staff", REEM)).among_all()(provider_id)
    rename_department(acting, provider_id, "Oncology")
    found = Providers(acting("staff", REEM)).among_all()(provider_id)
    assert found
    assert found.department == "Oncology"


def test_what_leaves_a_trace_is_not_looked_up_so(acting: As) -> None:
    traced = replace(PROVIDER, trace=Trace.EACH)
    with pytest.raises(ValueError, match="leaves a trace"):
        acting("staff", REEM).among_cached(traced, keys.PROVIDERS, LISTED)
