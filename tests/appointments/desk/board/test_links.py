"""Where the board's free time and its doctors lead."""

import datetime as dt
from zoneinfo import ZoneInfo

from appointments.desk.board.links import links_for

NINE = dt.datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/London"))


def test_the_same_instant_is_another_time_by_another_doctors_clock() -> None:
    free = links_for("").free
    at_home = NINE.astimezone(ZoneInfo("Asia/Qatar"))
    assert at_home == NINE
    assert free("provider_1", NINE).endswith("?provider=provider_1&date=2026-03-02&time=09:00")
    assert free("provider_2", at_home).endswith("?provider=provider_2&date=2026-03-02&time=12:00")


def test_a_doctor_leads_to_their_week_where_the_day_is_given() -> None:
    assert links_for("").doctor("provider_1") == ""
    there = links_for("", dt.date(2026, 3, 2)).doctor("provider_1")
    assert there == "?view=week&date=2026-03-02&doctor=provider_1"
