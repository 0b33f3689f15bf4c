"""A series is moved, called off and taken back in one transaction each: all of it or nothing."""

from datetime import date, datetime, time, timedelta

import pytest

from appointments.booking.moving import reschedule_request
from appointments.booking.patient_limits import LAG
from appointments.booking.services import cancel as cancel_one
from appointments.booking.services import hold
from appointments.booking.services import move as move_one
from appointments.outbox.repository import Outbox
from appointments.scheduling.times import Reason
from appointments.series import services
from appointments.series.models import (
    Rhythm,
    Shift,
)
from appointments.series.services import (
    DatesTaken,
    called_off_with,
    cancel,
    preview_move,
    seen_of,
    take_back,
)
from appointments.visits.models import Appointment, SchedulingInfo
from medisecure import wiring
from medisecure.clock import zone
from medisecure.dynamodb.calls.meter import metered
from medisecure.errors import Conflict, NotFound
from providers.directory.models import Provider
from providers.directory.repository import Providers
from tests.appointments.between import happening_between
from tests.appointments.series.examples import (
    Desk,
    Scan,
    booked,
    by_number,
    clock,
    doctor,
    first_day,
    move,
    moved,
    patient,
    problems,
    read,
    shift_of,
    shorter_day,
    stored,
    take,
    take_time_off,
)
from tests.desk import booking_request
from tests.people import DR_SMITH, JOHN

Patch = pytest.MonkeyPatch
WEEK = timedelta(days=7)
pytestmark = pytest.mark.usefixtures("clinic")


# ── moving ──────────────────────────────────────────────────────────────────


def test_a_series_moves_to_another_weekday_and_time(
    desk: Desk, provider: Provider, raw: Scan
) -> None:
    visits = booked(desk(), provider)
    moved(desk, provider, visits, shift_of(visits[0], 2, time(14, 30)))
    found = stored(visits)
    assert [each.starts_at for each in found] == [
        clock(first_day() + n * WEEK + timedelta(days=2), 14, 30) for n in range(4)
    ]
    assert [each.sequence for each in found] == [1] * 4
    assert all(each.series_at == each.starts_at for each in found)
    assert problems(raw, provider) == []


def test_this_and_following_moves_only_those(desk: Desk, provider: Provider, raw: Scan) -> None:
    visits = booked(desk(), provider)
    moved(desk, provider, visits, shift_of(visits[0], 0, time(10)), 3, 4)
    assert [each.local_start.hour for each in stored(visits)] == [9, 9, 10, 10]
    assert problems(raw, provider) == []


@pytest.mark.parametrize("days", [1, -1, 3])
def test_a_daily_series_moves_into_cells_another_of_its_visits_gives(
    desk: Desk, provider: Provider, raw: Scan, days: int
) -> None:
    visits = booked(desk(), provider, every=1, count=12)
    uow, found = read(desk, visits)
    shift = shift_of(visits[0], days, time(9))
    assert all(each.is_free for each in preview_move(uow, provider, found, shift))
    moved(desk, provider, visits, shift)
    assert [each.starts_at for each in stored(visits)] == [
        each.starts_at + timedelta(days=days) for each in visits
    ]
    assert problems(raw, provider) == []


def test_a_daily_series_moves_by_a_quarter_hour_over_itself(
    desk: Desk, provider: Provider, raw: Scan
) -> None:
    visits = booked(desk(), provider, every=1, count=3)
    moved(desk, provider, visits, shift_of(visits[0], 1, time(9, 15)))
    assert [each.local_start.minute for each in stored(visits)] == [15] * 3
    assert problems(raw, provider) == []


def test_a_series_moves_to_another_doctor(desk: Desk, provider: Provider, raw: Scan) -> None:
    visits, other = booked(desk(), provider), doctor()
    moved(desk, other, visits, shift_of(visits[0], 0, time(9)))
    assert {each.provider_id for each in stored(visits)} == {other.provider_id}
    assert problems(raw, provider, other) == []


def test_the_same_move_again_is_the_same_move(desk: Desk, provider: Provider) -> None:
    visits = booked(desk(), provider)
    uow, found = read(desk, visits)
    shift, seen = shift_of(visits[0], 1, time(11)), seen_of(found)
    chosen = {n: shift.applied(each) for n, each in enumerate(found, start=1)}
    move(uow, provider, found, shift, chosen, sequences=seen)
    uow, found = read(desk, visits)
    move(uow, provider, found, shift, chosen, sequences=seen)
    assert [each.sequence for each in stored(visits)] == [1] * 4


def test_of_a_move_to_a_taken_date_nothing_moves(
    desk: Desk, provider: Provider, monkeypatch: Patch, raw: Scan
) -> None:
    visits = booked(desk(), provider)
    shift = shift_of(visits[0], 1, time(11))
    second = shift.applied(stored(visits)[1])
    with (
        happening_between(monkeypatch, lambda: take(desk, provider, second)),
        pytest.raises(DatesTaken) as refusal,
    ):
        moved(desk, provider, visits, shift)
    assert refusal.value.numbers == (2,)
    assert by_number(stored(visits)) == by_number(visits)
    assert problems(raw, provider) == []


def test_a_visit_changed_meanwhile_stops_the_move(
    desk: Desk, provider: Provider, monkeypatch: Patch, raw: Scan
) -> None:
    """Once between the page and the press, once between the look and the write."""
    visits = booked(desk(), provider)
    shift, two = shift_of(visits[0], 1, time(11)), visits[1]
    uow, found = read(desk, visits)
    seen = {**seen_of(found), 2: 7}
    chosen = {n: shift.applied(each) for n, each in enumerate(found, 1)}
    with pytest.raises(Conflict, match="changed meanwhile"):
        move(uow, provider, found, shift, chosen, sequences=seen)

    def called_off() -> object:
        return cancel_one(desk(), two.patient_id, two.appointment_id, "travels")

    with (
        happening_between(monkeypatch, called_off),
        pytest.raises(Conflict, match="changed meanwhile"),
    ):
        moved(desk, provider, visits, shift)
    assert [each.starts_at for each in stored(visits)] == [each.starts_at for each in visits]
    assert problems(raw, provider) == []


def test_time_off_taken_while_a_series_moves_stops_it(
    desk: Desk, provider: Provider, monkeypatch: Patch, raw: Scan
) -> None:
    """Also where a visit only takes cells that another of its series gives."""
    visits = booked(desk(), provider, every=1, count=3)
    off = take_time_off(provider, visits[1].starts_at)
    with happening_between(monkeypatch, off), pytest.raises(DatesTaken):
        moved(desk, provider, visits, shift_of(visits[0], 1, time(9)))
    assert by_number(stored(visits)) == by_number(visits)
    assert problems(raw, provider) == []


def test_time_held_for_one_of_the_visits_is_used_up(
    desk: Desk, provider: Provider, raw: Scan
) -> None:
    """As a proposal holds it; one that is held elsewhere on these days is given back."""
    visits = booked(desk(), provider)
    hold(desk(), reschedule_request(visits[0], visits[0].starts_at + timedelta(hours=2)))
    hold(desk(), reschedule_request(visits[1], visits[1].starts_at + timedelta(hours=5)))
    moved(desk, provider, visits, shift_of(visits[0], 0, time(11)))
    assert [each.local_start.hour for each in stored(visits)] == [11] * 4
    assert problems(raw, provider) == []
    assert take(desk, provider, visits[1].starts_at + timedelta(hours=5)).is_live


def test_time_held_for_somebody_else_is_not_free(desk: Desk, provider: Provider) -> None:
    visits = booked(desk(), provider)
    second = visits[1].starts_at + timedelta(hours=2)
    hold(desk(), booking_request(patient(), second, provider_id=provider.provider_id))
    with pytest.raises(DatesTaken) as refusal:
        moved(desk, provider, visits, shift_of(visits[0], 0, time(11)))
    assert refusal.value.numbers == (2,)


def test_a_visit_that_was_left_alone_stands_in_the_way(desk: Desk, provider: Provider) -> None:
    visits = stored(booked(desk(), provider, every=1, count=3))
    looks = preview_move(desk(), provider, visits[:2], shift_of(visits[0], 1, time(9)))
    assert [each.reason for each in looks] == [None, Reason.BOOKED]


def test_a_move_over_a_change_of_the_clock_keeps_the_wall_clock(desk: Desk) -> None:
    london = "Europe/London"
    rhythm = Rhythm(first=date(2028, 3, 20), clock=time(9), zone_name=london, every=7, count=3)
    visits = [
        _in_zone(at, london, number) for number, at in rhythm.instants.items()
    ]  # fmt: skip
    shift = Shift.of(visits[1], date(2028, 3, 29), time(10), london)
    assert [f"{shift.applied(each).astimezone(zone(london)):%m-%d %H:%M}" for each in visits] == [
        "03-22 10:00", "03-29 10:00", "04-05 10:00",
    ]  # fmt: skip


def _in_zone(starts_at: datetime, zone_name: str, number: int) -> Appointment:
    info = SchedulingInfo(appointment_date=starts_at, duration=30, time_zone=zone_name)
    return Appointment(
        appointment_id=f"series_1-{number:02d}", patient_id=JOHN, provider_id=DR_SMITH,
        scheduling_info=info, series_at=starts_at, created_at=starts_at, updated_at=starts_at,
    )  # fmt: skip


def test_a_move_of_twelve_is_one_write_after_one_read(desk: Desk, provider: Provider) -> None:
    visits = booked(desk(), provider, every=1, count=12)
    uow, found = read(desk, visits)
    known = Providers(uow).get(provider.provider_id)
    shift = shift_of(visits[0], 1, time(9))
    chosen = {n: shift.applied(each) for n, each in enumerate(found, start=1)}
    uow.at += LAG + timedelta(minutes=1)  # what was booked a moment ago is looked for once more
    with metered() as cost:
        services.move(uow, known, found, shift, chosen, sequences=seen_of(found))
    assert cost.sequential <= 2


def test_a_move_of_a_series_by_older_hours_is_refused_and_all_stay(
    desk: Desk, provider: Provider, monkeypatch: Patch
) -> None:
    visits = booked(desk(), provider)
    shift = shift_of(visits[0], 1, time(11))
    change = shorter_day(desk, provider)
    with happening_between(monkeypatch, change), pytest.raises(DatesTaken):
        moved(desk, provider, visits, shift)
    assert [each.starts_at for each in stored(visits)] == [each.starts_at for each in visits]


# ── calling off, and taking it back ─────────────────────────────────────────


def called_off(desk: Desk, visits: list[Appointment], *numbers: int) -> list[Appointment]:
    uow, found = read(desk, visits)
    going = [each for n, each in enumerate(found, start=1) if not numbers or n in numbers]
    return cancel(uow, going, "recovered", sequences=seen_of(found))


def test_a_series_is_called_off_with_its_times_and_reminders(
    desk: Desk, provider: Provider, raw: Scan
) -> None:
    visits = booked(desk(), provider)
    for _ in range(2):
        uow, found = read(desk, visits)
        cancel(uow, found[1:], "recovered", sequences={1: 0, 2: 0, 3: 0, 4: 0})
    found = stored(visits)
    assert [each.is_live for each in found] == [True, False, False, False]
    assert [each.sequence for each in found] == [0, 1, 1, 1]
    assert found[3].cancellation
    assert found[3].cancellation.reason == "recovered"
    for gone in found[1:]:
        with pytest.raises(NotFound):
            Outbox(wiring.system_work("tests")).get(gone.patient_id, gone.appointment_id)
    assert problems(raw, provider) == []
    assert take(desk, provider, visits[2].starts_at).is_live


def test_of_a_series_that_changes_while_it_is_called_off_nothing_is_called_off(
    desk: Desk, provider: Provider, monkeypatch: Patch, raw: Scan
) -> None:
    visits = booked(desk(), provider)
    three = visits[2]
    later = reschedule_request(three, three.starts_at + timedelta(hours=2))
    with (
        happening_between(monkeypatch, lambda: move_one(desk(), three.patient_id, later)),
        pytest.raises(Conflict, match="changed meanwhile"),
    ):
        called_off(desk, visits)
    uow, found = read(desk, visits)
    with pytest.raises(Conflict, match="changed meanwhile"):
        cancel(uow, found, "recovered", sequences=dict.fromkeys(range(1, 5), 0))
    assert all(each.is_live for each in stored(visits))
    assert problems(raw, provider) == []


def test_what_was_called_off_together_is_taken_back_together(
    desk: Desk, provider: Provider, raw: Scan
) -> None:
    visits = booked(desk(), provider)
    cancel_one(desk(), visits[0].patient_id, visits[0].appointment_id, "another day")
    called_off(desk, visits, 2, 3, 4)
    uow, found = read(desk, visits)
    together = called_off_with(found, found[2])
    assert together == found[1:]
    take_back(uow, together)
    found = stored(visits)
    assert [each.is_live for each in found] == [False, True, True, True]
    assert [each.sequence for each in found] == [1, 2, 2, 2]
    assert all(each.cancellation is None for each in found[1:])
    assert called_off_with(found, found[1]) == []
    assert problems(raw, provider) == []


def test_nothing_is_taken_back_if_one_time_is_gone(
    desk: Desk, provider: Provider, monkeypatch: Patch, raw: Scan
) -> None:
    """Gone before the look, and gone between the look and the write."""
    visits = booked(desk(), provider)
    called_off(desk, visits)
    uow, found = read(desk, visits)
    with (
        happening_between(monkeypatch, lambda: take(desk, provider, visits[1].starts_at)),
        pytest.raises(DatesTaken),
    ):
        take_back(uow, found)
    uow, found = read(desk, visits)
    with pytest.raises(DatesTaken) as refusal:
        take_back(uow, found)
    assert refusal.value.numbers == (2,)
    assert not any(each.is_live for each in stored(visits))
    assert problems(raw, provider) == []


def test_what_has_passed_meanwhile_stays_cancelled(
    desk: Desk, provider: Provider, raw: Scan
) -> None:
    visits = booked(desk(), provider)
    called_off(desk, visits)
    uow, found = read(desk, visits)
    uow.at = visits[1].starts_at
    take_back(uow, found)
    assert [each.is_live for each in stored(visits)] == [False, False, True, True]


def test_who_takes_back_what_was_taken_back_changes_nothing(
    desk: Desk, provider: Provider, raw: Scan
) -> None:
    visits = booked(desk(), provider)
    called_off(desk, visits)
    (uow, found), (other, same) = read(desk, visits), read(desk, visits)
    take_back(uow, found)
    with pytest.raises(Conflict):
        take_back(other, same)
    assert [each.sequence for each in stored(visits)] == [2] * 4
    assert problems(raw, provider) == []
