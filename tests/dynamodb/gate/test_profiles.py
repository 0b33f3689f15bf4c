"""A profile is read once: what brought its ids or the session along is what the page shows."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from medisecure import wiring
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.profile.repository import DemographicsOf, Patients
from patients.records.repository import Records
from tests.conftest import signed_in_client
from tests.dynamodb.examples import new_patient
from tests.patients.home.portal import fresh_patient
from tests.people import DR_SMITH, JOHN, REEM

Asked = list[tuple[str, ...]]  # the sort keys of each call


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """Every call for items by their keys."""
    found: Asked = []
    call = Table.call

    def noticed(self: Table, operation: str, request: dict[str, Any]) -> Any:
        if operation == "get_item":
            found.append((request["Key"].get("SK", {}).get("S", ""),))
        for part in request.get("RequestItems", {}).values():
            found.append(tuple(key.get("SK", {}).get("S", "") for key in part["Keys"]))
        return call(self, operation, request)

    monkeypatch.setattr(Table, "call", noticed)
    return found


def work_of(role: Role, user_id: str) -> UnitOfWork:
    actor = Actor(user_id=user_id, role=role)
    return wiring.unit_of_work(actor, RequestContext(request_id="profiles"))


def whole(asked: Asked) -> Asked:
    return [each for each in asked if keys.PATIENT.sk in each]


def test_a_doctor_asks_for_ids_relation_and_profile_in_one_call(clinic: None, asked: Asked) -> None:
    uow = work_of(Role.PROVIDER, DR_SMITH)
    Records(uow).latest(JOHN)
    assert Patients(uow).get(JOHN).patient_id == JOHN
    assert whole(asked) == [(keys.PATIENT.sk, f"CARE#{DR_SMITH}")]


@pytest.mark.parametrize("lists_first", [True, False])
def test_the_desk_asks_once_for_ids_and_profile(
    clinic: None, asked: Asked, *, lists_first: bool
) -> None:
    uow = work_of(Role.STAFF, REEM)
    reads: list[Callable[[], object]] = [
        lambda: uow.link_of(JOHN),
        lambda: DemographicsOf(uow).get(JOHN),
    ]
    for read in reads if lists_first else reads[::-1]:
        read()
    assert whole(asked) == [(keys.PATIENT.sk,)]


def test_who_asks_a_second_time_is_told_how_it_stands_by_then(clinic: None, asked: Asked) -> None:
    uow = work_of(Role.STAFF, REEM)
    for _ in range(2):
        DemographicsOf(uow).get(JOHN)
    assert len(whole(asked)) == 2


def test_a_patients_home_shows_the_profile_that_came_with_the_session(
    clinic: None, asked: Asked
) -> None:
    browser = signed_in_client(fresh_patient("Profiled"))
    browser.get("/home/")
    asked.clear()
    page = browser.get("/home/")
    assert "Profiled" in page.content.decode()
    assert len(whole(asked)) == 1


def test_what_a_page_held_is_read_anew_once_it_changes_something(clinic: None) -> None:
    patient_id, other = new_patient(), new_patient()
    uow = wiring.system_work("tests")
    uow.link_of(patient_id)  # brings the profile, which nobody takes
    _rename(wiring.system_work("tests"), patient_id, "Renamed")
    _rename(uow, other, "Other")
    assert Patients(uow).get(patient_id).personal_info.first_name == "Renamed"


def _rename(uow: UnitOfWork, patient_id: str, name: str) -> None:
    person = Patients(uow).get(patient_id)
    info = replace(person.personal_info, first_name=name)
    with uow:
        Patients(uow).save(replace(person, personal_info=info), Action.CORRECT_PATIENT)
