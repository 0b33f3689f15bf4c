"""Visits and places follow their patient: all at once or later, wherever it stops on the way."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command

from appointments.booking.patient_limits import Guards
from appointments.booking.services import book, hold
from appointments.calendar.repository import Feed, Feeds, digest_of
from appointments.carrying.services import IN_CONSULTATION, carry_on, carry_visit, check_quiet
from appointments.outbox.models import BOOKED, DAY_BEFORE
from appointments.outbox.repository import Outbox
from appointments.scheduling.availability import hold_of
from appointments.visits.day_cells import occupied
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from appointments.waitlist.models import EntryStatus, OfferAnswer
from appointments.waitlist.repository import Entries, Offers
from appointments.waitlist.services import accept
from medisecure.audit.actions import Action
from medisecure.clock import clinic_date, now
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Unavailable
from medisecure.wiring import system_work
from patients.linking.models import Merge, MergeState
from patients.linking.repository import Merges
from tests.appointments.waitlist.people import Scene
from tests.desk import booking_request, fresh_patient
from tests.patients.home.portal import ago, store, visit
from tests.patients.linking.pairs import desk, linked, parted

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
MOST_STEPS = 40


@pytest.fixture
def scene(acting: As) -> Scene:
    return Scene(acting)


def the_visit(patient_id: str, appointment_id: str) -> Appointment:
    return Appointments(system_work("tests")).get(patient_id, appointment_id)


def cells_of(found: Appointment) -> set[str]:
    """Who owns the cells of the visit's time."""
    days = Days(system_work("tests")).of_visit(found)
    wanted = occupied(found)
    return {day.taken.get(cell, "") for day in days for cell in wanted.get(day.local_date, [])}


def merge_of(patient_id: str) -> Merge:
    return Merges(system_work("tests")).of(patient_id)[0]


def test_a_coming_visit_is_the_survivors_with_its_time_message_care_and_guard(scene: Scene) -> None:
    booked, here = scene.booked(), fresh_patient()
    there = booked.patient_id
    linked(here, there)
    carried = the_visit(here, booked.appointment_id)
    assert (carried.patient_id, carried.booked_for) == (here, there)
    assert carried.starts_at == booked.starts_at
    assert cells_of(carried) == {booked.appointment_id}
    uow = system_work("tests")
    assert Outbox(uow).get(here, booked.appointment_id, DAY_BEFORE).patient_id == here
    assert not uow.many(
        Outbox.item_type,
        [Outbox.item_type.key.key(patient_id=there, appointment_id=booked.appointment_id,
                                  kind=DAY_BEFORE)],
    )  # fmt: skip
    assert [each.appointment_id for each in Guards(uow).of(here).recent] == [booked.appointment_id]
    listed = Appointments(uow).on(clinic_date(booked.starts_at))
    mine = [each for each in listed if each.appointment_id == booked.appointment_id]
    assert [each.patient_id for each in mine] == [here]


def test_parting_takes_it_back_with_all_of_it(scene: Scene) -> None:
    booked, here = scene.booked("11:00"), fresh_patient()
    there = booked.patient_id
    parted(linked(here, there))
    back = the_visit(there, booked.appointment_id)
    assert (back.patient_id, back.booked_for) == (there, None)
    assert cells_of(back) == {booked.appointment_id}
    assert Outbox(system_work("x")).get(there, booked.appointment_id).patient_id == there
    assert not Appointments(system_work("x")).all_of(here)


def test_a_visit_that_took_place_meanwhile_stays_and_is_counted(scene: Scene) -> None:
    booked, here = scene.booked("12:00"), fresh_patient()
    merge = linked(here, booked.patient_id)
    uow = desk()
    with uow:
        found = Appointments(uow).get(here, booked.appointment_id)
        Appointments(uow).save(
            found.cancelled(by="staff_reem", at=uow.at), Action.CANCEL_APPOINTMENT
        )
    done, _ = parted(merge)
    assert done.stayed == 1
    assert the_visit(here, booked.appointment_id).status is Status.CANCELLED


def test_a_visit_that_is_over_is_shown_by_both_and_moved_by_none() -> None:
    here, there = fresh_patient(), fresh_patient()
    over = visit(there, ago(days=40, minutes=33), status="COMPLETED")
    store(over)
    linked(here, there)
    assert the_visit(here, over["appointmentId"]).patient_id == there


def test_who_is_with_a_doctor_is_not_joined() -> None:
    here, there = fresh_patient(), fresh_patient()
    store(visit(there, ago(minutes=2), status="IN_CONSULTATION", providerId="provider_00777"))
    with pytest.raises(Conflict) as refused:
        check_quiet(desk(), here, there)
    assert refused.value.message == IN_CONSULTATION
    check_quiet(desk(), here)


def test_a_place_on_the_waitlist_and_the_time_offered_to_it_follow(
    scene: Scene, acting: As
) -> None:
    entry = scene.without_visit()
    there, here = entry.patient_id, fresh_patient()
    offer = scene.offered()
    linked(here, there)
    [place] = Entries(system_work("x")).of_patient(here)
    assert (place.patient_id, place.joined_for) == (here, there)
    assert place.status is EntryStatus.OFFERED
    taken = accept(acting("patient", here), here, offer.provider_id, offer.offer_id)
    assert taken.patient_id == here
    now_there = Offers(system_work("x")).get(offer.provider_id, offer.offer_id)
    assert [each.answer for each in now_there.asked] == [OfferAnswer.TOOK]


def test_two_places_for_the_same_stay_two_and_part_again(scene: Scene, acting: As) -> None:
    one, other = scene.without_visit(), scene.without_visit()
    assert one.entry_id == other.entry_id
    merge = linked(one.patient_id, other.patient_id)
    places = Entries(system_work("x")).of_patient(one.patient_id)
    assert {each.patient_id for each in places} == {one.patient_id, other.patient_id}
    parted(merge)
    for each in (one, other):
        [place] = Entries(system_work("x")).of_patient(each.patient_id)
        assert place.waits


def test_a_time_held_for_a_form_of_the_old_id_is_given_back(scene: Scene, acting: As) -> None:
    here, there = fresh_patient(), fresh_patient()
    booked = scene.booked("13:00")
    asked = booking_request(there, booked.starts_at + timedelta(hours=1),
                            provider_id=booked.provider_id)  # fmt: skip
    hold(acting("patient", there), asked)
    day = Days(system_work("x")).get(booked.provider_id, booked.local_date)
    assert any(hold_of(owner) for owner in day.taken.values())
    linked(here, there)
    day = Days(system_work("x")).get(booked.provider_id, booked.local_date)
    held = [hold_of(owner) for owner in day.taken.values()]
    assert not [each for each in held if each and each.holder_id == asked.appointment_id]


def test_the_old_private_calendar_shows_the_visits_of_both(client: Any, scene: Scene) -> None:
    here, there = scene.booked("14:00"), scene.booked("15:00")
    token = "t" * 42 + here.patient_id[-1]
    uow = system_work("tests")
    with uow:
        Feeds(uow).add(
            Feed(patient_id=there.patient_id, digest=digest_of(token), created_at=now()),
            Action.MAKE_CALENDAR_FEED,
        )
    linked(here.patient_id, there.patient_id)
    text = client.get(f"/feed/{token}.ics").content.decode()
    assert here.appointment_id in text
    assert there.appointment_id in text


class Stops:
    """The table that answers to so many transactions and then no more: the process was killed."""

    def __init__(self, after: int, *, lost: bool) -> None:
        self.left, self.lost, self.real = after, lost, Table.transact

    def __call__(self, table: Table, operations: Any, token: str) -> None:
        if self.left <= 0:
            if self.lost and self.left == 0:  # it was stored, and nobody heard so
                self.real(table, operations, token)
            self.left -= 1
            raise Unavailable("killed")
        self.left -= 1
        self.real(table, operations, token)


def deeds(scene: Scene) -> tuple[str, str, set[str]]:
    """Two records with two visits and a place on the waitlist between them."""
    first, here = scene.booked("09:00"), fresh_patient()
    there = first.patient_id
    second = book(
        desk(), booking_request(there, first.starts_at + timedelta(hours=1),
                                provider_id=first.provider_id),
    )  # fmt: skip
    return here, there, {first.appointment_id, second.appointment_id}


def brought_on(here: str, there: str, *, joining: bool) -> None:
    """Do what is left: begin, or go on where it was stopped."""
    known = Merges(system_work("x")).of(there)
    if known and known[0].is_under_way:
        carry_on(desk(), known[0])
    elif joining:
        linked(here, there)
    else:
        parted(known[0])


@pytest.mark.parametrize("lost", [False, True], ids=["killed before", "killed after"])
def test_wherever_it_is_killed_nothing_is_wrong_and_the_rest_is_done_later(
    scene: Scene,
    lost: bool,  # noqa: FBT001 - a case
) -> None:
    here, there, visits = deeds(scene)

    def nothing_is_wrong(patient_id: str) -> None:
        shown = Appointments(system_work("x")).all_of(patient_id)
        assert sorted(each.appointment_id for each in shown) == sorted(visits)
        assert all(cells_of(each) == {each.appointment_id} for each in shown)
        for each in shown:
            found = Outbox(system_work("x")).about(each.patient_id, each.appointment_id)
            assert [message.kind for message in found] == [DAY_BEFORE, BOOKED]

    for joining in (True, False):
        for step in range(MOST_STEPS):
            stops = Stops(step, lost=lost)  # before any transaction, after one, after two, …
            killed = patch.object(Table, "transact", lambda *args, s=stops: s(*args))
            with killed, suppress(Unavailable, Conflict):
                brought_on(here, there, joining=joining)
            whose = Merges(system_work("x")).of(there)
            joined = bool(whose) and whose[0].holds
            # Between the two parts of a parting its visits are still on their way home.
            at = Appointments(system_work("x"))
            everywhere = {v.appointment_id for who in (here, there) for v in at.all_of(who)}
            assert everywhere == visits
            if joined:
                nothing_is_wrong(here)
                nothing_is_wrong(there)
            if whose and joined is joining and not whose[0].is_under_way:
                break
        else:
            pytest.fail("it never came to its end")
        assert step > 2, "it was not stopped on its way"
        nothing_is_wrong(here if joining else there)
        kept_at = {each.patient_id for each in Appointments(system_work("x")).all_of(there)}
        assert kept_at == {here if joining else there}


def test_the_command_brings_to_its_end_what_was_stopped(scene: Scene, capsys: Any) -> None:
    here, there, visits = deeds(scene)
    linked(here, there, carry=False)
    assert {each.patient_id for each in Appointments(system_work("x")).all_of(here)} == {there}
    call_command("resume_merges")
    assert "brought to their end" in capsys.readouterr().out
    shown = Appointments(system_work("x")).all_of(here)
    assert {each.appointment_id for each in shown} == visits
    assert {each.patient_id for each in shown} == {here}
    assert merge_of(there).state is MergeState.JOINED


def test_two_who_carry_on_at_once_carry_each_visit_once(scene: Scene) -> None:
    here, there, visits = deeds(scene)
    merge = linked(here, there, carry=False)
    slow = desk()
    read = Appointments(slow).all_of(here)
    carry_on(desk(), merge)
    for each in read:
        with pytest.raises(Conflict):
            carry_visit(slow, each, here)
    shown = Appointments(system_work("x")).all_of(here)
    assert sorted(each.appointment_id for each in shown) == sorted(visits)


def test_a_chain_carries_each_visit_home_to_whom_it_was_booked_for(scene: Scene) -> None:
    booked = scene.booked("16:00")
    a, b, c = booked.patient_id, fresh_patient(), fresh_patient()
    first = linked(b, a)
    second = linked(c, b)
    assert the_visit(c, booked.appointment_id).patient_id == c
    assert the_visit(c, booked.appointment_id).booked_for == a
    parted(second)
    assert the_visit(b, booked.appointment_id).patient_id == b
    parted(first)
    assert the_visit(a, booked.appointment_id).patient_id == a
    assert the_visit(a, booked.appointment_id).booked_for is None
