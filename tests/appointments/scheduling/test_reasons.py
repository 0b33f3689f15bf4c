"""Why a time is not free: each reason, to whom it is told, and which comes first."""

from datetime import UTC, date, datetime, timedelta

from appointments.scheduling.availability import (
    WORDS,
    Hold,
)
from appointments.scheduling.times import Reason
from providers.directory.rules import (
    NO_HOLIDAYS,
    Break,
    DayException,
    TimeOff,
    TimeOffKind,
)
from tests.appointments.scheduling.examples import (
    LATER,
    NINE,
    SUNDAY,
    every_day,
    free,
    reasons,
    slots_of,
    taken_by,
)


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
