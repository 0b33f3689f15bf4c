"""Visits of a series that were moved are told once, and not at all where they are back unheard."""

from datetime import time

import pytest

from appointments.booking.moving import move as move_one
from appointments.booking.moving import reschedule_request
from appointments.booking.swapping import swap
from appointments.visit_pages.visit_messages import messages_of
from appointments.visits.models import Appointment
from medisecure.clock import now
from providers.directory.models import Provider
from tests.appointments.between import happening_between
from tests.appointments.notifications.messages import HOUR, mails_to, sent_at
from tests.appointments.series.examples import Desk, booked, clock, moved, shift_of, stored
from tests.desk import fresh_patient
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("left_over_messages_stay")
NEW_TIME = "Your visit has a new time"


@pytest.fixture
def visits(desk: Desk, provider: Provider) -> list[Appointment]:
    """Three visits at nine, a week apart, of which their patient was told."""
    found = booked(desk(), provider, count=3, patient_id=fresh_patient())
    sent()
    return found


def sent() -> None:
    """The sender comes by a little later."""
    sent_at(now() + HOUR / 30)


def letters(cloud: RunningCloud, visits: list[Appointment]) -> list[tuple[str, str]]:
    """What was sent since the booking was told."""
    return [(each["Subject"], each["BodyText"]) for each in mails_to(cloud, visits[0])][1:]


def shift(desk: Desk, provider: Provider, visits: list[Appointment], at: int, *which: int) -> None:
    moved(desk, provider, visits, shift_of(visits[0], 0, time(at)), *which)


def one_moved(desk: Desk, visits: list[Appointment], number: int, at: int) -> None:
    """One visit of the series goes to that hour of its day."""
    there = stored(visits)[number - 1]
    asked = reschedule_request(there, clock(there.local_date, at))
    move_one(desk(), there.patient_id, asked)


def day_of(visit: Appointment) -> str:
    return f"{visit.local_date:%A} {visit.local_date.day} {visit.local_date:%B %Y}"


def times_in(text: str) -> list[str]:
    """The lines that say when a visit is now."""
    told = text.partition("It is now:")[2].splitlines()
    return [line.strip() for line in told if line.strip()[:3] in
            ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")]  # fmt: skip


def told_on_pages(desk: Desk, visits: list[Appointment]) -> set[str]:
    """What the visits' pages say of messages, without the reminders to come."""
    lines = (line for each in stored(visits) for line in messages_of(desk(), each))
    return {str(line.about) for line in lines} - {"Reminder"}


def test_a_series_moved_back_before_anybody_was_told_is_no_news(
    desk: Desk, provider: Provider, visits: list[Appointment], cloud: RunningCloud
) -> None:
    for hour in (14, 9):
        shift(desk, provider, visits, hour)
    assert told_on_pages(desk, visits) == {"Visit booked"}
    sent()
    assert letters(cloud, visits) == []


def test_a_series_moved_twice_is_told_from_where_it_was_known(
    desk: Desk, provider: Provider, visits: list[Appointment], cloud: RunningCloud
) -> None:
    for hour in (14, 15):
        shift(desk, provider, visits, hour)
    sent()
    [(subject, text)] = letters(cloud, visits)
    assert subject == NEW_TIME
    assert "09:00" in text.partition("It is now:")[0]
    assert "14:00" not in text
    assert len(times_in(text)) == 3


def test_of_a_series_of_which_one_is_moved_back_the_others_are_told(
    desk: Desk, provider: Provider, visits: list[Appointment], cloud: RunningCloud
) -> None:
    shift(desk, provider, visits, 14)
    one_moved(desk, visits, 2, 9)
    sent()
    [(_, text)] = letters(cloud, visits)
    assert [day_of(visits[n]) in text for n in range(3)] == [True, False, True]


def test_the_visit_that_carries_the_news_may_move_on_and_the_others_are_told_all_the_same(
    desk: Desk, provider: Provider, visits: list[Appointment], cloud: RunningCloud
) -> None:
    shift(desk, provider, visits, 14)
    one_moved(desk, visits, 1, 16)
    sent()
    [(_, text)] = letters(cloud, visits)
    was, _, is_now = text.partition("It is now:")
    assert ("09:00" in was, "16:00" in is_now, is_now.count("14:00")) == (True, True, 2)


def test_a_part_of_a_series_moved_back_leaves_the_rest_to_be_told(
    desk: Desk, provider: Provider, visits: list[Appointment], cloud: RunningCloud
) -> None:
    shift(desk, provider, visits, 14)
    shift(desk, provider, visits, 9, 1, 2)
    sent()
    [(_, text)] = letters(cloud, visits)
    assert day_of(visits[2]) in text.partition("It is now:")[2]
    assert day_of(visits[1]) not in text


def test_a_series_moved_back_after_it_was_told_is_told_again(
    desk: Desk, provider: Provider, visits: list[Appointment], cloud: RunningCloud
) -> None:
    for hour in (14, 9):
        shift(desk, provider, visits, hour)
        sent()
    subjects = [subject for subject, _ in letters(cloud, visits)]
    assert subjects == [NEW_TIME] * 2


def test_a_series_moved_back_before_its_booking_was_told_is_told(
    desk: Desk, provider: Provider, cloud: RunningCloud
) -> None:
    unheard = booked(desk(), provider, count=3, patient_id=fresh_patient())
    for hour in (14, 9):
        shift(desk, provider, unheard, hour, 2, 3)
    sent()
    told = "".join(each["BodyText"] for each in mails_to(cloud, unheard[0]))
    assert all(day_of(each) in told for each in unheard)


def test_two_visits_of_a_series_swapped_and_swapped_back_are_no_news(
    desk: Desk, visits: list[Appointment], cloud: RunningCloud
) -> None:
    one, other = ((each.patient_id, each.appointment_id) for each in visits[:2])
    for _ in range(2):
        swap(desk(), one, other)
    sent()
    assert letters(cloud, visits) == []


def test_news_that_leaves_while_the_series_is_moved_back_is_followed_by_other_news(
    desk: Desk, provider: Provider, visits: list[Appointment], cloud: RunningCloud,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    shift(desk, provider, visits, 14)
    with happening_between(monkeypatch, sent):
        shift(desk, provider, visits, 9)
    sent()
    (_, first), (_, second) = letters(cloud, visits)
    assert "14:00" in first.partition("It is now:")[2]
    assert "09:00" in second.partition("It is now:")[2]
