"""Time off: accepted at once over booked visits, which are offered other times and lose nothing."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.booking import store_new
from appointments.booking.patient_limits import schedule_of
from appointments.booking.placing import planned_visit
from appointments.booking.requests import days_from, known_provider
from appointments.booking.services import book, free_day, hold, move
from appointments.outbox.models import PROPOSAL, ReminderStatus
from appointments.scheduling.times import Reason
from appointments.time_off import services as away
from appointments.time_off.proposals import hold_others
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound
from medisecure.web.input.fields import new_id
from providers.directory.absences import Absence, Absences
from providers.directory.repository import Providers
from providers.directory.rules import TimeOffKind
from tests.appointments.notifications.messages import mails_to, message_of, sent_at, stored
from tests.cost import cost_of
from tests.desk import (
    at,
    booking_request,
    fresh_patient,
    staff_reading_arabic,
    the_clock_says,
)
from tests.people import DR_OTHER, JOHN, OMAR, REEM
from tests.providers.hours.test_hours import new_doctor
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("left_over_messages_stay")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
DAY = now().date() + timedelta(days=10)


def page(provider_id: str) -> str:
    return reverse("providers:time-off", args=[provider_id])


def typed(**more: str) -> dict[str, str]:
    return {"time_off_id": new_id("timeoff"), "kind": "SICK", "first": DAY.isoformat(), **more}


def booked(acting: As, doctor: str, clock: str, day: dt.date = DAY) -> Appointment:
    asked = booking_request(fresh_patient(), at(day, clock), provider_id=doctor)
    return book(acting("staff", REEM), asked)


def absence_of(doctor: str, at_: dt.datetime, days: int = 1) -> Absence:
    return Absence(
        provider_id=doctor, time_off_id=new_id("timeoff"), kind=TimeOffKind.LEAVE,
        starts_at=at_, ends_at=at_ + timedelta(days=days), by=REEM, created_at=now(),
    )  # fmt: skip


def coming(doctor: str, acting: As) -> list[Absence]:
    return Absences(acting("staff", REEM)).coming(doctor, now().date())


def test_it_is_accepted_over_bookings_and_nothing_is_cancelled(
    signed_in: SignIn, acting: As
) -> None:
    doctor = new_doctor()
    visits = [booked(acting, doctor, clock) for clock in ("09:00", "10:00", "15:30")]
    response = signed_in(doctor).post(page(doctor), typed(), follow=True)
    assert response.status_code == 200
    assert [row["visit"].appointment_id for row in response.context["rows"]] == [
        each.appointment_id for each in visits
    ]
    assert [stored(each) for each in visits] == visits
    slots = free_day(acting("staff", REEM), doctor, DAY, 30).slots
    assert {each.reason for each in slots if at(DAY, "09:00") <= each.starts_at < at(DAY, "17:00")
            } == {Reason.TIME_OFF}  # fmt: skip
    with pytest.raises(Conflict):
        booked(acting, doctor, "11:00")


def test_each_visit_it_meets_has_another_time_held_for_it_that_others_cannot_take(
    signed_in: SignIn, acting: As
) -> None:
    doctor = new_doctor()
    visits = [booked(acting, doctor, clock) for clock in ("09:00", "09:30")]
    response = signed_in(REEM).post(page(doctor), typed(), follow=True)
    held = [row["held"] for row in response.context["rows"]]
    times = [each.proposed_at for each in held]
    assert len(set(times)) == 2
    assert {each.proposed_provider for each in held} == {doctor}
    assert all(abs(each - visits[0].starts_at) <= timedelta(days=2) for each in times)
    assert all(each.held_until - now() > timedelta(hours=23) for each in held)
    with pytest.raises(Conflict):
        book(acting("staff", REEM), booking_request(fresh_patient(), times[0], provider_id=doctor))
    with pytest.raises(Conflict):
        hold(acting("staff", REEM), booking_request(fresh_patient(), times[0], provider_id=doctor))


def test_the_visit_may_move_to_the_time_that_is_held_for_it(signed_in: SignIn, acting: As) -> None:
    doctor = new_doctor()
    visit = booked(acting, doctor, "09:00")
    response = signed_in(REEM).post(page(doctor), typed(), follow=True)
    [row] = response.context["rows"]
    wanted = booking_request(visit.patient_id, row["held"].proposed_at, provider_id=doctor,
                  appointment_id=visit.appointment_id)  # fmt: skip
    moved = move(acting("patient", visit.patient_id), visit.patient_id, wanted)
    assert moved.starts_at == row["held"].proposed_at
    address = response.redirect_chain[-1][0]
    assert signed_in(REEM).get(address).context["rows"] == []


def test_a_time_at_which_the_patient_has_another_visit_is_not_proposed(
    signed_in: SignIn, acting: As
) -> None:
    doctor = new_doctor()
    visit = booked(acting, doctor, "09:00")
    response = signed_in(REEM).post(page(doctor), typed(), follow=True)
    [row] = response.context["rows"]
    nearest = row["held"].proposed_at
    # The same again for a patient who is somewhere else at that nearest time.
    again, elsewhere = new_doctor(), new_doctor()
    other = booked(acting, again, "09:00")
    meets = booking_request(other.patient_id, nearest, provider_id=elsewhere)
    book(acting("staff", REEM), meets)
    response = signed_in(REEM).post(page(again), typed(), follow=True)
    [row] = response.context["rows"]
    proposed = row["held"].proposed_at
    assert not nearest - timedelta(minutes=30) < proposed < nearest + timedelta(minutes=30)
    assert visit.patient_id != other.patient_id


@pytest.mark.parametrize(("days", "may_be_sooner"), [(1, False), (5, True)])
def test_a_time_before_the_visit_is_proposed_only_with_a_day_to_hear_of_it(
    acting: As, days: int, *, may_be_sooner: bool
) -> None:
    """The evening before, a quarter of an hour of that evening was the nearest free time."""
    doctor = new_doctor()
    visit = booked(acting, doctor, "09:00")
    away.add(acting("staff", REEM), absence_of(doctor, at(DAY, "00:00")))
    with the_clock_says(at(DAY - timedelta(days=days), "15:40")):
        uow = acting("staff", REEM)
        assert hold_others(uow, Providers(uow).get(doctor), [visit]) == 1
    proposed = message_of(visit, "PROPOSAL").proposed_at
    assert proposed is not None
    assert (proposed < visit.starts_at) is may_be_sooner


def test_a_colleague_of_the_department_is_offered_when_the_doctor_is_away_for_long(
    signed_in: SignIn, acting: As
) -> None:
    department = new_id("Department")
    doctor, colleague = new_doctor(department), new_doctor(department)
    booked(acting, doctor, "09:00")
    long = typed(first=(DAY - timedelta(days=9)).isoformat(),
                 last=(DAY + timedelta(days=20)).isoformat())  # fmt: skip
    [row] = signed_in(REEM).post(page(doctor), long, follow=True).context["rows"]
    assert row["held"].proposed_provider == colleague
    assert row["held"].proposed_at == at(DAY, "09:00")


def proposals(cloud: RunningCloud, visit: Appointment) -> list[Any]:
    return [each for each in mails_to(cloud, visit) if "needs a new time" in each["Subject"]]


def test_one_press_tells_each_patient_once(
    signed_in: SignIn, acting: As, cloud: RunningCloud
) -> None:
    doctor = new_doctor()
    visits = [booked(acting, doctor, clock) for clock in ("09:00", "10:00")]
    client = signed_in(REEM)
    response = client.post(page(doctor), typed(), follow=True)
    assert {message_of(each, PROPOSAL).status for each in visits} == {ReminderStatus.DRAFT}
    sent_at(now() + timedelta(minutes=2))
    assert proposals(cloud, visits[0]) == []
    shown = response.context["chosen"].time_off_id
    for _ in range(2):
        client.post(page(doctor), {"show": shown, "propose": "1"})
    for _ in range(2):
        sent_at(now() + timedelta(minutes=2))
    for visit in visits:
        [mail] = proposals(cloud, visit)
        assert "Nothing is cancelled" in mail["BodyText"]
        assert "We are holding another time for you" in mail["BodyText"]
        assert f"/my/visits/{visit.appointment_id}/move/" in mail["BodyText"]
        assert "ill" not in mail["BodyText"].lower().split()
    html = client.get(response.redirect_chain[-1][0]).content.decode()
    assert "told" in html
    assert "Propose to" not in html


def test_taking_it_back_frees_the_day_and_what_was_held(signed_in: SignIn, acting: As) -> None:
    doctor = new_doctor()
    visit = booked(acting, doctor, "09:00")
    client = signed_in(doctor)
    response = client.post(page(doctor), typed(), follow=True)
    [row] = response.context["rows"]
    chosen = response.context["chosen"]
    after = client.post(page(doctor), {"show": chosen.time_off_id, "remove": "1"}, follow=True)
    assert after.context["coming"] == []
    assert stored(visit) == visit
    assert booked(acting, doctor, "11:00").is_live
    other = booking_request(fresh_patient(), row["held"].proposed_at, provider_id=doctor)
    assert book(acting("staff", REEM), other).is_live
    with pytest.raises(NotFound):
        message_of(visit, PROPOSAL)
    again = client.post(page(doctor), {"show": chosen.time_off_id, "remove": "1"})
    assert again.status_code == 200


def test_a_part_of_a_day_leaves_the_rest_free(signed_in: SignIn, acting: As) -> None:
    doctor = new_doctor()
    signed_in(REEM).post(page(doctor), typed(start="12:00", end="14:00"))
    free = {f"{each.local:%H:%M}"
            for each in free_day(acting("staff", REEM), doctor, DAY, 30).free}  # fmt: skip
    assert {"11:30", "14:00"} <= free
    assert not {"11:45", "12:00", "13:45"} & free


def test_it_is_split_by_local_day_and_the_same_form_twice_is_one(
    signed_in: SignIn, acting: As
) -> None:
    doctor, sent = new_doctor(), typed(last=(DAY + timedelta(days=2)).isoformat())
    for _ in range(2):
        assert signed_in(REEM).post(page(doctor), sent).status_code == 302
    [absence] = coming(doctor, acting)
    assert absence.starts_at == at(DAY, "00:00").astimezone(UTC)
    days = Days(acting("staff", REEM))
    stored_days = [days.get(doctor, DAY + timedelta(days=n)) for n in range(-1, 4)]
    assert [each.rules_version for each in stored_days] == [0, 1, 1, 1, 0]
    assert [len(each.time_off) for each in stored_days] == [0, 1, 1, 1, 0]
    assert stored_days[2].time_off[0].starts_at == at(DAY + timedelta(days=1), "00:00")


def test_two_months_are_the_most(signed_in: SignIn, acting: As) -> None:
    doctor = new_doctor()
    most = typed(last=(DAY + timedelta(days=61)).isoformat())
    assert signed_in(REEM).post(page(doctor), most).status_code == 302
    more = typed(last=(DAY + timedelta(days=62)).isoformat())
    html = signed_in(REEM).post(page(doctor), more).content.decode()
    assert "two months long at most" in html
    assert len(coming(doctor, acting)) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"first": "nonsense"},
        {"last": (DAY - timedelta(days=1)).isoformat()},
        {"start": "12:00", "end": "11:00"},
        {"first": "2020-01-01"},
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(
    signed_in: SignIn, acting: As, more: dict[str, str]
) -> None:
    doctor = new_doctor()
    response = signed_in(REEM).post(page(doctor), typed(**more))
    assert response.status_code == 200
    assert response.context["form"].errors
    assert coming(doctor, acting) == []


def test_two_at_once_are_both_written_down(acting: As) -> None:
    doctor, ready = new_doctor(), Barrier(4)

    def write(n: int) -> None:
        uow = acting("staff", REEM)
        ready.wait()
        away.add(uow, absence_of(doctor, at(DAY, f"1{n}:00")))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert len(coming(doctor, acting)) == 4
    assert len(Days(acting("staff", REEM)).get(doctor, DAY).time_off) == 4


def test_a_booking_and_a_time_off_at_once_never_leave_a_booking_made_too_late(
    acting: As,
) -> None:
    """Whoever read the day before the time off cannot claim in it afterwards."""
    doctor, asked = new_doctor(), at(DAY, "10:00")
    slow = acting("staff", REEM)
    provider = known_provider(slow, doctor)
    days = days_from(slow, doctor, DAY)
    away.add(acting("staff", REEM), absence_of(doctor, at(DAY, "00:00")))
    visit = planned_visit(
        slow, booking_request(fresh_patient(), asked, provider_id=doctor), provider
    )
    with pytest.raises(Conflict), slow:
        store_new(slow, visit, days, schedule_of(slow, visit.patient_id))


@pytest.mark.parametrize("who", [JOHN, DR_OTHER, OMAR])
def test_nobody_else_sees_or_writes_it(signed_in: SignIn, acting: As, who: str) -> None:
    doctor, client = new_doctor(), signed_in(who)
    assert client.get(page(doctor)).status_code == 404
    assert client.post(page(doctor), typed()).status_code == 404
    assert coming(doctor, acting) == []


def test_the_page_costs_four_round_trips_with_all_it_shows(signed_in: SignIn, acting: As) -> None:
    doctor = new_doctor()
    booked(acting, doctor, "09:00")
    client: Any = signed_in(REEM)
    address = client.post(page(doctor), typed()).headers["Location"]
    assert cost_of(client, address).sequential <= 4


def test_an_address_that_was_tampered_with_is_no_page(signed_in: SignIn) -> None:
    doctor = new_doctor()
    assert signed_in(REEM).get(page(doctor), {"show": "x", "from": "y"}).status_code == 404


def test_the_page_reads_in_arabic(signed_in: SignIn) -> None:
    doctor = new_doctor()
    client = signed_in(staff_reading_arabic())
    assert 'dir="rtl"' in client.get(page(doctor)).content.decode()


def test_one_press_takes_the_held_time_for_who_answers_the_phone(
    signed_in: SignIn, acting: As
) -> None:
    doctor = new_doctor()
    visit = booked(acting, doctor, "10:00")
    client = signed_in(REEM)
    shown = client.post(page(doctor), typed(), follow=True)
    (absence,) = coming(doctor, acting)
    html = shown.content.decode()
    assert f'name="accept" value="{visit.appointment_id}"' in html
    assert 'name="give"' in html
    held = shown.context["rows"][0]["held"]
    sent = {"show": absence.time_off_id, "accept": visit.appointment_id}
    answer = client.post(page(doctor), sent, follow=True).content.decode()
    assert "moved to the held time" in answer
    (moved,) = Appointments(acting("staff", REEM)).find(visit.patient_id, visit.appointment_id)
    assert (moved.starts_at, moved.provider_id) == (held.proposed_at, held.proposed_provider)
    # Pressed again, nothing more is taken
    assert "lapsed" in client.post(page(doctor), sent, follow=True).content.decode()


def test_whoever_is_away_already_is_not_noted_twice(signed_in: SignIn, acting: As) -> None:
    """Of two that say the same, taking one back would leave the doctor away unseen."""
    doctor, client = new_doctor(), signed_in(REEM)
    last = (DAY + timedelta(days=1)).isoformat()
    assert client.post(page(doctor), typed(last=last)).status_code == 302
    for again in (typed(), typed(last=last), typed(start="09:00", end="10:00")):
        html = client.post(page(doctor), again).content.decode()
        assert html.count("already away then") == 1, "on top of the page, and not in the form too"
    assert len(coming(doctor, acting)) == 1
    longer = typed(last=(DAY + timedelta(days=2)).isoformat())
    assert client.post(page(doctor), longer).status_code == 302
    assert len(coming(doctor, acting)) == 2


def test_of_two_who_note_the_same_at_once_one_is_told(acting: As) -> None:
    doctor, ready = new_doctor(), Barrier(2)

    def write(_: int) -> str:
        uow, absence = acting("staff", REEM), absence_of(doctor, at(DAY, "00:00"))
        ready.wait()
        try:
            away.add(uow, absence)
        except Conflict as refused:
            return refused.message
        return ""

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, range(2))) == ["", away.ALREADY]
    assert len(coming(doctor, acting)) == 1


def test_the_list_of_whom_it_meets_tells_times_in_short(signed_in: SignIn, acting: As) -> None:
    doctor, client = new_doctor(), signed_in(REEM)
    booked(acting, doctor, "09:00")
    address = client.post(page(doctor), typed()).headers["Location"]
    html = client.get(address).content.decode()
    assert f">{DAY:%a} {DAY.day} {DAY:%b}, 09:00</time>" in html
