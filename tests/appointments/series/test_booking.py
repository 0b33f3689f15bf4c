"""A series is booked in one transaction, all of it or nothing, by the wall clock of the doctor."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, time, timedelta
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.booking.moving import reschedule_request
from appointments.booking.services import hold
from appointments.booking.services import move as move_one
from appointments.scheduling.times import Reason
from appointments.series import services
from appointments.series.checks import check_size
from appointments.series.models import (
    DAYS_APART,
    Month,
    Rhythm,
    UnchangeableReason,
    Which,
    affected_visits,
    instant_of,
    series_of,
)
from appointments.series.services import (
    DatesTaken,
    cancel,
    preview,
    seen_of,
)
from appointments.visit_flow.services import step
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from medisecure import wiring
from medisecure.clock import utc_text, zone
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, Invalid, Unavailable
from medisecure.identity.person import AccountStatus
from providers.directory.models import Provider
from tests.appointments.between import answer_lost, happening_between
from tests.appointments.series.examples import (
    CLINIC,
    Desk,
    Scan,
    book,
    booked,
    by_number,
    changes_of_the_clock,
    clock,
    doctor,
    doctor_in,
    first_day,
    move,
    moved,
    problems,
    read,
    repeat,
    shift_of,
    shorter_day,
    stored,
    take,
    take_time_off,
)
from tests.desk import the_clock_says
from tests.people import JOHN

Patch = pytest.MonkeyPatch
WEEK = timedelta(days=7)
pytestmark = pytest.mark.usefixtures("clinic")


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
    assert Appointments(uow).of_series(asked.booking_request.patient_id, asked.series_id) == []
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

    def parsed_step(n: int) -> bool:
        uow = desk()
        start.wait()
        try:
            book(uow, provider, asked[n], asked[n].instants(CLINIC))
        except DatesTaken:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(parsed_step, range(4)))
    assert won.count(True) == 1
    uow = wiring.system_work("tests")
    found = [
        len(Appointments(uow).of_series(each.booking_request.patient_id, each.series_id))
        for each in asked
    ]
    assert found == [4 if each else 0 for each in won]
    assert problems(raw, provider) == []


def test_what_fails_on_the_way_books_nothing(
    desk: Desk, provider: Provider, monkeypatch: Patch, raw: Scan
) -> None:
    asked = repeat(provider)
    monkeypatch.setattr(Days, "exchange", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        book(desk(), provider, asked, asked.instants(CLINIC))
    uow = wiring.system_work("tests")
    assert Appointments(uow).of_series(asked.booking_request.patient_id, asked.series_id) == []
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


def test_the_time_the_same_form_holds_is_free_for_its_series_and_used_up(
    desk: Desk, provider: Provider, raw: Scan
) -> None:
    asked = repeat(provider)
    hold(desk(), asked.booking_request)
    other = repeat(provider)
    assert not preview(desk(), provider, other)[0].is_free
    assert preview(desk(), provider, asked)[0].is_free
    visits = book(desk(), provider, asked, asked.instants(CLINIC))
    taken = Days(desk()).get(provider.provider_id, visits[0].local_date).taken
    assert set(taken.values()) == {visits[0].appointment_id}
    assert problems(raw, provider) == []


def test_what_a_form_holds_is_given_back_if_its_series_leaves_that_date_out(
    desk: Desk, provider: Provider
) -> None:
    asked = repeat(provider)
    held = hold(desk(), asked.booking_request)
    assert held.holder_id == asked.booking_request.appointment_id
    chosen = {n: at for n, at in asked.instants(CLINIC).items() if n > 1}
    chosen[2] = clock(first_day() + timedelta(days=1), 9)
    book(desk(), provider, asked, chosen)
    assert not Days(desk()).get(provider.provider_id, first_day()).taken


def test_a_doctor_who_has_left_takes_no_series(desk: Desk, provider: Provider) -> None:
    visits = booked(desk(), provider)
    left, asked = replace(provider, status=AccountStatus.DISABLED), repeat(provider)
    with pytest.raises(Conflict, match="no longer sees patients"):
        services.book(desk(), left, asked, asked.instants(CLINIC))
    shift, seen = shift_of(visits[0], 1, time(11)), seen_of(visits)
    chosen = {number: shift.applied(each) for number, each in enumerate(visits, start=1)}
    with pytest.raises(Conflict, match="no longer sees patients"):
        services.move(desk(), left, stored(visits), shift, chosen, sequences=seen)


def test_a_series_by_older_hours_is_refused_and_nothing_of_it_is_stored(
    desk: Desk, provider: Provider, monkeypatch: Patch, raw: Scan
) -> None:
    asked = repeat(provider, clock(first_day(), 11))
    change = shorter_day(desk, provider)
    with happening_between(monkeypatch, change), pytest.raises(DatesTaken):
        book(desk(), provider, asked, asked.instants(CLINIC))
    assert Appointments(desk()).of_series(asked.booking_request.patient_id, asked.series_id) == []
    assert problems(raw, provider) == []


def test_a_change_too_large_for_one_transaction_is_refused() -> None:
    """Twelve visits over midnight with another doctor: four days each."""
    check_size(12, 24, operations_each=4)
    with pytest.raises(Conflict, match="too much to change"):
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
        move(uow, provider, found, shift, targets, sequences=seen)
    uow, found = read(desk, visits)
    assert by_number(move(uow, provider, found, shift, targets, sequences=seen)) == targets

    seen = seen_of(stored(visits))
    uow, found = read(desk, visits)
    with answer_lost(monkeypatch), pytest.raises(Unavailable):
        cancel(uow, found, "recovered", sequences=seen)
    uow, found = read(desk, visits)
    cancel(uow, found, "recovered", sequences=seen)
    assert [each.sequence for each in stored(visits)] == [2] * 4
    assert problems(raw, provider) == []


@pytest.mark.parametrize("zone_name", ["Europe/London", "America/New_York"])
@pytest.mark.parametrize("nth", [0, 1])
def test_a_series_over_a_change_of_the_clock_stays_at_nine(
    desk: Desk, raw: Scan, zone_name: str, nth: int
) -> None:
    """Booked and moved, both times with one visit before the change and two after it."""
    provider, change = doctor_in(zone_name), changes_of_the_clock(zone_name)[nth]
    start = instant_of(change - timedelta(days=5), time(9), zone_name)
    visits = booked(desk(), provider, starts_at=start, count=3)
    assert [f"{each.local_start:%H:%M}" for each in stored(visits)] == ["09:00"] * 3
    assert len({each.starts_at.time() for each in stored(visits)}) == 2
    moved(desk, provider, visits, shift_of(visits[0], 1, time(16, 30), zone_name))
    assert [f"{each.local_start:%H:%M}" for each in stored(visits)] == ["16:30"] * 3
    assert problems(raw, provider) == []


# ── which of them go along ──────────────────────────────────────────────────


def test_this_and_following_leaves_the_earlier_ones_out(desk: Desk, provider: Provider) -> None:
    visits = stored(booked(desk(), provider))
    part = affected_visits(visits, visits[2], Which.FOLLOWING, desk().at)
    assert part.open == visits[2:]
    assert affected_visits(visits, visits[2], Which.ALL, desk().at).open == visits


def test_what_is_past_begun_or_moved_on_its_own_is_named(desk: Desk, provider: Provider) -> None:
    visits = stored(booked(desk(), provider))
    _, two, three, four = visits
    name = three.patient_id, three.appointment_id
    step(desk(), *name, Status.CONFIRMED, expected=Status.SCHEDULED)
    with the_clock_says(three.starts_at):
        step(desk(), *name, Status.ARRIVED, expected=Status.CONFIRMED)
    move_one(desk(), four.patient_id, reschedule_request(four, four.starts_at + timedelta(hours=2)))
    found = stored(visits)
    part = affected_visits(found, found[1], Which.ALL, two.starts_at - timedelta(days=1))
    assert part.left == {1: UnchangeableReason.PAST, 3: UnchangeableReason.BEGUN}
    assert part.strays == {4}
    assert [each.appointment_id for each in part.open] == [
        two.appointment_id, four.appointment_id,
    ]  # fmt: skip


def test_one_visit_with_another_doctor_is_the_odd_one_from_wherever_one_looks(
    desk: Desk, provider: Provider
) -> None:
    visits, other = stored(booked(desk(), provider)), doctor()
    elsewhere = replace(
        reschedule_request(visits[1], visits[1].starts_at), provider_id=other.provider_id
    )  # fmt: skip
    move_one(desk(), visits[1].patient_id, elsewhere)
    found = stored(visits)
    assert affected_visits(found, found[0], Which.ALL, desk().at).strays == {2}
    assert affected_visits(found, found[1], Which.ALL, desk().at).strays == set()


@pytest.mark.parametrize(("first", "every", "days"), [
    (date(2027, 1, 31), Month.DATE, ["01-31", "02-28", "03-31", "04-30"]),
    (date(2027, 12, 30), Month.DATE, ["12-30", "01-30", "02-29", "03-30"]),  # a leap year
    (date(2027, 2, 15), Month.DATE, ["02-15", "03-15", "04-15", "05-15"]),
    (date(2027, 3, 9), Month.WEEKDAY, ["03-09", "04-13", "05-11", "06-08"]),  # second Tuesday
    (date(2027, 3, 30), Month.WEEKDAY, ["03-30", "04-27", "05-25", "06-29"]),  # a fifth: the last
])  # fmt: skip
def test_a_series_by_the_month_has_a_rule_for_short_months_and_fifth_weekdays(
    first: date, every: Month, days: list[str]
) -> None:
    rhythm = Rhythm(first=first, clock=time(9), zone_name=CLINIC, every=every, count=4)
    assert [f"{each:%m-%d}" for each in rhythm.days] == days
