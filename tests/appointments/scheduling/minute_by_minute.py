"""The oracle of a day's slots: every minute by itself, with why it cannot be used.

It knows no spans and no cells' names by arithmetic: it lists the minutes of three days one by
one, writes on each why it cannot be used, and reads every slot off that list.
"""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from appointments.scheduling.availability import (
    Hold,
)
from appointments.scheduling.times import Reason
from providers.directory.models import Availability
from providers.directory.rules import (
    Break,
    DayException,
    TimeOff,
)
from tests.appointments.scheduling.examples import DOHA, SUNDAY, every_day

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
