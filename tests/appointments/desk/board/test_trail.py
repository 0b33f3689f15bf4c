"""A board costs three round trips, and the trail names whom it showed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from medisecure.clock import utc_text
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.appointments.desk.board.days import crowded_day, grown_idle, lone_day, shown
from tests.desk import fresh_patient
from tests.dynamodb.examples import load_item, visit_item
from tests.people import DR_SMITH, JOHN, REEM
from tests.trail import entries
from tools.drills.cast import clinic_time, doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


@pytest.mark.parametrize("who", [JOHN, DR_SMITH, "compliance_omar"])
def test_the_board_is_the_desks_alone_and_refusals_are_kept(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]], who: str
) -> None:
    def denied() -> int:
        return sum(item.get("result", {}).get("S") == "DENIED" for item in raw(actor=who))

    before = denied()
    assert signed_in(who).get(reverse("appointments:board")).status_code == 404
    assert denied() == before + 1


def test_the_board_of_thirty_doctors_costs_three_round_trips_and_names_whom_it_shows(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    (day, who), client = crowded_day(), signed_in(REEM)
    shown(client)
    grown_idle(client)  # the sign of life is due, too
    with metered() as meter:
        html = shown(client, date=str(day), patient=JOHN, department="all")
    assert html.count('class="board-entry') == 120
    assert meter.sequential <= 3
    told = [each["patientId"]["S"] for each in seen_by(REEM, raw)]
    assert {each: told.count(each) for each in who} == dict.fromkeys(who, 1)
    assert JOHN in told


def seen_by(who: str, raw: Callable[..., list[dict[str, Any]]]) -> list[Any]:
    """The entries of everybody who was seen in a list of visits."""
    return [
        item
        for name in ("LIST_APPOINTMENT", "LIST_DEMOGRAPHICS")
        for item in entries(raw(actor=who), action=name)
    ]


def test_a_board_that_polls_adds_nothing_to_the_trail(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    (day, who), client = crowded_day(), signed_in(REEM)
    query = {"date": str(day), "department": "all"}
    html = shown(client, **query)
    before = len(raw(actor=REEM))
    for _ in range(3):
        polled = client.get(reverse("appointments:board"), query, headers={"X-Polling": "1"})
        assert polled.status_code == 200
    assert html.count('class="board-entry') == 120
    assert len(raw(actor=REEM)) == before
    assert {each["patientId"]["S"] for each in seen_by(REEM, raw)} >= who


def test_a_board_cut_to_a_doctor_tells_only_of_those_it_shows(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    day, client = lone_day(), signed_in(REEM)
    mine, other = doctors(2)
    there, away = fresh_patient("Shown", "Here"), fresh_patient("Other", "Column")
    load_item(visit_item(there, mine, utc_text(clinic_time(day, 9))))
    load_item(visit_item(away, other, utc_text(clinic_time(day, 9))))
    assert "Shown Here" in shown(client, date=str(day), doctor=mine)
    told = {each["patientId"]["S"] for each in seen_by(REEM, raw)}
    assert there in told
    assert away not in told
