"""What is free under all of a provider's rules, also where clocks change and around midnight."""

import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from appointments.scheduling.availability import (
    WORDS,
    Beside,
    Hold,
    claimed_cells,
    day_slots,
    hold_of,
)
from appointments.scheduling.holidays import holiday_on
from appointments.scheduling.times import Reason, Slot, cells
from medisecure.errors import Invalid
from medisecure.local_day import span_on
from providers.directory.models import WEEKDAYS, Availability, Hours, WorkingHours
from providers.directory.rules import (
    NO_HOLIDAYS,
    Break,
    DayException,
    TimeOff,
    TimeOffKind,
    VisitType,
)

DOHA = "Asia/Qatar"
SUNDAY = date(2025, 6, 15)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
NINE = datetime(2025, 6, 15, 6, tzinfo=UTC)  # in Doha
SCAN = VisitType(code="SCAN", name="Scan", minutes=30, buffer_before=10, buffer_after=15)


def every_day(start: str = "08:00", end: str = "11:00", **more: Any) -> Availability:
    hours = Hours(start=start, end=end)
    return Availability(working_hours=WorkingHours(**dict.fromkeys(WEEKDAYS, hours)), **more)


def taken_by(owner: str, start: datetime, minutes: int, zone: str = DOHA) -> dict[str, str]:
    [names] = cells(start, minutes, zone).values()
    return dict.fromkeys(names, owner)


def slots_of(rules: Availability, *, day: date = SUNDAY, **more: Any) -> dict[str, Slot]:
    asked = {"taken": {}, "minutes": 30, "now": LONG_AGO, "zone": DOHA} | more
    slots = day_slots(rules, day, asked.pop("zone"), asked.pop("taken"), **asked)
    return {slot.local.strftime("%H:%M"): slot for slot in slots}


def reasons(rules: Availability, **more: Any) -> dict[str, Reason | None]:
    return {wall: slot.reason for wall, slot in slots_of(rules, **more).items()}


def free(rules: Availability, **more: Any) -> list[str]:
    return [wall for wall, slot in slots_of(rules, **more).items() if slot.is_free]


# ------------------------------------------------------------------ each reason


def test_every_reason_has_words() -> None:
    assert WORDS.keys() == set(Reason)


def test_hours_bound_the_day_and_a_visit_must_fit() -> None:
    why = reasons(every_day())
    assert (why["07:45"], why["08:00"], why["10:30"]) == (Reason.CLOSED, None, None)
    assert (why["10:45"], why["11:00"]) == (Reason.TOO_SHORT, Reason.CLOSED)


def test_a_break_is_never_booked_and_never_run_into() -> None:
    why = reasons(every_day(breaks=[Break(start="09:00", end="09:30")]))
    assert (why["08:30"], why["08:45"]) == (None, Reason.TOO_SHORT)
    assert (why["09:00"], why["09:15"], why["09:30"]) == (Reason.BREAK, Reason.BREAK, None)


def test_a_break_of_another_weekday_is_none() -> None:
    friday = Break(start="09:00", end="09:30", weekday="friday")
    assert reasons(every_day(breaks=[friday]))["09:00"] is None


def test_a_day_may_open_twice() -> None:
    twice = [
        DayException(day=SUNDAY, start="08:00", end="09:00"),
        DayException(day=SUNDAY, start="16:00", end="17:00"),
    ]
    walls = free(every_day(exceptions=twice))
    assert walls == ["08:00", "08:15", "08:30", "16:00", "16:15", "16:30"]
    assert free(every_day(exceptions=twice), day=date(2025, 6, 16))[-1] == "10:30"


def test_touching_spans_are_one() -> None:
    joined = [
        DayException(day=SUNDAY, start="08:00", end="09:00"),
        DayException(day=SUNDAY, start="09:00", end="10:00"),
    ]
    assert "08:45" in free(every_day(exceptions=joined))


def test_a_closed_date_says_why_to_staff_only() -> None:
    rules = every_day(exceptions=[DayException(day=SUNDAY, reason="Doctor's own operation")])
    for audience, note in (("patient", ""), ("staff", "Doctor's own operation")):
        slot = slots_of(rules, audience=audience)["09:00"]
        assert (slot.reason, slot.note) == (Reason.CLOSED, note)


def test_a_holiday_is_named_to_everyone_and_in_arabic() -> None:
    day = date(2025, 12, 18)
    slot = slots_of(every_day(), day=day)["09:00"]
    assert (slot.reason, slot.note) == (Reason.HOLIDAY, "Qatar National Day")
    assert slots_of(every_day(), day=day, language="ar")["09:00"].note == "اليوم الوطني لقطر"
    assert reasons(every_day(), day=day)["07:00"] is Reason.CLOSED


def test_holidays_follow_the_country_and_an_exception_overrules_them() -> None:
    day = date(2025, 12, 18)
    assert free(every_day(holiday_country="GB-ENG"), day=day)
    assert free(every_day(holiday_country=NO_HOLIDAYS), day=day)
    assert not free(every_day(holiday_country="GB-ENG"), day=date(2025, 12, 25))
    on_duty = DayException(day=day, start="10:00", end="11:00")
    assert free(every_day(exceptions=[on_duty]), day=day) == ["10:00", "10:15", "10:30"]


def test_time_off_says_its_kind_to_staff_only() -> None:
    ill = TimeOff(kind=TimeOffKind.SICK, starts_at=NINE, ends_at=NINE + timedelta(minutes=30))
    for audience, note in (("patient", ""), ("staff", "Ill")):
        slots = slots_of(every_day(), time_off=[ill], audience=audience)
        assert (slots["09:00"].reason, slots["09:00"].note) == (Reason.TIME_OFF, note)
        assert slots["08:45"].reason is Reason.TOO_SHORT
        assert slots["09:30"].is_free


def test_what_has_passed_is_past_for_staff_too() -> None:
    for audience in ("patient", "staff"):
        why = reasons(every_day(), now=NINE + timedelta(seconds=1), audience=audience)
        assert (why["09:00"], why["09:15"]) == (Reason.PAST, None)


def test_notice_binds_patients_only() -> None:
    rules = every_day(minimum_notice=60)
    why = reasons(rules, now=NINE)
    assert (why["09:45"], why["10:00"]) == (Reason.TOO_SOON, None)
    assert reasons(rules, now=NINE, audience="staff")["09:00"] is None


def test_notice_is_elapsed_time_where_clocks_go_back() -> None:
    rules = every_day("00:00", "24:00", minimum_notice=60)
    now = datetime(2025, 10, 26, 1, 30, tzinfo=ZoneInfo("Europe/London"))  # the first 01:30
    slots = day_slots(rules, date(2025, 10, 26), "Europe/London", {}, minutes=15, now=now)
    first = next(slot for slot in slots if slot.is_free)
    assert (first.local.strftime("%H:%M"), first.local.fold) == ("01:30", 1)


def test_the_window_counts_local_days_and_binds_patients_only() -> None:
    rules = every_day(booking_window=1)
    late_evening = datetime(2025, 6, 13, 20, 59, tzinfo=UTC)  # Friday in Doha, for a minute more
    assert set(reasons(rules, now=late_evening).values()) == {Reason.CLOSED, Reason.TOO_FAR}
    assert free(rules, now=late_evening, audience="staff")
    assert free(rules, now=late_evening + timedelta(minutes=1))
    assert free(every_day(booking_window=0), now=NINE)


def test_booked_and_held_are_told_apart_and_nobody_is_named() -> None:
    hold = Hold(holder_id="patient_secret", expires_at=LATER)
    taken = taken_by("appointment_secret", NINE, 15) | taken_by(
        hold.owner, NINE + timedelta(hours=1), 15
    )
    for audience in ("patient", "staff"):
        slots = slots_of(every_day(), taken=taken, audience=audience)
        assert (slots["09:00"].reason, slots["10:00"].reason) == (Reason.BOOKED, Reason.HELD)
        assert slots["08:45"].reason is slots["09:45"].reason is Reason.TOO_SHORT
        assert not any(slot.is_mine for slot in slots.values())
        assert "secret" not in repr(slots)


# ------------------------------------------------------------------ holds


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


# ------------------------------------------------------------------ buffers


def test_buffers_are_claimed_around_the_visit() -> None:
    assert claimed_cells(NINE, 10, DOHA, 10, 5) == {
        SUNDAY: ["c106", "c107", "c108", "c109", "c110"]
    }
    assert claimed_cells(NINE, 10, DOHA) == cells(NINE, 10, DOHA)


def test_buffers_cross_midnight_in_doha() -> None:
    first = datetime(2025, 6, 14, 21, tzinfo=UTC)
    assert claimed_cells(first, 5, DOHA, 10) == {
        date(2025, 6, 14): ["c286", "c287"],
        SUNDAY: ["c0"],
    }


@pytest.mark.parametrize(("minutes", "before", "after"), [(0, 10, 10), (10, -1, 0), (10, 0, -1)])
def test_a_claim_that_cannot_be_is_refused(minutes: int, before: int, after: int) -> None:
    with pytest.raises(Invalid):
        claimed_cells(NINE, minutes, DOHA, before, after)


def test_buffers_keep_clear_of_visits_but_may_reach_out_of_hours() -> None:
    why = reasons(every_day(), taken=taken_by("appointment_1", NINE, 30), visit_type=SCAN)
    assert (why["08:00"], why["08:15"], why["08:30"]) == (None, None, Reason.TOO_SHORT)
    assert (why["09:30"], why["09:45"]) == (Reason.TOO_SHORT, None)
    assert why["10:30"] is None


def test_buffers_over_midnight_heed_the_neighbouring_day() -> None:
    rules, before = every_day("00:00", "24:00"), date(2025, 6, 14)
    midnight_visit = {before: {"c287": "appointment_1"}, date(2025, 6, 16): {"c2": "a_2"}}
    assert {"00:00", "23:30"} < set(free(rules, visit_type=SCAN))
    why = reasons(
        rules,
        visit_type=SCAN,
        neighbours={each: Beside(own) for each, own in midnight_visit.items()},
    )
    assert (why["00:00"], why["00:15"]) == (Reason.TOO_SHORT, None)
    assert (why["23:15"], why["23:30"]) == (None, Reason.TOO_SHORT)


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"step": 0}, {"minutes": -5}])
def test_a_visit_of_no_length_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        slots_of(every_day(), **wrong)


# ------------------------------------------------------------------ clocks that change


def test_who_closes_as_the_doubled_hour_starts_is_gone_before_it() -> None:
    start, end = span_on(date(2025, 10, 26), "00:00", "01:00", "Europe/London")
    assert end - start == timedelta(hours=1)


def test_a_break_in_a_skipped_hour_is_no_break() -> None:
    hours = every_day("00:00", "24:00", breaks=[Break(start="01:10", end="01:50")])
    rules = replace(hours, holiday_country=NO_HOLIDAYS)  # it is Eid in Qatar
    why = reasons(rules, day=date(2025, 3, 30), zone="Europe/London")
    assert Reason.BREAK not in why.values()
    assert why["00:45"] is None  # runs on to 02:15 on the wall, thirty minutes later


def test_a_break_in_a_doubled_hour_lasts_through_both() -> None:
    rules = every_day("00:00", "24:00", breaks=[Break(start="01:00", end="02:00")])
    slots = day_slots(rules, date(2025, 11, 2), "America/New_York", {}, minutes=15, now=LONG_AGO)
    assert sum(slot.reason is Reason.BREAK for slot in slots) == 8


# ------------------------------------------------------------------ the oracle
# It knows no spans and no cells' names by arithmetic: it lists the minutes of three days one by
# one, writes on each why it cannot be used, and reads every slot off that list.

MINUTE = timedelta(minutes=1)
CHANGES = [
    (date(2025, 3, 30), "Europe/London"),
    (date(2025, 10, 26), "Europe/London"),
    (date(2025, 3, 9), "America/New_York"),
    (date(2025, 11, 2), "America/New_York"),
    (date(2025, 12, 18), DOHA),
    (SUNDAY, DOHA),
]
HOLIDAYS = {date(2025, 12, 18), date(2025, 3, 30), date(2025, 3, 31)}  # Qatar's among DAYS
DAYS = st.tuples(st.sampled_from(CHANGES), st.integers(-1, 1)).map(
    lambda each: (each[0][0] + timedelta(days=each[1]), each[0][1])
)
WALLS = st.one_of(
    st.integers(0, 1439), st.integers(0, 288).map(lambda n: n * 5), st.sampled_from([60, 120, 1440])
)
SPANS = (
    st.tuples(WALLS, WALLS)
    .filter(lambda each: each[0] != each[1])
    .map(lambda each: tuple(f"{n // 60:02d}:{n % 60:02d}" for n in sorted(each)))
)
MINUTES_OF_TWO_DAYS = st.integers(-720, 2160)
OWNERS = st.sampled_from(["visit_a", "visit_mine", "live_other", "live_me", "lapsed_me"])


@cache
def minutes_of(day: date, zone: str) -> list[datetime]:
    """Every minute of the local day, in order, found by asking each minute of three UTC days."""
    tz = ZoneInfo(zone)
    from_ = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    every = (from_ + MINUTE * n for n in range(3 * 1440))
    return [each for each in every if each.astimezone(tz).date() == day]


@cache
def walls_of(day: date, zone: str) -> list[str]:
    return [each.astimezone(ZoneInfo(zone)).strftime("%H:%M") for each in minutes_of(day, zone)]


def lived(day: date, zone: str, start: str, end: str) -> set[datetime]:
    """From the first minute not before `start` to the last one before `end`, without a gap."""
    every, walls = minutes_of(day, zone), walls_of(day, zone)
    first = next((n for n, wall in enumerate(walls) if wall >= start), len(walls))
    last = max((n for n, wall in enumerate(walls) if wall < end), default=-1)
    return set(every[first : last + 1])


@st.composite
def situations(draw: st.DrawFn) -> dict[str, Any]:
    day, zone = draw(DAYS)
    midnight = minutes_of(day, zone)[0]
    instants = MINUTES_OF_TWO_DAYS.map(lambda n: midnight + MINUTE * n)
    start, end = draw(SPANS)
    exceptions = [
        DayException(day=day, start=a, end=b, keeps_breaks=draw(st.booleans()))
        for a, b in draw(st.lists(SPANS, max_size=2))
    ]
    aways = draw(st.lists(st.tuples(instants, st.integers(1, 200)), max_size=2))
    owners = draw(st.lists(st.tuples(instants, st.integers(1, 60), OWNERS), max_size=5))
    notice = st.none() | st.integers(0, 900)
    return {
        "day": day,
        "zone": zone,
        "rules": every_day(
            start,
            end,
            breaks=[Break(start=a, end=b) for a, b in draw(st.lists(SPANS, max_size=2))],
            exceptions=exceptions if draw(st.booleans()) else None,
            minimum_notice=draw(notice),
            booking_window=draw(st.none() | st.integers(0, 2)),
        ),
        "time_off": [TimeOff(starts_at=at, ends_at=at + MINUTE * n) for at, n in aways],
        "visits": owners,
        "now": draw(instants) + timedelta(seconds=draw(st.sampled_from([0, 30]))),
        "minutes": draw(st.integers(1, 120)),
        "buffers": draw(st.tuples(st.integers(0, 40), st.integers(0, 40))),
        "audience": draw(st.sampled_from(["patient", "staff"])),
        "step": draw(st.sampled_from([5, 10, 15, 20])),
    }


def owner_text(owner: str, now: datetime) -> str:
    kind, _, who = owner.partition("_")
    if kind == "visit":
        return owner
    expires = now + timedelta(seconds=60 if kind == "live" else -60)
    return Hold(holder_id=who, expires_at=expires).owner


def claims_of(each: dict[str, Any]) -> dict[date, dict[str, str]]:
    """What is claimed of three days: a cell is five minutes, the last visit drawn has it."""
    claimed: dict[date, dict[str, str]] = defaultdict(dict)
    for shift in (-1, 0, 1):
        day = each["day"] + timedelta(days=shift)
        every = minutes_of(day, each["zone"])
        for start, length, owner in each["visits"]:
            for n in range(0, len(every), 5):
                if any(start <= minute < start + MINUTE * length for minute in every[n : n + 5]):
                    claimed[day][f"c{n // 5}"] = owner_text(owner, each["now"])
    return claimed


def blocked(each: dict[str, Any]) -> dict[datetime, Reason]:
    """Of every minute of the day, why the rules close it; open minutes are left out."""
    day, zone, rules, now = each["day"], each["zone"], each["rules"], each["now"]
    today = now.astimezone(ZoneInfo(zone)).date()
    spans = [(one.start, one.end) for one in rules.exceptions or ()]
    hours = rules.hours_on(day)
    open_ = set().union(*(lived(day, zone, *s) for s in spans or [(hours.start, hours.end)]))
    pauses = set().union(*(lived(day, zone, p.start, p.end) for p in rules.breaks))
    if any(not one.keeps_breaks for one in rules.exceptions or ()):
        pauses = set()
    for_patient = each["audience"] == "patient"
    window, notice = rules.booking_window, rules.minimum_notice
    far = for_patient and window is not None and (day - today).days > window
    found = {}
    for minute in minutes_of(day, zone):
        away = any(off.starts_at <= minute < off.ends_at for off in each["time_off"])
        soon = for_patient and notice is not None and minute < now + MINUTE * notice
        tests = [
            (minute not in open_, Reason.CLOSED),
            (minute < now, Reason.PAST),
            (day in HOLIDAYS and not spans, Reason.HOLIDAY),
            (away, Reason.TIME_OFF),
            (minute in pauses, Reason.BREAK),
            (far, Reason.TOO_FAR),
            (soon, Reason.TOO_SOON),
        ]
        reason = next((reason for is_so, reason in tests if is_so), None)
        if reason:
            found[minute] = reason
    return found


def others(each: dict[str, Any]) -> dict[datetime, Reason]:
    """Of every minute of three days, whether someone else has it."""
    found = {}
    for day, taken in claims_of(each).items():
        for n, minute in enumerate(minutes_of(day, each["zone"])):
            owner = taken.get(f"c{n // 5}", "")
            if owner == "visit_a":
                found[minute] = Reason.BOOKED
            elif owner.startswith("hold:") and ":other" in owner:
                found[minute] = Reason.HELD
    return found


def expected(each: dict[str, Any]) -> list[tuple[datetime, Reason | None]]:
    why, theirs = blocked(each), others(each)
    every = minutes_of(each["day"], each["zone"])
    before, after = each["buffers"]
    # A cell touched in part is touched: what is claimed grows to whole cells of its own day.
    whole = {
        minute: cell
        for shift in (-1, 0, 1)
        for of_day in [minutes_of(each["day"] + timedelta(days=shift), each["zone"])]
        for n in range(0, len(of_day), 5)
        for cell in [of_day[n : n + 5]]
        for minute in cell
    }
    found = []
    for start in every[:: each["step"]]:
        visit = [start + MINUTE * n for n in range(each["minutes"])]
        claim = [start + MINUTE * n for n in range(-before, each["minutes"] + after)]
        reason = why.get(start) or theirs.get(start)
        fits = set(visit) <= set(every) and not why.keys() & set(visit)
        clear = not any(minute in theirs for one in claim for minute in whole[one])
        found.append((start, reason or (None if fits and clear else Reason.TOO_SHORT)))
    return found


def goes_on_over_midnight(rules: Availability, day: date) -> bool:
    """Whether the day is open to its end, and the next one from its beginning."""
    spans = [(one.start, one.end) for one in rules.exceptions or ()]
    hours, following = rules.hours_on(day), rules.hours_on(day + timedelta(days=1))
    ends = {end for _, end in spans or [(hours.start, hours.end)]}
    return "24:00" in ends and following.start == "00:00"


@settings(max_examples=150, deadline=None)
@given(each=situations())
def test_every_slot_is_what_counting_single_minutes_says(each: dict[str, Any]) -> None:
    """Within one day: hours that go on over midnight have tests of their own."""
    assume(not goes_on_over_midnight(each["rules"], each["day"]))
    before, after = each["buffers"]
    claims = claims_of(each)
    slots = day_slots(
        each["rules"],
        each["day"],
        each["zone"],
        claims.get(each["day"], {}),
        minutes=each["minutes"],
        visit_type=VisitType(
            code="X", name="X", minutes=30, buffer_before=before, buffer_after=after
        ),
        now=each["now"],
        own_ids=frozenset({"me", "visit_mine"}),
        audience=each["audience"],
        time_off=each["time_off"],
        neighbours={one: Beside(own) for one, own in claims.items()},
        step=each["step"],
    )
    assert [(slot.starts_at, slot.reason) for slot in slots] == expected(each)


@settings(max_examples=60, deadline=None)
@given(
    day=DAYS,
    at=st.integers(0, 1379),
    minutes=st.integers(1, 120),
    before=st.integers(0, 120),
    after=st.integers(0, 120),
)
def test_a_claim_is_every_cell_it_touches(
    day: tuple[date, str], at: int, minutes: int, before: int, after: int
) -> None:
    local, zone = day
    start = minutes_of(local, zone)[at]
    span = {start + MINUTE * n for n in range(-before, minutes + after)}
    touched = {}
    for shift in (-1, 0, 1):
        every = minutes_of(local + timedelta(days=shift), zone)
        names = [f"c{n // 5}" for n in range(0, len(every), 5) if span & set(every[n : n + 5])]
        if names:
            touched[local + timedelta(days=shift)] = names
    assert claimed_cells(start, minutes, zone, before, after) == touched


# ------------------------------------------------------------------ holidays


def test_holidays_are_qatars_unless_another_country_is_named() -> None:
    assert holiday_on(date(2025, 3, 30)) == "Eid al-Fitr"
    assert holiday_on(date(2025, 12, 25)) is None
    assert holiday_on(date(2025, 12, 25), "GB") == "Christmas Day"
    assert holiday_on(date(2025, 12, 18), NO_HOLIDAYS) is None
    assert holiday_on(date(2025, 12, 25), "US", "ar") == "Christmas Day"  # no Arabic there


@pytest.mark.parametrize("country", ["QX", "GB-XXX"])
def test_a_country_without_a_calendar_is_refused(country: str) -> None:
    with pytest.raises(Invalid):
        holiday_on(SUNDAY, country)


def test_the_big_calendar_is_not_loaded_until_a_day_is_looked_at() -> None:
    check = "import sys, appointments.scheduling.availability; print('holidays' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
