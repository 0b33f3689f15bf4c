"""A day's times before any slot is made: which are free, what else is met, what is left out."""

from datetime import timedelta

from appointments.scheduling.availability import Hold, day_times
from appointments.scheduling.day_times import DayTimes
from appointments.scheduling.times import Reason
from tests.appointments.scheduling.examples import (
    DOHA,
    LATER,
    LONG_AGO,
    NINE,
    SUNDAY,
    every_day,
    taken_by,
)

HALF = timedelta(minutes=30)


def times(**more: object) -> DayTimes:
    asked = {"minutes": 30, "now": LONG_AGO} | more
    taken = asked.pop("taken", {})
    return day_times(every_day(), SUNDAY, DOHA, taken, **asked)  # type: ignore[arg-type]


def walls(day: DayTimes) -> list[str]:
    return [f"{each.local:%H:%M}" for each in day.free]


def test_the_free_ones_are_the_slots_that_are_free() -> None:
    day = times(taken=taken_by("visit_a", NINE, 30))
    assert day.free == [each for each in day.slots if each.is_free]
    assert walls(day) == ["08:00", "08:15", "08:30", "09:30", "09:45", "10:00", "10:15", "10:30"]


def test_each_reason_is_met_once_and_says_what_its_last_slot_says() -> None:
    held = Hold(holder_id="other", expires_at=LATER).owner
    day = times(taken=taken_by(held, NINE, 30))
    assert day.reasons == {each.reason: each.note for each in day.slots if each.reason}
    assert set(day.reasons) == {Reason.CLOSED, Reason.HELD, Reason.TOO_SHORT}
    assert [f"{each.local:%H:%M}" for each in day.why(Reason.HELD)] == ["09:00", "09:15"]


def test_times_that_meet_another_visit_are_left_out_and_so_is_why_they_were_not_free() -> None:
    day = times(taken=taken_by("visit_a", NINE, 30))
    left = day.clear_of([(NINE - HALF, NINE + HALF)])
    assert walls(left) == ["08:00", "09:30", "09:45", "10:00", "10:15", "10:30"]
    assert Reason.BOOKED not in left.reasons


def test_touching_ends_and_other_days_leave_nothing_out() -> None:
    day = times()
    midnight, next_one = day.slots[0].starts_at, day.slots[-1].ends_at
    beyond = (midnight - HALF, midnight), (next_one, next_one + HALF)
    assert day.clear_of(beyond) is day
    assert day.clear_of([(NINE + 100 * HALF, NINE + 101 * HALF)]) is day


def test_every_slot_is_left_out_by_the_rule_of_overlapping() -> None:
    day = times(minutes=50, step=20)
    for n in range(40):
        starts_at = NINE + timedelta(minutes=7 * n - 140)
        ends_at = starts_at + HALF
        assert day.clear_of([(starts_at, ends_at)]).slots == [
            each for each in day.slots
            if not (starts_at < each.ends_at and each.starts_at < ends_at)
        ]  # fmt: skip


def test_what_is_my_own_stays_mine_when_others_are_left_out() -> None:
    mine = Hold(holder_id="me", expires_at=LATER).owner
    day = times(taken=taken_by(mine, NINE, 30), own_ids="me")
    left = day.clear_of([(NINE + HALF, NINE + 2 * HALF)])
    assert [(f"{each.local:%H:%M}", each.held_until) for each in left.free if each.is_mine] == [
        ("09:00", LATER)
    ]
