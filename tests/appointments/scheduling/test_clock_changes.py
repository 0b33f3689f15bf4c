"""What is free on days on which the clocks change."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from appointments.scheduling.availability import (
    day_slots,
)
from appointments.scheduling.times import Reason
from medisecure.local_day import span_on
from providers.directory.rules import (
    NO_HOLIDAYS,
    Break,
)
from tests.appointments.scheduling.examples import LONG_AGO, every_day, reasons


def test_notice_is_elapsed_time_where_clocks_go_back() -> None:
    rules = every_day("00:00", "24:00", minimum_notice=60)
    now = datetime(2025, 10, 26, 1, 30, tzinfo=ZoneInfo("Europe/London"))  # the first 01:30
    slots = day_slots(rules, date(2025, 10, 26), "Europe/London", {}, minutes=15, now=now)
    first = next(slot for slot in slots if slot.is_free)
    assert (first.local.strftime("%H:%M"), first.local.fold) == ("01:30", 1)


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
