"""The free times a patient sees, follow-ups among them, and the clinic's switch."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book
from appointments.portal.forms import sealed_id
from appointments.visit_flow.services import step
from appointments.visits.status import Status
from medisecure.clock import utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.appointments.portal.choosing import (
    BOOK,
    CONFIRM,
    choosing,
    held_by,
    html_of,
    slot,
    visits,
)
from tests.cost import cost_of
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.patients.home import portal
from tests.people import DR_SMITH, JOHN, REEM

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


def test_the_page_asks_with_whom_and_offers_any_doctor_specialties_and_doctors(
    signed_in: SignIn,
) -> None:
    html = html_of(signed_in(fresh_patient()).get(BOOK))
    assert 'value="any"' in html
    assert f'value="{DR_SMITH}"' in html
    assert "specialty:" in html
    assert "department:" in html


@pytest.mark.parametrize("whom", [DR_SMITH, "any", "department:Cardiac Surgery"])
def test_free_times_of_a_day_are_buttons(signed_in: SignIn, whom: str) -> None:
    day = working_day()
    html = html_of(signed_in(fresh_patient()).get(BOOK, {"whom": whom, "day": str(day)}))
    # Of several doctors who are free then, any one may be offered.
    assert f'@{utc_text(at(day, "08:00"))}"' in html
    assert f'value="{slot(at(day, "17:00"))}"' not in html
    assert html.count("day-tile ") + html.count('day-tile"') == 14


def test_a_taken_time_is_no_button_and_nobody_is_named(signed_in: SignIn, acting: As) -> None:
    day, other = working_day(), fresh_patient("Unsaid", "Person")
    book(acting("staff", REEM), booking_request(other, at(day, "09:00")))
    html = html_of(signed_in(fresh_patient()).get(BOOK, {"whom": DR_SMITH, "day": str(day)}))
    assert slot(at(day, "09:00")) not in html
    assert slot(at(day, "09:30")) in html
    assert other not in html
    assert "Unsaid" not in html


def test_a_day_without_times_says_why(signed_in: SignIn) -> None:
    saturday = working_day() + timedelta(days=7)
    saturday += timedelta(days=(5 - saturday.weekday()) % 7)
    html = html_of(signed_in(fresh_patient()).get(BOOK, {"whom": DR_SMITH, "day": str(saturday)}))
    assert "No free time on this day." in html
    assert "Outside working hours" in html


def test_a_follow_up_opens_the_free_day_nearest_to_its_due_date(signed_in: SignIn) -> None:
    saturday = working_day() + timedelta(days=21)
    saturday += timedelta(days=(5 - saturday.weekday()) % 7)
    asked = {"whom": DR_SMITH, "kind": "FOLLOW_UP", "near": str(saturday)}
    html = html_of(signed_in(fresh_patient()).get(BOOK, asked))
    opened = re.search(r'name="day" value="([^"]+)"', html)
    assert opened
    chosen = date.fromisoformat(opened[1])
    assert chosen != saturday
    assert abs((chosen - saturday).days) <= 3
    assert 'value="FOLLOW_UP" selected' in html


@pytest.mark.parametrize("whom", [DR_SMITH, "any"])
def test_fourteen_days_of_free_times_take_at_most_two_waits_for_data(
    signed_in: SignIn, whom: str
) -> None:
    meter = cost_of(signed_in(fresh_patient()), BOOK, {"whom": whom})
    data = [call for call in meter.calls if call.operation in ("query", "batch_get_item")]
    assert meter.sequential <= 4
    assert len({call.depth for call in data}) <= (2 if whom == DR_SMITH else 3)  # and the session


@pytest.mark.parametrize(
    "asked",
    [{"whom": "nobody"}, {"whom": DR_SMITH, "day": "yesterday"}, {"day": "0001-01-01"},
     {"whom": DR_SMITH, "first": "9999-12-31"}, {"whom": "a\x00b"}, {"kind": "\x00"},
     {"whom": "department:<script>alert(1)</script>"}, {"whom": JOHN}, {"whom": "x" * 5000},
     {"whom": DR_SMITH, "near": "٢٠٢٧-٠١-٠١"}],
)  # fmt: skip
def test_odd_addresses_show_the_page_and_no_error(signed_in: SignIn, asked: dict[str, str]) -> None:
    answer = signed_in(fresh_patient()).get(BOOK, asked)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_a_follow_up_is_booked_from_home_and_leaves_the_list(signed_in: SignIn) -> None:
    me = portal.fresh_patient()
    wanted = {"required": True, "timeframe": "2 months", "notes": "Check the lipids"}
    portal.store(portal.record(me, portal.ago(days=3), followUp=wanted))
    client = signed_in(me)
    home = html_of(client.get("/home/"))
    link = re.search(rf'href="({BOOK}\?whom={DR_SMITH}[^"]+)"', home)
    assert link
    page = html_of(client.get(link[1]))
    assert "Your doctor would like to see you by" in page
    offered = re.search(rf'name="slot" value="({DR_SMITH}@[^"]+)"', page)
    assert offered
    client.post(CONFIRM, {"form": sealed_id(me), "slot": offered[1], "kind": "FOLLOW_UP"})
    after = html_of(client.get("/home/"))
    assert "Check the lipids" not in after.split("Your latest visit")[0]
    assert "Nothing to do right now" in after


def test_the_pages_read_in_arabic(signed_in: SignIn) -> None:
    me, day = fresh_patient(language="ar"), working_day()
    client, sent = signed_in(me), choosing(me, at(day, "10:00"))
    assert 'dir="rtl"' in html_of(client.get(BOOK, {"whom": "any"}))
    assert 'dir="rtl"' in html_of(client.get(client.post(BOOK, sent)["Location"]))


def test_sparing_doctors_who_add_nothing_changes_no_offer(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, asked = signed_in(fresh_patient()), {"whom": "any", "day": str(working_day())}
    quick = re.findall(r'name="slot" value="([^"]+)"', html_of(client.get(BOOK, asked)))
    monkeypatch.setattr("appointments.portal.free_times.adds_nothing", lambda *_: False)
    assert quick
    assert quick == re.findall(r'name="slot" value="([^"]+)"', html_of(client.get(BOOK, asked)))


def test_a_day_that_has_passed_is_said_and_the_next_free_times_are_shown(
    signed_in: SignIn,
) -> None:
    words, client = "That day has passed.", signed_in(fresh_patient())
    past = html_of(client.get(BOOK, {"whom": DR_SMITH, "day": "2020-01-01"}))
    assert words in past
    assert 'name="day" value="2020' not in past
    coming = html_of(client.get(BOOK, {"whom": DR_SMITH, "day": str(working_day())}))
    assert words not in coming


def test_the_desk_is_told_so_too(signed_in: SignIn) -> None:
    page = reverse("appointments:book", args=[fresh_patient()])
    asked = {"provider": DR_SMITH, "date": "2020-01-01"}
    assert "That day has passed." in html_of(signed_in(REEM).get(page, asked))


# ── the clinic's switch ─────────────────────────────────────────────────────


def test_request_only_keeps_the_time_until_staff_confirm(
    signed_in: SignIn, acting: As, settings: Any
) -> None:
    settings.PATIENT_BOOKING = "request"
    me, day = fresh_patient(), working_day()
    client, sent = signed_in(me), choosing(me, at(day, "10:00"))
    page = html_of(client.get(client.post(BOOK, sent)["Location"]))
    assert "Send the request" in page
    answer = client.post(CONFIRM, sent)
    (visit,) = visits(acting, me)
    assert visit.status is Status.REQUESTED
    seen = html_of(client.get(answer["Location"]))
    assert "until the clinic confirms it" in seen
    assert "Requested" in html_of(client.get("/home/"))
    other = fresh_patient()
    assert signed_in(other).post(BOOK, choosing(other, at(day, "10:00"))).status_code == 200
    done = step(acting("staff", REEM), me, visit.appointment_id, Status.SCHEDULED,
                expected=Status.REQUESTED)  # fmt: skip
    assert done.status is Status.SCHEDULED
    assert "Requested" not in html_of(client.get(answer["Location"]))


def test_switched_off_there_are_no_buttons_and_nothing_is_booked(
    signed_in: SignIn, acting: As, settings: Any
) -> None:
    settings.PATIENT_BOOKING = "off"
    me, day = fresh_patient(), working_day()
    client, sent = signed_in(me), choosing(me, at(day, "10:00"))
    assert "not booked online at the moment" in html_of(client.get(BOOK))
    client.post(BOOK, sent)
    client.post(CONFIRM, sent)
    assert visits(acting, me) == []
    assert held_by(acting, day) == set()
    assert BOOK not in html_of(client.get("/home/"))
    assert BOOK not in html_of(client.get(reverse("appointments:of-patient", args=[me])))
