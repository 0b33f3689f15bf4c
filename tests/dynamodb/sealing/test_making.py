"""An entity that was made by the twin of its kind is the one its own `__init__` makes."""

from dataclasses import FrozenInstanceError, dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from appointments.visits.board_visits import BoardVisit
from appointments.visits.models import Appointment, DayVisit, SchedulingInfo, VisitKey
from medisecure.dynamodb.sealing.making import maker_of
from medisecure.errors import Invalid

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
INFO = SchedulingInfo(appointment_date=AT, duration=30)
VISIT = {
    "appointment_id": "a", "patient_id": "p", "provider_id": "d", "scheduling_info": INFO,
    "updated_at": AT,
}  # fmt: skip
KEY = {"PK": "USER#p", "SK": "APPOINTMENT#a#2026-03-02T09:00:00Z"}


@dataclass(frozen=True, slots=True)
class Basket:
    things: list[str] = field(default_factory=list)
    count: int = field(init=False, default=0)


@dataclass(slots=True)
class Slate:
    text: str


@pytest.mark.parametrize(
    ("entity", "values"),
    [
        (SchedulingInfo, {"appointment_date": AT, "duration": 20, "mode": "VIDEO"}),
        (DayVisit, VISIT),
        (BoardVisit, VISIT),
        (Appointment, VISIT | {"created_at": AT, "reason": "a cough"}),
        (VisitKey, {"key": KEY, "appointment_id": "a", "patient_id": "p", "provider_id": "d"}),
        (Basket, {}),
        (Slate, {"text": "x"}),
    ],
)
def test_what_is_made_is_what_its_own_init_makes(entity: Any, values: dict[str, Any]) -> None:
    made = maker_of(entity)(values)
    assert type(made) is entity
    assert made == entity(**values)
    assert repr(made) == repr(entity(**values))


def test_it_is_as_frozen_as_any_other() -> None:
    made = maker_of(SchedulingInfo)({"appointment_date": AT, "duration": 20})
    with pytest.raises(FrozenInstanceError):
        made.duration = 30
    with pytest.raises(FrozenInstanceError):
        del made.duration


def test_each_has_lists_of_its_own() -> None:
    make = maker_of(Basket)
    make({}).things.append("x")
    assert make({}).things == []


def test_what_an_entity_refuses_is_refused() -> None:
    make = maker_of(SchedulingInfo)
    with pytest.raises(Invalid):
        make({"appointment_date": AT, "duration": 0})
    with pytest.raises(TypeError):
        make({"duration": 20})
    with pytest.raises(TypeError):
        make({"appointment_date": AT, "duration": 20, "unknown": 1})
