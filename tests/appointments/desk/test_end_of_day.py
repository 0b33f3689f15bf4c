"""The end of the day: what is over by the clock and not by its status."""

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from appointments.booking.services import book
from appointments.desk.end_of_day.closing import TOGETHER, Ticked, close_many, ticked_of, value_of
from appointments.desk.end_of_day.open_visits import is_open_visit
from appointments.visit_flow.services import step
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from medisecure.clock import now
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.appointments.between import happening_between
from tests.cost import cost_of
from tests.desk import CLINIC, booking_request, fresh_patient, staff_reading_arabic, the_clock_says
from tests.people import DR_SMITH, JOHN, REEM
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


def page() -> str:
    return reverse("appointments:end-of-day")


def over(acting: As, name: str, doctor: str = DR_SMITH) -> Appointment:
    """A visit of some hours ago, as one is written down that was on paper."""
    began = now() - timedelta(hours=3)
    quarter = began.replace(minute=began.minute // 15 * 15, second=0, microsecond=0)
    wanted = booking_request(fresh_patient("Late", name), quarter, 15, overrule="on paper",
                             provider_id=doctor)  # fmt: skip
    return book(acting("staff", REEM), wanted)


def test_a_visit_leaves_the_list_once_its_end_is_noted(acting: As, signed_in: SignIn) -> None:
    visit, client = over(acting, "Absent"), signed_in(REEM)
    html = client.get(page()).content.decode()
    assert "Late Absent" in html
    assert 'value="SCHEDULED.NO_SHOW"' in html
    step = reverse("appointments:step", args=[visit.patient_id, visit.appointment_id])
    answer = client.post(step, {"step": "SCHEDULED.NO_SHOW", "back": page()}, follow=True)
    html = answer.content.decode()
    assert "recorded as a no-show." in html
    assert "Late Absent" not in html


def test_a_visit_that_was_completed_is_not_left_over(acting: As, signed_in: SignIn) -> None:
    (doctor,) = doctors(1)  # with nobody in consultation
    visit, client = over(acting, "Done", doctor), signed_in(REEM)
    url = reverse("appointments:step", args=[visit.patient_id, visit.appointment_id])
    way = ["SCHEDULED", "ARRIVED", "IN_ROOM", "IN_CONSULTATION", "COMPLETED"]
    with the_clock_says(visit.starts_at):
        for seen, wanted in itertools.pairwise(way):
            client.post(url, {"step": f"{seen}.{wanted}"})
    stored = Appointments(acting("staff", REEM)).get(visit.patient_id, visit.appointment_id)
    assert stored.status is Status.COMPLETED
    assert "Late Done" not in client.get(page()).content.decode()


def test_only_what_is_over_is_left_over(acting: As) -> None:
    visit = over(acting, "Clock")
    ends: datetime = visit.ends_at
    assert is_open_visit(visit, ends)
    assert not is_open_visit(visit, ends - timedelta(seconds=1))


def test_the_list_is_the_desks_alone(signed_in: SignIn) -> None:
    for who in (JOHN, DR_SMITH, "compliance_omar"):
        assert signed_in(who).get(page()).status_code == 404


def test_the_list_costs_four_round_trips(signed_in: SignIn) -> None:
    assert cost_of(signed_in(REEM), page()).sequential <= 4


def test_the_list_reads_in_arabic(signed_in: SignIn) -> None:
    assert 'dir="rtl"' in signed_in(staff_reading_arabic()).get(page()).content.decode()


def test_many_are_closed_at_once_each_with_the_time_it_was_seen_at(
    acting: As, signed_in: SignIn
) -> None:
    visits, client = [over(acting, f"Many{n}") for n in range(3)], signed_in(REEM)
    html = client.get(page()).content.decode()
    assert all(f'value="{value_of(each)}"' in html for each in visits)
    sent = {"visit": [value_of(each) for each in visits], "end": "seen"}
    late = visits[0].starts_at + timedelta(minutes=10)
    sent[f"seen.{visits[0].appointment_id}"] = [f"{late.astimezone(CLINIC):%H:%M}"]
    answer = client.post(page(), sent, follow=True)
    assert "3 visits are closed." in answer.content.decode()
    first, second, _third = [stored(acting, each) for each in visits]
    assert {first.status, second.status} == {Status.COMPLETED}
    assert (first.seen_at, second.seen_at) == (late, visits[1].starts_at)
    assert first.last_step is not None
    assert first.last_step.by == REEM


def test_many_are_a_few_transactions_and_one_that_changed_keeps_nobody_waiting(
    acting: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    visits, uow = [over(acting, f"Batch{n}") for n in range(TOGETHER + 2)], acting("staff", REEM)
    quick = visits[1]

    def meanwhile() -> None:
        with the_clock_says(quick.starts_at):  # on the visit's day, which may be yesterday
            step(acting("staff", REEM), quick.patient_id, quick.appointment_id, Status.ARRIVED,
                 expected=Status.SCHEDULED)  # fmt: skip

    with happening_between(monkeypatch, meanwhile):
        outcome = close_many(uow, ticked(visits), Status.COMPLETED)
    assert [each.appointment_id for each, _why in outcome.refused] == [quick.appointment_id]
    assert len(outcome.closed) == TOGETHER + 1
    # Without that, the same number is two transactions beside the reading
    visits = [over(acting, f"Batch{n}") for n in range(TOGETHER + 2)]
    with metered() as meter:
        close_many(acting("staff", REEM), ticked(visits), Status.COMPLETED)
    assert meter.sequential <= 4
    assert {stored(acting, each).status for each in visits} == {Status.COMPLETED}


def ticked(visits: list[Appointment]) -> list[Ticked]:
    return [each for each in (ticked_of(value_of(visit), None) for visit in visits) if each]


def test_what_cannot_end_so_stays_open_and_says_why(acting: As, signed_in: SignIn) -> None:
    there, away = over(acting, "Left"), over(acting, "Away")
    step_url = reverse("appointments:step", args=[there.patient_id, there.appointment_id])
    client = signed_in(REEM)
    with the_clock_says(there.starts_at):  # on the visit's day, which may be yesterday
        client.post(step_url, {"step": "SCHEDULED.ARRIVED"})
    sent = {"visit": [value_of(there), value_of(away)], "end": "left"}
    html = client.post(page(), sent, follow=True).content.decode()
    assert "1 visit is closed." in html
    assert "1 visit stays open:" in html
    assert stored(acting, there).status is Status.LEFT
    assert stored(acting, away).status is Status.SCHEDULED


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"end": "seen"}, "Select visits first"),
        ({"end": "nonsense", "visit": ["a/b/2026-01-01T00:00:00Z"]}, "Select visits first"),
        ({"end": "seen", "visit": ["a/b/c"]}, "Select visits first"),
    ],
)
def test_what_nobody_ticked_closes_nothing(
    signed_in: SignIn, sent: dict[str, list[str]], says: str
) -> None:
    assert says in signed_in(REEM).post(page(), sent, follow=True).content.decode()


def test_a_time_that_is_none_closes_nothing(acting: As, signed_in: SignIn) -> None:
    visit = over(acting, "Clockless")
    sent = {"visit": [value_of(visit)], "end": "seen", f"seen.{visit.appointment_id}": "25:00"}
    shown = signed_in(REEM).post(page(), sent).content.decode()
    assert "Nothing was closed." in shown
    assert stored(acting, visit).status is Status.SCHEDULED
    assert (is_ticked(shown, visit), seen_at(shown, visit)) == (True, "25:00")  # as it was typed


@pytest.mark.parametrize(("select", "ticked_now"), [("all", [True, True]), ("none", [False] * 2)])
def test_all_or_none_are_ticked_and_what_was_typed_stays(
    acting: As, signed_in: SignIn, select: str, ticked_now: list[bool]
) -> None:
    visits = [over(acting, f"Box{n}") for n in range(2)]
    typed = {"visit": [value_of(visits[0])], f"seen.{visits[1].appointment_id}": "08:0"}
    shown = signed_in(REEM).post(page(), typed | {"select": select}).content.decode()
    assert [is_ticked(shown, each) for each in visits] == ticked_now
    assert seen_at(shown, visits[1]) == "08:0"
    assert {stored(acting, each).status for each in visits} == {Status.SCHEDULED}


def test_enter_in_a_time_ticks_nothing(acting: As, signed_in: SignIn) -> None:
    """It presses the first button of the form: with nothing ticked that closes nothing."""
    visit, client = over(acting, "Enter"), signed_in(REEM)
    (box,) = html.fromstring(client.get(page()).content.decode()).xpath(
        "//input[@name=$name]", name=f"seen.{visit.appointment_id}"
    )
    first = next(box.iterancestors("form")).xpath(".//button[@type='submit']")[0]
    assert not first.get("data-tick")
    sent = {first.get("name"): first.get("value"), box.get("name"): "08:00"}
    assert "Select visits first" in client.post(page(), sent).content.decode()
    assert stored(acting, visit).status is Status.SCHEDULED


def is_ticked(page_html: str, visit: Appointment) -> bool:
    (box,) = html.fromstring(page_html).xpath("//input[@value=$value]", value=value_of(visit))
    return "checked" in box.attrib


def seen_at(page_html: str, visit: Appointment) -> str:
    name = f"seen.{visit.appointment_id}"
    (box,) = html.fromstring(page_html).xpath("//input[@name=$name]", name=name)
    return str(box.get("value"))


def test_a_visit_of_long_ago_is_still_on_the_list(signed_in: SignIn) -> None:
    html = signed_in(REEM).get(page()).content.decode()
    assert "15 June 2025" in html


def stored(acting: As, visit: Appointment) -> Appointment:
    return Appointments(acting("staff", REEM)).get(visit.patient_id, visit.appointment_id)
