"""Times that somebody holds for a while: whose they are, and until when."""

from datetime import timedelta

import pytest

from appointments.scheduling.availability import (
    Hold,
    hold_of,
)
from appointments.scheduling.times import Reason
from providers.directory.rules import (
    TimeOff,
)
from tests.appointments.scheduling.examples import (
    LATER,
    NINE,
    every_day,
    reasons,
    slots_of,
    taken_by,
)


def test_a_hold_reads_back_and_a_visit_is_no_hold() -> None:
    hold = Hold(holder_id="patient_1:tab", expires_at=NINE)
    assert hold.owner == "hold:1749967200:patient_1:tab"
    assert hold_of(hold.owner) == hold
    for owner in ("appointment_1", "", "hold:", "hold:x", "hold:17:", "hold::x", "hold:-5:x",
                  "hold:\u0661:x", "hold:99999999999:x", "xhold:17:a"):  # fmt: skip
        assert hold_of(owner) is None


def test_a_hold_without_a_holder_or_a_zone_is_a_mistake() -> None:
    for holder, at in (("", NINE), ("patient_1", NINE.replace(tzinfo=None))):
        with pytest.raises(ValueError, match="holder"):
            _ = Hold(holder_id=holder, expires_at=at).owner


def test_what_only_looks_like_a_hold_stays_taken() -> None:
    assert reasons(every_day(), taken=taken_by("hold:x", NINE, 15))["09:00"] is Reason.BOOKED


def test_a_hold_lapses_at_its_instant() -> None:
    hold = Hold(holder_id="patient_1", expires_at=NINE - timedelta(hours=1))
    taken = taken_by(hold.owner, NINE, 30)
    before = hold.expires_at - timedelta(milliseconds=1)
    assert reasons(every_day(), taken=taken, now=before)["09:00"] is Reason.HELD
    lapsed = slots_of(every_day(), taken=taken, now=hold.expires_at, own_ids="patient_1")["09:00"]
    assert lapsed.is_free
    assert not lapsed.is_mine


def test_my_own_hold_is_mine_and_says_until_when() -> None:
    hold = Hold(holder_id="patient_1", expires_at=LATER)
    slots = slots_of(every_day(), taken=taken_by(hold.owner, NINE, 30), own_ids="patient_1")
    assert slots["09:00"].is_free
    assert slots["09:00"].is_mine
    assert slots["09:00"].held_until == LATER
    assert slots["09:15"].is_free  # half of it is mine, half is nobody's
    assert not slots["09:15"].is_mine
    assert slots["09:15"].held_until is None


def test_a_time_under_two_of_my_holds_is_mine_until_the_first_lapses() -> None:
    holds = [Hold(holder_id="patient_1", expires_at=LATER + timedelta(n)) for n in (1, 0)]
    taken = taken_by(holds[0].owner, NINE, 15)
    taken |= taken_by(holds[1].owner, NINE + timedelta(minutes=15), 15)
    assert slots_of(every_day(), taken=taken, own_ids="patient_1")["09:00"].held_until == LATER


def test_a_visit_that_moves_is_not_in_its_own_way() -> None:
    hold = Hold(holder_id="patient_1", expires_at=LATER)
    taken = taken_by("appointment_1", NINE, 30) | taken_by(
        hold.owner, NINE + timedelta(minutes=30), 30
    )
    slots = slots_of(every_day(), taken=taken, own_ids=frozenset({"appointment_1", "patient_1"}))
    assert all(slots[wall].is_free for wall in ("08:45", "09:00", "09:15", "09:30"))
    assert slots["09:00"].is_mine
    assert slots["09:00"].held_until is None
    assert slots["09:30"].held_until == LATER


def test_my_hold_does_not_open_what_the_rules_close() -> None:
    hold = Hold(holder_id="patient_1", expires_at=LATER)
    away = TimeOff(starts_at=NINE, ends_at=NINE + timedelta(hours=1))
    slot = slots_of(
        every_day(), taken=taken_by(hold.owner, NINE, 30), own_ids="patient_1", time_off=[away]
    )["09:00"]
    assert (slot.reason, slot.is_mine) == (Reason.TIME_OFF, True)
