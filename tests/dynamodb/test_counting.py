"""How many stand in a list: told without what they are."""

from collections.abc import Callable
from typing import Any

import pytest

from appointments.booking.services import book
from appointments.visits.repository import Appointments
from medisecure.access.actor import Role
from medisecure.access.policy import POLICY
from medisecure.dynamodb.gate import reading
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.people import REEM

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
MOST = 1000


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the store sends of the lists that are read from here on."""
    found: list[Any] = []
    real = reading.read_page

    def seen(*asked: Any) -> Any:
        items, mark = real(*asked)
        found.extend(items)
        return items, mark

    monkeypatch.setattr(reading, "read_page", seen)
    return found


def test_whoever_may_read_all_of_a_list_is_sent_keys_alone(acting: As, sent: list[Any]) -> None:
    visit = book(
        acting("staff", REEM), booking_request(fresh_patient(), at(working_day(), "11:00"))
    )
    uow = acting("staff", REEM)
    sent.clear()
    number, more = Appointments(uow).count_open(visit.ends_at, MOST)
    assert number == len(sent) > 0
    assert not more
    assert {name for each in sent for name in each} == {"PK", "SK", "GSI3SK"}
    assert Appointments(uow).count_open(visit.ends_at, 1) == (1, number > 1)


def test_whom_the_policy_asks_about_each_is_counted_by_what_each_is(
    acting: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = booking_request(fresh_patient(), at(working_day(), "11:00"))
    visit = book(acting("staff", REEM), wanted)
    own = lambda asked: asked.resource.patient_id == visit.patient_id  # noqa: E731
    monkeypatch.setitem(POLICY[Role.STAFF], "appointment:read", own)
    assert Appointments(acting("staff", REEM)).count_open(visit.ends_at, MOST) == (1, False)
