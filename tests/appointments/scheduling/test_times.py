"""Free times are right on every day of the year, also where the clocks change."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.scheduling.availability import day_slots
from appointments.scheduling.times import CELL, Slot, cells, nearest
from medisecure.errors import Invalid
from medisecure.local_day import day_bounds
from providers.directory.models import WEEKDAYS, Availability, Hours, WorkingHours
from providers.directory.rules import NO_HOLIDAYS

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SHORT_DAYS = [(date(2025, 3, 30), "Europe/London"), (date(2025, 3, 9), "America/New_York")]
LONG_DAYS = [(date(2025, 10, 26), "Europe/London"), (date(2025, 11, 2), "America/New_York")]
ODD_DAYS = [
    (date(2025, 4, 25), "Africa/Cairo"),  # clocks skip midnight
    (date(2025, 10, 30), "Africa/Cairo"),  # and go back to before it
    (date(2025, 11, 2), "America/Havana"),  # midnight comes twice
    (date(2006, 10, 29), "America/St_Johns"),  # back over midnight at one past
    (date(2025, 4, 6), "Australia/Lord_Howe"),  # by half an hour
    (date(2011, 12, 29), "Pacific/Apia"),  # before a day that never was
]
ZONES = st.sampled_from(
    ["Asia/Qatar", "Europe/London", "America/New_York", "Asia/Kathmandu", "UTC"]
    + [zone for _, zone in ODD_DAYS]
)
INSTANTS = st.datetimes(
    datetime(2005, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2035, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def open_every_day(start: str, end: str) -> Availability:
    hours = Hours(start=start, end=end)
    week = WorkingHours(**dict.fromkeys(WEEKDAYS, hours))
    return Availability(working_hours=week, holiday_country=NO_HOLIDAYS)


ALWAYS = open_every_day("00:00", "24:00")


def slots_of(
    rules: Availability, day: date, zone: str, minutes: int, taken: dict[str, str] | None = None
) -> list[Slot]:
    return day_slots(rules, day, zone, taken or {}, minutes=minutes, now=LONG_AGO)


@pytest.mark.parametrize(
    ("days", "hours"),
    [(SHORT_DAYS, 23), (LONG_DAYS, 25), ([(date(2025, 6, 15), "Asia/Qatar")], 24)],
)
def test_a_day_is_as_long_as_it_is_lived(days: list[tuple[date, str]], hours: int) -> None:
    for day, zone in days:
        start, end = day_bounds(day, zone)
        assert end - start == timedelta(hours=hours)
        whole = cells(start, hours * 60, zone)
        assert whole == {day: [f"c{number}" for number in range(hours * 12)]}


def test_cells_count_from_local_midnight() -> None:
    nine_in_doha = datetime(2025, 6, 15, 6, tzinfo=UTC)
    assert cells(nine_in_doha, 15, "Asia/Qatar") == {date(2025, 6, 15): ["c108", "c109", "c110"]}


def test_a_cell_touched_in_part_is_touched() -> None:
    start = datetime(2025, 6, 15, 6, 4, tzinfo=UTC)
    assert cells(start, 2, "Asia/Qatar") == {date(2025, 6, 15): ["c108", "c109"]}


def test_a_visit_across_midnight_in_doha_touches_two_days() -> None:
    quarter_to_midnight = datetime(2025, 6, 15, 20, 45, tzinfo=UTC)
    assert cells(quarter_to_midnight, 30, "Asia/Qatar") == {
        date(2025, 6, 15): ["c285", "c286", "c287"],
        date(2025, 6, 16): ["c0", "c1", "c2"],
    }
    assert list(cells(quarter_to_midnight, 15, "Asia/Qatar")) == [date(2025, 6, 15)]


def test_the_doubled_hour_has_cells_of_its_own() -> None:
    first = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)  # 01:30 in London, before clocks go back
    again = first + timedelta(hours=1)
    day = date(2025, 10, 26)
    assert cells(first, 5, "Europe/London") == {day: ["c18"]}
    assert cells(again, 5, "Europe/London") == {day: ["c30"]}


@pytest.mark.parametrize("minutes", [0, -5])
def test_a_visit_of_no_length_is_refused(minutes: int) -> None:
    with pytest.raises(Invalid):
        cells(LONG_AGO, minutes, "Asia/Qatar")
    with pytest.raises(Invalid):
        slots_of(ALWAYS, date(2025, 6, 15), "Asia/Qatar", minutes)


@given(start=INSTANTS, minutes=st.integers(1, 600), zone=ZONES)
def test_cells_cover_exactly_the_visit(start: datetime, minutes: int, zone: str) -> None:
    end = start + timedelta(minutes=minutes)
    covered = sorted(
        (day_bounds(day, zone)[0] + int(name[1:]) * CELL, day_bounds(day, zone)[1])
        for day, names in cells(start, minutes, zone).items()
        for name in names
    )
    assert covered[0][0] <= start < covered[0][0] + CELL
    assert covered[-1][0] < end <= covered[-1][0] + CELL
    for (one, day_ends), (following, _) in pairwise(covered):
        assert following == min(one + CELL, day_ends)


@given(first=INSTANTS, gap=st.integers(-300, 300), length=st.integers(1, 200), zone=ZONES)
def test_visits_that_overlap_share_a_cell_and_on_the_grid_only_those(
    first: datetime, gap: int, length: int, zone: str
) -> None:
    on_grid = first.replace(minute=first.minute // 5 * 5, second=0, microsecond=0)
    second = on_grid + timedelta(minutes=gap // 5 * 5)
    length = -(-length // 5) * 5
    mine, theirs = (
        {(day, name) for day, names in cells(start, length, zone).items() for name in names}
        for start in (on_grid, second)
    )
    assert bool(mine & theirs) == (abs(second - on_grid) < timedelta(minutes=length))


@given(day=st.dates(date(2005, 1, 1), date(2035, 1, 1)), zone=ZONES)
def test_days_follow_each_other_without_gap_or_overlap(day: date, zone: str) -> None:
    start, end = day_bounds(day, zone)
    assert start <= end == day_bounds(day + timedelta(days=1), zone)[0]


@pytest.mark.parametrize(("day", "zone"), ODD_DAYS)
def test_days_with_odd_midnights_hold_every_instant_once(day: date, zone: str) -> None:
    start, end = day_bounds(day, zone)
    owners = [cells(start + CELL * n, 5, zone) for n in range((end - start) // CELL)]
    assert owners == [{day: [f"c{number}"]} for number in range((end - start) // CELL)]


def test_a_day_starts_when_its_first_minute_does() -> None:
    cairo = ZoneInfo("Africa/Cairo")
    start, _ = day_bounds(date(2025, 4, 25), cairo)
    assert start.astimezone(cairo).strftime("%d %H:%M") == "25 01:00"
    assert (start - timedelta(seconds=1)).astimezone(cairo).strftime("%d %H:%M") == "24 23:59"


@pytest.mark.parametrize(("day", "zone"), SHORT_DAYS)
def test_a_skipped_time_is_never_offered(day: date, zone: str) -> None:
    slots = slots_of(ALWAYS, day, zone, 15)
    shown = [slot.local.strftime("%H:%M") for slot in slots]
    skipped = "01:" if zone == "Europe/London" else "02:"
    assert len(slots) == 23 * 4 == len(set(shown))
    assert not any(wall.startswith(skipped) for wall in shown)
    assert all(slot.is_free for slot in slots)


@pytest.mark.parametrize(("day", "zone"), LONG_DAYS)
def test_a_doubled_time_is_offered_once_for_each_instant(day: date, zone: str) -> None:
    slots = slots_of(ALWAYS, day, zone, 15)
    doubled = [slot for slot in slots if slot.local.strftime("%H:%M") == "01:30"]
    assert len(slots) == 25 * 4 == len({slot.starts_at for slot in slots})
    assert [slot.local.fold for slot in doubled] == [0, 1]
    assert doubled[1].starts_at - doubled[0].starts_at == timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("01:30", "04:00", "02:00", "03:45"),  # opening at a skipped time: as soon as clocks go on
        ("00:00", "01:30", "00:00", "00:45"),  # closing at one: when they skip it
    ],
)
def test_hours_that_touch_a_skipped_time_still_mean_something(
    start: str, end: str, first: str, last: str
) -> None:
    hours = open_every_day(start, end)
    slots = slots_of(hours, date(2025, 3, 30), "Europe/London", 15)
    free = [slot.local.strftime("%H:%M") for slot in slots if slot.is_free]
    assert (free[0], free[-1]) == (first, last)


def test_hours_that_end_in_a_doubled_time_end_the_second_time() -> None:
    hours = open_every_day("00:00", "01:30")
    slots = slots_of(hours, date(2025, 10, 26), "Europe/London", 30)
    assert sum(slot.is_free for slot in slots) == 9  # 150 minutes, every 15, 30 long


@given(
    day=st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    zone=ZONES,
    taken=st.sets(st.integers(0, 300)),
    minutes=st.integers(1, 180),
    step=st.sampled_from([5, 10, 15, 30]),
    now=INSTANTS,
)
def test_a_free_time_lies_in_open_hours_ahead_of_now_on_untaken_cells(
    *, day: date, zone: str, taken: set[int], minutes: int, step: int, now: datetime
) -> None:
    names = {f"c{number}": "x" for number in taken}
    hours = open_every_day("08:00", "17:30")
    for slot in day_slots(hours, day, zone, names, minutes=minutes, step=step, now=now):
        if slot.is_free:
            needed = cells(slot.starts_at, minutes, zone)
            assert list(needed) == [day]
            assert not names.keys() & set(needed[day])
            assert slot.starts_at >= now
            assert slot.local.strftime("%H:%M") >= "08:00"
            assert slot.ends_at.astimezone(ZoneInfo(zone)).strftime("%H:%M") <= "17:30"


def test_the_nearest_free_times_come_closest_first() -> None:
    taken = {f"c{number}": "x" for number in range(108, 120)}  # nine to ten
    slots = slots_of(ALWAYS, date(2025, 6, 15), "Asia/Qatar", 15, taken)
    wanted = datetime(2025, 6, 15, 6, 15, tzinfo=UTC)  # 09:15
    found = [slot.local.strftime("%H:%M") for slot in nearest(slots, wanted)]
    assert found == ["08:45", "08:30", "10:00"]
    assert nearest([], wanted) == []
