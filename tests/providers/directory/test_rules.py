"""A provider's rules refuse what cannot be, and are stored beside the schema's own hours."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from medisecure.dynamodb.sealing.codec import from_import, to_plain
from medisecure.errors import Invalid
from providers.directory.models import Availability, Hours, WorkingHours
from providers.directory.repository import PROVIDER
from providers.directory.rules import (
    KIND_WORDS,
    Break,
    DayException,
    TimeOff,
    TimeOffKind,
    VisitType,
)
from tools.demo.schema_items import schema_items

MONDAY, SUNDAY = date(2025, 6, 16), date(2025, 6, 15)
NOON = datetime(2025, 6, 15, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
WEEK = WorkingHours(monday=Hours(start="08:00", end="17:00"))


def kind(**changed: Any) -> VisitType:
    usual: dict[str, Any] = {"code": "FOLLOW_UP", "name": "Follow-up", "minutes": 20}
    return VisitType(**usual | changed)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Break(start="13:00", end="12:00"),
        lambda: Break(start="12:00", end="12:00"),
        lambda: Break(start="noon", end="13:00"),
        lambda: Break(start="12:00", end="13:00", weekday="Monday"),
        lambda: DayException(day=MONDAY, start="08:00"),
        lambda: DayException(day=MONDAY, end="08:00"),
        lambda: DayException(day=MONDAY, start="18:00", end="08:00"),
        lambda: DayException(day=MONDAY, reason="x" * 201),
        lambda: kind(code="follow up"),
        lambda: kind(code=""),
        lambda: kind(name="  "),
        lambda: kind(name="x" * 101),
        lambda: kind(minutes=0),
        lambda: kind(minutes=481),
        lambda: kind(buffer_before=-5),
        lambda: kind(buffer_after=121),
        lambda: TimeOff(starts_at=NOON, ends_at=NOON),
        lambda: TimeOff(starts_at=NOON.replace(tzinfo=None), ends_at=NOON.replace(hour=13)),
        lambda: Availability(minimum_notice=-1),
        lambda: Availability(booking_window=731),
        lambda: Availability(holiday_country="Qatar"),
        lambda: Availability(visit_types=[kind(), kind(name="Another")]),
        lambda: Availability(breaks=[Break(start="12:00", end="13:00")] * 401),
        lambda: Availability(
            exceptions=[
                DayException(day=MONDAY),
                DayException(day=MONDAY, start="08:00", end="09:00"),
            ]
        ),
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(Invalid):
        make()


def test_time_off_may_last_through_the_doubled_hour_but_not_run_backwards_in_it() -> None:
    early = datetime(2025, 10, 26, 1, 30, tzinfo=LONDON)
    late = datetime(2025, 10, 26, 1, 10, fold=1, tzinfo=LONDON)  # forty minutes after
    assert TimeOff(starts_at=early, ends_at=late).starts_at == early
    with pytest.raises(Invalid):
        TimeOff(starts_at=late, ends_at=early)


def test_a_break_is_on_its_weekday_or_on_every_day() -> None:
    lunch = Break(start="12:00", end="13:00")
    prayer = Break(start="11:00", end="11:30", weekday="monday")
    rules = Availability(working_hours=WEEK, breaks=[lunch, prayer])
    assert rules.breaks_on(MONDAY) == [lunch, prayer]
    assert rules.breaks_on(SUNDAY) == [lunch]


def test_exceptions_replace_the_weekday_and_add_up() -> None:
    late = DayException(day=SUNDAY, start="16:00", end="19:00")
    early = DayException(day=SUNDAY, start="08:00", end="11:00", keeps_breaks=False)
    closed = DayException(day=MONDAY, reason="Conference")
    rules = Availability(
        working_hours=WEEK,
        exceptions=[late, early, closed],
        breaks=[Break(start="09:00", end="09:30")],
    )
    assert rules.spans_on(SUNDAY) == [("08:00", "11:00"), ("16:00", "19:00")]
    assert rules.breaks_on(SUNDAY) == []
    assert rules.spans_on(MONDAY) == []
    assert rules.spans_on(date(2025, 6, 23)) == [("08:00", "17:00")]


def test_a_kind_of_visit_is_found_by_its_code() -> None:
    rules = Availability(visit_types=[kind()])
    assert rules.visit_type("FOLLOW_UP") == kind()
    assert rules.visit_type("SURGERY") is None
    assert Availability().visit_type("FOLLOW_UP") is None


def test_every_kind_of_time_off_has_words() -> None:
    assert KIND_WORDS.keys() == set(TimeOffKind)
    ill = TimeOff(kind=TimeOffKind.SICK, starts_at=NOON, ends_at=NOON.replace(hour=13))
    assert ill.in_words == "Ill"


def doctor() -> dict[str, Any]:
    return dict(schema_items()[1])


def test_the_schemas_doctor_is_stored_as_printed() -> None:
    provider = from_import(PROVIDER, doctor())
    assert to_plain(provider)["availability"] == doctor()["availability"]


def test_all_rules_are_stored_beside_the_hours_and_read_back() -> None:
    item = doctor()
    item["availability"] |= {
        "breaks": [{"start": "12:00", "end": "13:00", "weekday": "monday"}],
        "visitTypes": [{"code": "CHECK", "name": "Check", "minutes": 20, "bufferAfter": 10}],
        "minimumNotice": 120,
        "bookingWindow": 60,
        "exceptions": [
            {"day": "2025-12-31", "start": "08:00", "end": "12:00", "keepsBreaks": False},
            {"day": "2026-01-01", "reason": "Closed for painting"},
        ],
        "holidayCountry": "GB-ENG",
    }
    provider = from_import(PROVIDER, item)
    rules = provider.availability
    assert to_plain(provider)["availability"] == item["availability"]
    assert rules is not None
    assert rules.exceptions is not None
    assert rules.exceptions[1].day == date(2026, 1, 1)
