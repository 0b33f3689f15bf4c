"""A series is booked, moved, called off and taken back in one transaction each: all or nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.models import Appointment, SchedulingInfo, Status
from appointments.outbox import Outbox
from appointments.repository import Appointments, Days
from appointments.series.models import (
    DAYS_APART,
    Left,
    Rhythm,
    Shift,
    Which,
    part_of,
    series_of,
)
from appointments.series.services import (
    DatesTaken,
    book,
    called_off_with,
    cancel,
    move,
    preview,
    preview_move,
    seen_of,
    take_back,
)
from appointments.series.services.terms import check_size
from appointments.services import book as book_one
from appointments.services import cancel as cancel_one
from appointments.services import hold, step
from appointments.services import move as move_one
from appointments.services.moving import moved_to_day
from appointments.times import Reason
from medisecure import wiring
from medisecure.clock import utc_text, zone
from medisecure.errors import AccessDenied, Conflict, Invalid, NotFound, Unavailable
from medisecure.identity.person import AccountStatus
from medisecure.store.meter import metered
from medisecure.store.work import UnitOfWork
from providers.models import Provider
from tests.appointments.between import answer_lost, happening_between
from tests.appointments.series import (
    CLINIC,
    Scan,
    booked,
    clock,
    doctor,
    first_day,
    patient,
    problems,
    repeat,
    stored,
)
from tests.desk import wish
from tests.people import DR_SMITH, JOHN, REEM

Desk = Callable[[], UnitOfWork]
Patch = pytest.MonkeyPatch
WEEK = timedelta(days=7)
pytestmark = pytest.mark.usefixtures("clinic")


@pytest.fixture
def desk(acting: Callable[..., UnitOfWork]) -> Desk:
    return lambda: acting("staff", REEM)


@pytest.fixture
def provider(clinic: None) -> Provider:
    return doctor()


def by_number(visits: list[Appointment]) -> dict[int, datetime]:
    return {n: each.starts_at for n, each in enumerate(visits, start=1)}


def shift_of(visit: Appointment, days: int, at: time, zone_name: str = CLINIC) -> Shift:
    return Shift.of(visit, visit.local_date + timedelta(days=days), at, zone_name)


def read(desk: Desk, visits: list[Appointment]) -> tuple[UnitOfWork, list[Appointment]]:
    """The series as somebody at the desk reads it, and with what they do the rest."""
    uow = desk()
    return uow, Appointments(uow).of_series(visits[0].patient_id, visits[0].series_id or "")


def moved(
    desk: Desk, provider: Provider, visits: list[Appointment], shift: Shift, *numbers: int
) -> list[Appointment]:
    """The same visits after the shift; all of them if no numbers are named."""
    uow, found = read(desk, visits)
    chosen = {
        n: shift.applied(each)
        for n, each in enumerate(found, start=1) if not numbers or n in numbers
    }  # fmt: skip
    return move(uow, provider, found, shift, chosen, seen=seen_of(found))


def take(desk: Desk, provider: Provider, starts_at: datetime, minutes: int = 30) -> Appointment:
    """Somebody else's visit at that time."""
    return book_one(
        desk(), wish(patient(), starts_at, minutes, provider_id=provider.provider_id)
    )  # fmt: skip


# ── dates ───────────────────────────────────────────────────────────────────


@given(
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Qatar"]),
    st.dates(date(2024, 1, 1), date(2031, 1, 1)),
    st.times(time(4), time(22)).map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(DAYS_APART),
    st.integers(2, 12),
)
def test_every_visit_is_at_the_same_time_by_the_doctors_clock(
    zone_name: str, first: date, at: time, every: int, count: int
) -> None:
    """Over both changes of the clock of each zone."""
    rhythm = Rhythm(first=first, clock=at, zone_name=zone_name, every=every, count=count)
    local = [each.astimezone(zone(zone_name)) for each in rhythm.instants.values()]
    assert [each.time() for each in local] == [at] * count
    assert [each.date() for each in local] == [
        first + timedelta(days=every * n) for n in range(count)
    ]


def test_over_a_change_of_the_clock_the_instant_changes() -> None:
    rhythm = Rhythm(first=date(2027, 3, 22), clock=time(9), zone_name="Europe/London",
                    every=7, count=2)  # fmt: skip
    assert [utc_text(each) for each in rhythm.instants.values()] == [
        "2027-03-22T09:00:00Z", "2027-03-29T08:00:00Z",
    ]  # fmt: skip


@pytest.mark.parametrize(("every", "count"), [(0, 3), (8, 3), (63, 3), (-7, 3), (7, 1), (7, 13)])
def test_a_rhythm_the_clinic_does_not_offer_is_refused(every: int, count: int) -> None:
    with pytest.raises(Invalid):
        Rhythm(first=date(2027, 1, 1), clock=time(9), zone_name=CLINIC, every=every, count=count)


def test_only_ids_of_our_own_making_name_a_series() -> None:
    assert series_of("series_01ABC-07") == "series_01ABC"
    for other in ("appointment_54321", "appointment_1-07", "series_1", "series_1-7", "series_1-٠٧"):
        assert series_of(other) == ""


# ── booking ─────────────────────────────────────────────────────────────────


def test_a_series_is_booked_with_claims_and_reminders(
    desk: Desk, provider: Provider, raw: Scan
) -> None:
    visits = booked(desk(), provider, reason="physiotherapy")
    found = stored(visits)
    assert [each.starts_at for each in found] == [
        clock(first_day() + n * WEEK, 9) for n in range(4)
    ]
    assert {each.series_id for each in found} == {visits[0].series_id}
    assert {each.reason for each in found} == {"physiotherapy"}
    assert all(each.series_at == each.starts_at for each in found)
    assert problems(raw, provider) == []


def test_the_same_form_again_is_the_same_series(desk: Desk, provider: Provider, raw: Scan) -> None:
    asked = repeat(provider)
    chosen = asked.instants(CLINIC)
    first = book(desk(), provider, asked, chosen)
    assert stored(book(desk(), provider, asked, chosen)) == stored(first)
    with pytest.raises(Conflict, match="already booked another"):
        book(desk(), provider, asked, {n: at for n, at in chosen.items() if n < 4})
    assert len(stored(first)) == 4
    assert problems(raw, provider) == []


def test_the_same_form_sent_twice_at_once_is_one_series(
    desk: Desk, provider: Provider, monkeypatch: Patch, raw: Scan
) -> None:
    asked = repeat(provider)
    chosen = asked.instants(CLINIC)
    with happening_between(monkeypatch, lambda: book(desk(), provider, asked, chosen)):
        visits = book(desk(), provider, asked, chosen)
    assert len(stored(visits)) == 4
    assert problems(raw, provider) == []


def test_a_date_that_was_taken_meanwhile_leaves_nothing_booked(
    desk: Desk, provider: Provider, monkeypatch: Patch, raw: Scan
) -> None:
    """Between the last look and the write somebody books the third date."""
    asked = repeat(provider)
    chosen = asked.instants(CLINIC)
    with (
        happening_between(monkeypatch, lambda: take(desk, provider, chosen[3])),
        pytest.raises(DatesTaken) as refusal,
    ):
        book(desk(), provider, asked, chosen)
    assert refusal.value.numbers == (3,)
    uow = wiring.system_work("tests")
    assert Appointments(uow).of_series(asked.wish.patient_id, asked.series_id) == []
    assert problems(raw, provider) == []
    look = preview(desk(), provider, asked)[2]
    assert (look.reason, bool(look.offers)) == (Reason.BOOKED, True)
    assert len(book(desk(), provider, asked, {**chosen, 3: look.offers[0].starts_at})) == 4


def test_of_desks_that_want_one_date_at_once_one_has_all_and_the_others_nothing(
    desk: Desk, provider: Provider, raw: Scan
) -> None:
    """Four threads; each series has one date in common with all the others."""
    common, start = first_day() + 3 * WEEK, Barrier(4)
    asked = [repeat(provider, clock(common - n * WEEK, 9), count=4) for n in range(4)]

    def pressed(n: int) -> bool:
        uow = desk()
        start.wait()
        try:
            book(uow, provider, asked[n], asked[n].instants(CLINIC))
        except DatesTaken:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(pressed, range(4)))
    assert won.count(True) == 1
    uow = wiring.system_work("tests")
    found = [
        len(Appointments(uow).of_series(each.wish.patient_id, each.series_id)) for each in asked
    ]
    assert found == [4 if each else 0 for each in won]
    assert problems(raw, provider) == []


def test_what_fails_on_the_way_books_nothing(
    desk: Desk, provider: Provider, monkeypatch: Patch, raw: Scan
) -> None:
    asked = repeat(provider)
    monkeypatch.setattr(Days, "hand_over", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        book(desk(), provider, asked, asked.instants(CLINIC))
    uow = wiring.system_work("tests")
    assert Appointments(uow).of_series(asked.wish.patient_id, asked.series_id) == []
    assert problems(raw, provider) == []


def test_two_dates_that_overlap_each_other_are_refused(desk: Desk, provider: Provider) -> None:
    asked = repeat(provider, count=2)
    first = asked.instants(CLINIC)[1]
    with pytest.raises(Conflict, match="overlap"):
        book(desk(), provider, asked, {1: first, 2: first + timedelta(minutes=15)})


def test_a_series_of_one_is_none(desk: Desk, provider: Provider) -> None:
    asked = repeat(provider)
    with pytest.raises(Conflict, match="at least two"):
        book(desk(), provider, asked, {1: asked.instants(CLINIC)[1]})


def test_twelve_visits_are_one_write_after_two_reads(
    desk: Desk, provider: Provider, raw: Scan
) -> None:
    asked = repeat(provider, every=1, count=12)
    uow = desk()
    with metered() as cost:
        book(uow, provider, asked, asked.instants(CLINIC))
    assert cost.sequential <= 3
    assert problems(raw, provider) == []


def test_a_date_outside_the_hours_says_why_and_what_is_near(desk: Desk, provider: Provider) -> None:
    looks = preview(desk(), provider, repeat(provider, clock(first_day(), 17)))
    assert {each.reason for each in looks} == {Reason.CLOSED}
    for each in looks:
        days = {slot.local.date() for slot in each.offers}
        assert each.local.date() in days
        assert len(days) == 3
        assert all(slot.is_free for slot in each.offers)


def test_a_patient_books_no_series_for_others(
    acting: Callable[..., UnitOfWork], provider: Provider
) -> None:
    asked = repeat(provider)
    with pytest.raises(AccessDenied):
        book(acting("patient", JOHN), provider, asked, asked.instants(CLINIC))


def test_time_off_taken_meanwhile_leaves_nothing_booked(
    desk: Desk, provider: Provider, monkeypatch: Patch, raw: Scan
) -> None:
    asked = repeat(provider)
    chosen = asked.instants(CLINIC)
    off = take_time_off(provider, chosen[4])
    with happening_between(monkeypatch, off), pytest.raises(DatesTaken) as refusal:
        book(desk(), provider, asked, chosen)
    assert refusal.value.numbers == (4,)
    assert problems(raw, provider) == []


def test_time_off_elsewhere_on_the_day_is_no_obstacle(
    desk: Desk, provider: Provider, monkeypatch: Patch, raw: Scan
) -> None:
    asked = repeat(provider)
    chosen = asked.instants(CLINIC)
    off = take_time_off(provider, chosen[4] + timedelta(hours=3))
    with happening_between(monkeypatch, off):
        assert len(book(desk(), provider, asked, chosen)) == 4
    assert problems(raw, provider) == []


def test_other_days_are_offered_only_where_the_series_is_not(
    desk: Desk, provider: Provider
) -> None:
    looks = preview(desk(), provider, repeat(provider, clock(first_day(), 17), every=1, count=3))
    planned = {each.local.date() for each in looks}
    for each in looks:
        others = {slot.local.date() for slot in each.offers} - {each.local.date()}
        assert not others & planned


def test_a_doctor_who_has_left_takes_no_series(desk: Desk, provider: Provider) -> None:
    visits = booked(desk(), provider)
    left, asked = replace(provider, status=AccountStatus.DISABLED), repeat(provider)
    with pytest.raises(Conflict, match="no longer sees patients"):
        book(desk(), left, asked, asked.instants(CLINIC))
    with pytest.raises(Conflict, match="no longer sees patients"):
        moved(desk, left, visits, shift_of(visits[0], 1, time(11)))


def test_a_change_too_large_for_one_transaction_is_refused() -> None:
    """Twelve visits over midnight with another doctor: four days each."""
    check_size(12, 24, operations_each=4)
    with pytest.raises(Conflict, match="too many changes"):
        check_size(12, 48, operations_each=4)


def test_after_a_lost_answer_the_same_press_finds_it_done(
    desk: Desk, provider: Provider, monkeypatch: Patch, raw: Scan
) -> None:
    asked = repeat(provider)
    chosen = asked.instants(CLINIC)
    with answer_lost(monkeypatch), pytest.raises(Unavailable):
        book(desk(), provider, asked, chosen)
    visits = book(desk(), provider, asked, chosen)

    shift, seen = shift_of(visits[0], 1, time(11)), seen_of(visits)
    targets = {n: shift.applied(each) for n, each in enumerate(visits, start=1)}
    uow, found = read(desk, visits)
    with answer_lost(monkeypatch), pytest.raises(Unavailable):
        move(uow, provider, found, shift, targets, seen=seen)
    uow, found = read(desk, visits)
    assert by_number(move(uow, provider, found, shift, targets, seen=seen)) == targets

    seen = seen_of(stored(visits))
    uow, found = read(desk, visits)
    with answer_lost(monkeypatch), pytest.raises(Unavailable):
        cancel(uow, found, "recovered", seen=seen)
    uow, found = read(desk, visits)
    cancel(uow, found, "recovered", seen=seen)
    assert [each.sequence for each in stored(visits)] == [2] * 4
    assert problems(raw, provider) == []


# ── which of them go along ──────────────────────────────────────────────────


def test_this_and_following_leaves_the_earlier_ones_out(desk: Desk, provider: Provider) -> None:
    visits = stored(booked(desk(), provider))
    part = part_of(visits, visits[2], Which.FOLLOWING, desk().at)
    assert part.open == visits[2:]
    assert part_of(visits, visits[2], Which.ALL, desk().at).open == visits


def test_what_is_past_begun_or_moved_on_its_own_is_named(desk: Desk, provider: Provider) -> None:
    visits = stored(booked(desk(), provider))
    _, two, three, four = visits
    name = three.patient_id, three.appointment_id
    step(desk(), *name, Status.CONFIRMED, seen=Status.SCHEDULED)
    step(desk(), *name, Status.ARRIVED, seen=Status.CONFIRMED)
    move_one(desk(), four.patient_id, moved_to_day(four, four.starts_at + timedelta(hours=2)))
    found = stored(visits)
    part = part_of(found, found[1], Which.ALL, two.starts_at - timedelta(days=1))
    assert part.left == {1: Left.PAST, 3: Left.BEGUN}
    assert part.strays == {4}
    assert [each.appointment_id for each in part.open] == [
        two.appointment_id, four.appointment_id,
    ]  # fmt: skip


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
    move(uow, provider, found, shift, chosen, seen=seen)
    uow, found = read(desk, visits)
    move(uow, provider, found, shift, chosen, seen=seen)
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
    with pytest.raises(Conflict, match="changed meanwhile"):
        move(uow, provider, found, shift,
             {n: shift.applied(each) for n, each in enumerate(found, 1)}, seen=seen)  # fmt: skip

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
    hold(desk(), moved_to_day(visits[0], visits[0].starts_at + timedelta(hours=2)))
    hold(desk(), moved_to_day(visits[1], visits[1].starts_at + timedelta(hours=5)))
    moved(desk, provider, visits, shift_of(visits[0], 0, time(11)))
    assert [each.local_start.hour for each in stored(visits)] == [11] * 4
    assert problems(raw, provider) == []
    assert take(desk, provider, visits[1].starts_at + timedelta(hours=5)).is_live


def test_time_held_for_somebody_else_is_not_free(desk: Desk, provider: Provider) -> None:
    visits = booked(desk(), provider)
    second = visits[1].starts_at + timedelta(hours=2)
    hold(desk(), wish(patient(), second, provider_id=provider.provider_id))
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
    shift = shift_of(visits[0], 1, time(9))
    chosen = {n: shift.applied(each) for n, each in enumerate(found, start=1)}
    with metered() as cost:
        move(uow, provider, found, shift, chosen, seen=seen_of(found))
    assert cost.sequential <= 2


# ── calling off, and taking it back ─────────────────────────────────────────


def called_off(desk: Desk, visits: list[Appointment], *numbers: int) -> list[Appointment]:
    uow, found = read(desk, visits)
    going = [each for n, each in enumerate(found, start=1) if not numbers or n in numbers]
    return cancel(uow, going, "recovered", seen=seen_of(found))


def test_a_series_is_called_off_with_its_times_and_reminders(
    desk: Desk, provider: Provider, raw: Scan
) -> None:
    visits = booked(desk(), provider)
    for _ in range(2):
        uow, found = read(desk, visits)
        cancel(uow, found[1:], "recovered", seen={1: 0, 2: 0, 3: 0, 4: 0})
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
    later = moved_to_day(three, three.starts_at + timedelta(hours=2))
    with (
        happening_between(monkeypatch, lambda: move_one(desk(), three.patient_id, later)),
        pytest.raises(Conflict, match="changed meanwhile"),
    ):
        called_off(desk, visits)
    uow, found = read(desk, visits)
    with pytest.raises(Conflict, match="changed meanwhile"):
        cancel(uow, found, "recovered", seen=dict.fromkeys(range(1, 5), 0))
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
    take_back(uow, provider, together)
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
        take_back(uow, provider, found)
    uow, found = read(desk, visits)
    with pytest.raises(DatesTaken) as refusal:
        take_back(uow, provider, found)
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
    take_back(uow, provider, found)
    assert [each.is_live for each in stored(visits)] == [False, False, True, True]


def test_who_takes_back_what_was_taken_back_changes_nothing(
    desk: Desk, provider: Provider, raw: Scan
) -> None:
    visits = booked(desk(), provider)
    called_off(desk, visits)
    (uow, found), (other, same) = read(desk, visits), read(desk, visits)
    take_back(uow, provider, found)
    with pytest.raises(Conflict):
        take_back(other, provider, same)
    assert [each.sequence for each in stored(visits)] == [2] * 4
    assert problems(raw, provider) == []


def take_time_off(provider: Provider, starts_at: datetime) -> Callable[[], None]:
    """The doctor is away for an hour from then on, once this is called."""

    def taken() -> None:
        uow = wiring.system_work("tests")
        day = Days(uow).get(provider.provider_id, starts_at.astimezone(zone(CLINIC)).date())
        span = {"kind": "TRAINING", "startsAt": utc_text(starts_at),
                "endsAt": utc_text(starts_at + timedelta(hours=1))}  # fmt: skip
        with uow:
            Days(uow).set_time_off(day, "timeoff_1", span)
            uow.deed("ADD_TIME_OFF", provider.provider_id)

    return taken
