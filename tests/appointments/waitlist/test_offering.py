"""A time that comes free is held for those first in line, and for nobody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from appointments.booking.moving import reschedule_request
from appointments.booking.opened_slots import OpenedSlot
from appointments.booking.services import book, cancel, move
from appointments.scheduling.availability import hold_of
from appointments.visit_flow.services import step
from appointments.visits.repository import Days
from appointments.visits.status import Status
from appointments.waitlist.models import EntryStatus, Half, OfferStatus, held_until
from appointments.waitlist.services import (
    WaitlistRequest,
    decline,
    join,
    look_after,
    offer_time,
    set_urgent,
)
from medisecure.audit.actions import Action
from medisecure.clock import utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.web.input.fields import new_id
from tests.appointments.waitlist.people import Scene
from tests.desk import at, booking_request, fresh_patient
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]


def test_a_cancelled_time_is_held_for_those_who_wait_and_nobody_else_can_book_it(
    scene: Scene,
) -> None:
    first, second = scene.waiting(), scene.waiting()
    offer = scene.offered()
    assert [each.entry_id for each in offer.asked] == [first.entry_id, second.entry_id]
    holds = {hold_of(owner) for owner in scene.cells(offer.starts_at).values()}
    assert {(each.holder_id, each.expires_at) for each in holds if each} == {
        (offer.offer_id, offer.held_until)
    }
    with pytest.raises(Conflict, match="Someone else is booking"):
        book(
            scene.desk(),
            booking_request(fresh_patient(), offer.starts_at, provider_id=scene.doctor),
        )
    stored = scene.entry(first)
    assert stored.status is EntryStatus.OFFERED
    assert stored.offered
    assert stored.offered.offer_id == offer.offer_id
    assert scene.visit(first).starts_at > offer.starts_at  # nothing moves by itself


def test_once_the_hold_has_lapsed_anybody_may_book_the_time(scene: Scene) -> None:
    scene.waiting()
    offer = scene.offered()
    later = scene.desk()
    later.at = offer.held_until + timedelta(seconds=1)
    assert book(
        later, booking_request(fresh_patient(), offer.starts_at, provider_id=scene.doctor)
    ).is_live


def test_the_urgent_come_first_then_who_waited_longest_and_three_are_asked(scene: Scene) -> None:
    entries = [scene.waiting() for _ in range(4)]
    set_urgent(scene.desk(), entries[3].patient_id, entries[3].entry_id, urgent=True)
    offer = scene.offered()
    asked = [each.entry_id for each in offer.asked]
    assert asked[0] == entries[3].entry_id
    assert len(asked) == 3


@pytest.mark.parametrize(
    "wanted",
    [
        {"earliest": "day after"},
        {"latest": "day before"},
        {"weekdays": "another"},
        {"half": Half.AFTERNOON},
        {"whom": "provider_other"},
    ],
    ids=str,
)
def test_nobody_is_asked_about_a_time_they_did_not_want(
    scene: Scene, wanted: dict[str, object]
) -> None:
    one = timedelta(days=1)
    weekday = (scene.day + one).strftime("%A").lower()
    meant = {"day after": scene.day + one, "day before": scene.day - one, "another": (weekday,)}
    scene.waiting(**{name: meant.get(str(what), what) for name, what in wanted.items()})
    assert offer_time(scene.system(), scene.freed()) is None


def test_nobody_is_asked_whose_visit_is_longer_or_sooner_or_has_no_room(scene: Scene) -> None:
    scene.waiting(scene.booked("09:00", days=7, minutes=60))
    scene.waiting(scene.booked("09:00", days=-1))
    assert offer_time(scene.system(), scene.freed()) is None
    assert not scene.cells(at(scene.day, "10:00"))


def test_somebody_whose_visit_was_cancelled_is_not_asked(scene: Scene) -> None:
    entry = scene.waiting()
    cancel(scene.desk(), entry.patient_id, entry.appointment_id, "")
    assert offer_time(scene.system(), scene.freed()) is None


def test_a_time_the_doctor_does_not_work_any_more_is_offered_to_nobody(scene: Scene) -> None:
    scene.waiting()
    freed = scene.freed()
    be_ill(scene)
    assert offer_time(scene.system(), freed) is None
    assert not scene.is_noted(freed)


def be_ill(scene: Scene) -> None:
    """The doctor is ill on that day: it is why the visit was cancelled."""
    uow = scene.desk()
    day = Days(uow).get(scene.doctor, scene.day)
    span = {"kind": "SICK", "startsAt": utc_text(at(scene.day, "08:00")),
            "endsAt": utc_text(at(scene.day, "17:00"))}  # fmt: skip
    with uow:
        Days(uow).set_time_off(day, "timeoff_ill", span)
        uow.record_change(Action.ADD_TIME_OFF, scene.doctor)


def test_a_time_that_somebody_booked_meanwhile_is_not_offered(scene: Scene) -> None:
    scene.waiting()
    freed = scene.freed()
    book(scene.desk(), booking_request(fresh_patient(), freed.starts_at, provider_id=scene.doctor))
    assert offer_time(scene.system(), freed) is None
    assert not scene.is_noted(freed)


def test_two_who_offer_at_once_make_one_offer(scene: Scene) -> None:
    scene.waiting()
    freed = scene.freed()
    assert offer_time(scene.system(), freed) is not None
    assert offer_time(scene.system(), freed) is None


@pytest.mark.parametrize(
    ("told", "starts", "until"),
    [
        ("09:00", "09:59", ""),
        ("09:00", "10:00", "09:30"),
        ("09:00", "12:00", "10:30"),
        ("09:00", "16:00", "11:00"),
        ("01:00", "16:00", "09:00"),  # nobody reads at night
        ("01:00", "09:30", "08:30"),
        ("05:00", "07:00", ""),  # nobody has to answer at night
        ("21:30", "23:45", "22:00"),
    ],
)
@pytest.mark.usefixtures("nights")
def test_how_long_a_time_is_held(scene: Scene, told: str, starts: str, until: str) -> None:
    held = held_until(at(scene.day, starts), at(scene.day, told))
    assert held == (at(scene.day, until) if until else None)


@pytest.mark.usefixtures("nights")
def test_who_is_told_late_in_the_evening_has_until_the_morning(scene: Scene) -> None:
    next_day = scene.day + timedelta(days=1)
    assert held_until(at(next_day, "16:00"), at(scene.day, "22:00")) == at(next_day, "09:00")
    # The night does not count: half an hour this evening, and an hour and a half in the morning.
    assert held_until(at(next_day, "16:00"), at(scene.day, "21:30")) == at(next_day, "08:30")
    assert held_until(at(next_day, "07:30"), at(scene.day, "21:30")) == at(scene.day, "22:00")


def test_nobody_is_offered_a_time_at_night_and_the_morning_makes_up_for_it(
    scene: Scene, nights: None
) -> None:
    waiting, freed = scene.waiting(), scene.freed()
    night = scene.system()
    night.at = at(scene.day - timedelta(days=2), "23:10")
    assert offer_time(night, freed) is None
    assert scene.is_noted(freed)
    morning = scene.system()
    morning.at = at(scene.day - timedelta(days=1), "07:01")
    offer = offer_time(morning, freed)
    assert offer is not None
    assert [each.patient_id for each in offer.asked] == [waiting.patient_id]


def test_an_offer_declined_at_night_goes_on_to_the_next_in_the_morning(
    scene: Scene, nights: None
) -> None:
    first, second = scene.waiting(), scene.waiting()
    evening = scene.system()
    evening.at = at(scene.day - timedelta(days=3), "21:00")
    offer = offer_time(evening, scene.freed(), at_most=1)
    assert offer is not None
    patient = scene.acting("patient", first.patient_id)
    patient.at = evening.at + timedelta(hours=2)
    decline(patient, first.patient_id, offer.provider_id, offer.offer_id)
    night, morning = scene.system(), scene.system()
    night.at, morning.at = patient.at, at(scene.day - timedelta(days=2), "07:01")
    assert look_after(night, offer.provider_id, offer.offer_id) is None
    passed = look_after(morning, offer.provider_id, offer.offer_id)
    assert passed is not None
    assert [each.patient_id for each in passed.asked] == [second.patient_id]


def test_nobody_is_offered_the_time_they_have_just_given_back(scene: Scene) -> None:
    leaves = scene.booked("10:00")
    wanted = WaitlistRequest(
        patient_id=leaves.patient_id, whom=scene.doctor, earliest=scene.day, minutes=30,
        latest=scene.day, visit_type="CONSULTATION", visit_id=new_id("appointment"),
    )  # fmt: skip
    join(scene.acting("patient", leaves.patient_id), wanted)
    other = scene.waiting()
    desk = scene.desk()
    cancel(desk, leaves.patient_id, leaves.appointment_id, "")
    [freed] = [each for each in desk.published if isinstance(each, OpenedSlot)]
    offer = scene.offered(freed)
    assert [each.patient_id for each in offer.asked] == [other.patient_id]
    later = scene.system()
    later.at = offer.held_until + timedelta(seconds=1)
    assert look_after(later, offer.provider_id, offer.offer_id) is None  # nor when it goes on


def test_nobody_is_offered_a_time_at_which_they_have_another_visit(scene: Scene) -> None:
    busy, free = scene.without_visit(), scene.without_visit()
    freed = scene.freed("10:00")
    [elsewhere] = doctors(1)
    book(scene.desk(), booking_request(busy.patient_id, freed.starts_at, provider_id=elsewhere))
    offer = scene.offered(freed)
    assert [each.patient_id for each in offer.asked] == [free.patient_id]


@pytest.mark.parametrize("days", [1, 4, 11, 30, 365])
@pytest.mark.parametrize("told", ["22:00", "22:35", "23:59", "00:00", "03:00", "06:59"])
@pytest.mark.usefixtures("nights")
def test_a_far_time_that_comes_free_at_night_is_held_until_nine_and_not_for_days(
    scene: Scene, told: str, days: int
) -> None:
    freed_at = at(scene.day, told)
    morning = scene.day + timedelta(days=1 if told >= "22:00" else 0)
    starts_at = at(morning + timedelta(days=days), "16:00")
    assert held_until(starts_at, freed_at) == at(morning, "09:00")


def test_a_visit_that_moves_away_frees_its_time_and_one_that_is_missed_has_had_it(
    scene: Scene,
) -> None:
    moved, missed = scene.booked("11:00"), scene.booked("12:00")
    desk = scene.desk()
    wanted = reschedule_request(moved, at(scene.day, "15:00"))
    move(desk, moved.patient_id, wanted)
    seen, desk.at = Status.SCHEDULED, missed.starts_at
    step(desk, missed.patient_id, missed.appointment_id, Status.NO_SHOW, expected=seen)
    assert [each.starts_at for each in desk.published] == [moved.starts_at]


def test_somebody_without_a_visit_and_somebody_who_waits_for_any_doctor_are_asked_too(
    scene: Scene,
) -> None:
    new, anyone = scene.without_visit(), scene.waiting(whom="any")
    offer = scene.offered()
    assert {each.entry_id for each in offer.asked} == {new.entry_id, anyone.entry_id}
    assert scene.offer(offer).status is OfferStatus.OPEN
