"""A day by quarter hours says what the slots of the booking pages say, hour for hour."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.scheduling.availability import Hold, day_slots
from appointments.scheduling.quarters import SHUT, Quarters, quarters_of, taken_quarters
from medisecure.local_day import day_bounds
from providers.directory.models import WEEKDAYS, Availability, Hours, WorkingHours
from providers.directory.rules import Break, DayException, TimeOff, TimeOffKind

SUNDAY, DOHA = date(2025, 6, 15), "Asia/Qatar"
ZONES = st.sampled_from([DOHA, "Europe/London", "America/Havana", "Australia/Lord_Howe"])
DAYS = st.sampled_from(
    [
        date(2025, 3, 30),
        date(2025, 4, 6),
        date(2025, 6, 6),
        date(2025, 10, 26),
        date(2025, 11, 2),
        date(2025, 12, 18),
        SUNDAY,  # the last but one a holiday in Qatar
    ]
)
WALLS = [f"{n // 12:02d}:{n % 12 * 5:02d}" for n in range(288)]
TIMES = st.sampled_from(WALLS)


@st.composite
def rules(draw: st.DrawFn) -> Availability:
    """Hours of one span a day, over midnight too, with a break and perhaps other hours once."""
    start, end = draw(st.sampled_from([("08:00", "17:00"), ("08:10", "12:55"), ("20:00", "01:10")]))
    pause = sorted(draw(st.lists(TIMES, min_size=2, max_size=2, unique=True)))
    others = [
        None,
        DayException(day=SUNDAY, reason="Congress"),
        DayException(day=SUNDAY, start="09:00", end="10:05"),
    ]
    other = draw(st.sampled_from(others))
    return Availability(
        working_hours=WorkingHours(**dict.fromkeys(WEEKDAYS, Hours(start=start, end=end))),
        breaks=[Break(start=pause[0], end=pause[1])],
        exceptions=[other] if other else None,
    )


@given(
    hours=rules(),
    day=DAYS,
    zone=ZONES,
    taken=st.dictionaries(
        st.integers(0, 275).map("c{}".format), st.sampled_from(["visit_1", "live", "lapsed"])
    ),
    minutes_in=st.integers(-600, 2000),
    away=st.none() | st.tuples(st.integers(-60, 1500), st.integers(1, 500)),
)
def test_what_is_free_and_worked_is_what_the_slots_say(
    *, hours: Availability, day: date, zone: str, taken: dict[str, str], minutes_in: int,
    away: tuple[int, int] | None,
) -> None:  # fmt: skip
    midnight = day_bounds(day, zone)[0]
    now = midnight + timedelta(minutes=minutes_in, seconds=7)
    holds = {
        "live": Hold(holder_id="x", expires_at=now + timedelta(seconds=60)).owner,
        "lapsed": Hold(holder_id="y", expires_at=now - timedelta(seconds=60)).owner,
    }
    cells = {name: holds.get(owner, owner) for name, owner in taken.items()}
    off: tuple[TimeOff, ...] = ()
    if away:
        begins = midnight + timedelta(minutes=away[0])
        off = (TimeOff(kind=TimeOffKind.SICK, starts_at=begins,
                       ends_at=begins + timedelta(minutes=away[1])),)  # fmt: skip
    slots = day_slots(hours, day, zone, cells, minutes=15, now=now, audience="staff", time_off=off)
    found = quarters_of(hours, day, ZoneInfo(zone), time_off=off, language="en")
    over = found.over_at(now)
    free = found.free(taken_quarters(cells, now), over)
    assert [found.at(n) for n in free] == [each.starts_at for each in slots if each.is_free]
    for minutes in range(-30, 1_560, 7):
        instant = midnight + timedelta(minutes=minutes)
        there = [each for each in found.blocks if each.starts_at <= instant < each.ends_at]
        assert found.block_at(instant) == next(iter(there), None)
    working = [each for each in slots if each.reason not in SHUT]
    worked = found.worked(over)
    assert (worked is not None) == bool(working)
    if worked:
        assert found.at(worked[0]) == working[0].starts_at
        assert found.at(worked[1]) == working[-1].ends_at


def on_sunday(hours: Availability, **more: Any) -> Quarters:
    asked = {"time_off": (), "language": "en"} | more
    return quarters_of(hours, SUNDAY, ZoneInfo(DOHA), **asked)


def every_day(**more: Any) -> Availability:
    hours = Hours(start="08:00", end="11:00")
    return Availability(working_hours=WorkingHours(**dict.fromkeys(WEEKDAYS, hours)), **more)


def test_doctors_of_equal_hours_share_a_day_and_others_do_not() -> None:
    assert on_sunday(every_day()) is on_sunday(every_day())
    assert on_sunday(every_day()) is not on_sunday(every_day(), language="ar")


@pytest.mark.parametrize(
    "changed",
    [
        {"breaks": [Break(start="09:00", end="09:30")]},
        {"exceptions": [DayException(day=SUNDAY)]},
        {"working_hours": None},
    ],
)
def test_hours_that_are_changed_are_seen_at_once_even_without_a_version(
    changed: dict[str, Any],
) -> None:
    before = on_sunday(every_day())
    after = on_sunday(replace(every_day(), **changed))
    assert after.free((), 0) != before.free((), 0)


def test_absences_are_of_one_doctor_and_are_kept_for_nobody() -> None:
    nine = datetime(2025, 6, 15, 6, tzinfo=UTC)
    away = TimeOff(kind=TimeOffKind.SICK, starts_at=nine, ends_at=nine + timedelta(hours=1))
    assert len(on_sunday(every_day(), time_off=(away,)).free((), 0)) == 8
    assert len(on_sunday(every_day()).free((), 0)) == 12
