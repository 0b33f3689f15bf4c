"""The desk's page of booking: free times, what was typed, overruling, the next free time."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book
from appointments.desk.booking.next_free import MOST_DOCTORS
from appointments.visits.day_cells import own_cells
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure.clock import now, utc_text
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.input.fields import new_id
from tests.cost import cost_of
from tests.desk import (
    at,
    booking,
    booking_request,
    fresh_patient,
    is_worked,
    staff_reading_arabic,
    working_day,
)
from tests.people import DR_SMITH, JOHN, REEM
from tests.providers.hours.test_hours import new_doctor
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


def page(patient_id: str) -> str:
    return reverse("appointments:book", args=[patient_id])


def reread(acting: As, patient_id: str, appointment_id: str) -> list[Appointment]:
    return Appointments(acting("staff", REEM)).find(patient_id, appointment_id)


def test_the_desk_books_a_free_time(signed_in: SignIn, acting: As) -> None:
    patient, starts = fresh_patient(), at(working_day(), "09:30")
    sent = booking(starts, reason="chest pain")
    answer = signed_in(REEM).post(page(patient), sent)
    visit_page = reverse("appointments:detail", args=[patient, sent["appointment_id"]])
    assert (answer.status_code, answer["Location"]) == (302, visit_page)
    (visit,) = reread(acting, patient, sent["appointment_id"])
    assert (visit.starts_at, visit.minutes, visit.reason) == (starts, 30, "chest pain")
    again = signed_in(REEM).post(page(patient), sent)
    assert again["Location"] == visit_page
    assert len(reread(acting, patient, sent["appointment_id"])) == 1


def test_a_time_of_the_board_is_chosen_already(signed_in: SignIn) -> None:
    patient, day = fresh_patient(), working_day()
    html = signed_in(REEM).get(
        page(patient), {"provider": DR_SMITH, "date": str(day), "time": "09:15"}
    ).content.decode()  # fmt: skip
    assert f'value="{utc_text(at(day, "09:15"))}" checked' in html
    assert f'value="{DR_SMITH}" selected' in html


def test_a_lost_time_keeps_what_was_typed_and_offers_the_nearest(
    signed_in: SignIn, acting: As
) -> None:
    day = working_day()
    book(acting("staff", REEM), booking_request(fresh_patient(), at(day, "10:00")))
    answer = signed_in(REEM).post(
        page(fresh_patient()), booking(at(day, "10:00"), reason="knee since Friday")
    )
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "This time is taken." in html
    assert "knee since Friday" in html
    assert f'value="{utc_text(at(day, "09:30"))}" checked' in html
    assert f'value="{utc_text(at(day, "10:00"))}"' not in html


def test_another_day_is_shown_without_booking_and_keeps_the_typed_text(
    signed_in: SignIn, acting: As
) -> None:
    patient = fresh_patient()
    day = next(each for each in iter(working_day, None) if is_worked(each + timedelta(days=1)))
    sent = booking(at(day, "08:00"), reason="still typing", show="1")
    answer = signed_in(REEM).post(page(patient), sent | {"other_day": str(day + timedelta(days=1))})
    html = answer.content.decode()
    assert "still typing" in html
    assert sent["appointment_id"] in html
    assert f'value="{utc_text(at(day + timedelta(days=1), "08:00"))}"' in html
    assert not reread(acting, patient, sent["appointment_id"])


def test_taken_times_say_so(signed_in: SignIn, acting: As) -> None:
    day = working_day()
    book(acting("staff", REEM), booking_request(fresh_patient(), at(day, "10:00")))
    html = signed_in(REEM).get(
        page(fresh_patient()), {"provider": DR_SMITH, "date": str(day)}
    ).content.decode()  # fmt: skip
    assert html.count("<small>taken</small>") == 2
    assert html.count("<small>only 15 min free</small>") == 2  # 9:45, and 16:45 before closing


@pytest.mark.parametrize(
    "typed",
    [{"starts_at": ""}, {"starts_at": "soon"}, {"date": "31/02/2031"}, {"minutes": "-5"},
     {"reason": "x" * 501}, {"reason": "a\x00b"}, {"provider": "patient_12345"},
     {"appointment_id": "appointment_1"}, {"visit_type": "PARTY"}],
)  # fmt: skip
def test_bad_input_is_refused_on_the_form(
    signed_in: SignIn, acting: As, typed: dict[str, str]
) -> None:
    patient = fresh_patient()
    sent = booking(at(working_day(), "09:00"), reason="kept") | typed
    answer = signed_in(REEM).post(page(patient), sent)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Please check what you entered" in html
    assert "reason" in typed or "kept</textarea>" in html
    assert not Appointments(acting("staff", REEM)).coming(patient, now())


@pytest.mark.parametrize("who", [JOHN, DR_SMITH, "compliance_omar"])
def test_only_the_desk_opens_the_booking_page(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]], who: str
) -> None:
    before = denials(raw, who)
    assert signed_in(who).get(page(JOHN)).status_code == 404
    assert denials(raw, who) == before + 1


def denials(raw: Callable[..., list[dict[str, Any]]], who: str) -> int:
    return sum(item.get("result", {}).get("S") == "DENIED" for item in raw(actor=who))


def test_the_pages_cost_four_round_trips_at_most(signed_in: SignIn) -> None:
    patient, day = fresh_patient(), working_day()
    client = signed_in(REEM)
    client.get(page(patient))
    with metered() as get:
        client.get(page(patient), {"provider": DR_SMITH, "date": str(day)})
    with metered() as post:
        client.post(page(patient), booking(at(day, "08:00")))
    assert get.sequential <= 4
    assert post.sequential <= 4


def test_they_cost_no_more_just_after_the_patient_was_booked(signed_in: SignIn) -> None:
    """When the index may not have the visit yet, and its own key is looked at, too."""
    patient, day = fresh_patient(), working_day()
    client = signed_in(REEM)
    client.post(page(patient), booking(at(day, "08:00")))
    assert cost_of(client, page(patient)).sequential <= 4
    with metered() as post:
        assert client.post(page(patient), booking(at(day, "09:00"))).status_code == 302
    assert post.sequential <= 4


def test_the_page_reads_in_arabic(signed_in: SignIn) -> None:
    client = signed_in(staff_reading_arabic())
    html = client.get(page(JOHN)).content.decode()
    assert '<html lang="ar" dir="rtl">' in html


# ── overruling ──────────────────────────────────────────────────────────────


def test_after_a_refusal_the_desk_may_book_anyway_and_says_why(
    acting: As, signed_in: SignIn
) -> None:
    client, starts = signed_in(REEM), at(working_day(), "09:00")
    book(acting("staff", REEM), booking_request(fresh_patient(), starts))
    patient = fresh_patient("Aisha", "Squeezed")
    sent = booking(starts, reason="Fever")
    html = client.post(page(patient), sent).content.decode()
    assert 'value="09:00"' in html[html.index('name="anyway_time"') :][:120]
    anyway = sent | {"anyway": "on", "anyway_time": "09:00", "anyway_reason": ""}
    assert "Say why, in a few words." in client.post(page(patient), anyway).content.decode()
    answer = client.post(page(patient), anyway | {"anyway_reason": "A child in pain"}, follow=True)
    assert "A child in pain" in answer.content.decode()
    (visit,) = reread(acting, patient, sent["appointment_id"])
    assert visit.starts_at == starts
    assert visit.overruled is not None
    assert visit.overruled.by == REEM
    board = reverse("appointments:board")
    html = client.get(board, {"date": str(visit.local_date), "doctor": DR_SMITH}).content.decode()
    assert "overbooked" in html


def test_outside_hours_needs_no_free_time_to_choose_from(acting: As, signed_in: SignIn) -> None:
    patient, starts = fresh_patient(), at(working_day(), "19:30")
    anyway = {"anyway": "on", "anyway_time": "19:30", "anyway_reason": "Urgent"}
    sent = booking(starts) | {"starts_at": ""} | anyway
    assert signed_in(REEM).post(page(patient), sent).status_code == 302
    (visit,) = reread(acting, patient, sent["appointment_id"])
    assert visit.starts_at == starts
    assert visit.overruled is not None


def test_a_free_time_that_is_booked_anyway_is_an_ordinary_visit(
    acting: As, signed_in: SignIn
) -> None:
    patient, starts = fresh_patient(), at(working_day(), "10:00")
    anyway = {"anyway": "on", "anyway_time": "10:00", "anyway_reason": "Sure"}
    sent = booking(starts) | {"starts_at": ""} | anyway
    signed_in(REEM).post(page(patient), sent)
    (visit,) = reread(acting, patient, sent["appointment_id"])
    assert visit.overruled is None
    assert own_cells(Days(acting("staff", REEM)).get(DR_SMITH, visit.local_date), visit)


@pytest.mark.parametrize("clock", ["", "09:07", "nine"])
def test_overruling_takes_a_quarter_hour(signed_in: SignIn, clock: str) -> None:
    sent = booking(at(working_day(), "10:00"), anyway="on", anyway_time=clock, anyway_reason="Why")
    html = signed_in(REEM).post(page(fresh_patient()), sent).content.decode()
    assert "id_anyway_time" in html[html.index("error-summary") :]


def test_a_second_visit_at_the_same_time_asks_why_and_keeps_the_chosen_time(
    acting: As, signed_in: SignIn
) -> None:
    patient, starts = fresh_patient(), at(working_day(), "09:00")
    (other,) = doctors(1)
    book(acting("staff", REEM), booking_request(patient, starts, provider_id=other))
    page, sent = reverse("appointments:book", args=[patient]), booking(starts)
    html = signed_in(REEM).post(page, sent).content.decode()
    assert "another visit at this time" in html
    assert 'name="beyond"' in html
    assert re.search(rf'value="{utc_text(starts)}"[^>]* checked', html)
    assert signed_in(REEM).post(page, sent | {"beyond": "Both are needed"}).status_code == 302


# ── the next free time ──────────────────────────────────────────────────────


def test_before_a_doctor_is_chosen_the_next_free_time_of_each_is_one_press_away(
    signed_in: SignIn,
) -> None:
    client, patient = signed_in(REEM), fresh_patient()
    html = client.get(page(patient), {"department": "Cardiac Surgery"}).content.decode()
    assert "Next free" in html
    press = re.search(rf'name="soonest" value="([^"]*provider={DR_SMITH}[^"]*time=[^"]*)"', html)
    assert press
    assert "Dr. Yousef Haddad" not in html[html.index("next-title") : html.index("times-title")]
    typed = {"soonest": press[1].replace("&amp;", "&"), "provider": "", "reason": "Chest pain",
             "mode": "VIDEO", "minutes": "15"}  # fmt: skip
    chosen = client.post(page(patient), typed).content.decode()
    assert "Next free" not in chosen
    assert "checked" in chosen[chosen.index("times-title") :]
    assert 'hx-trigger="change delay:300ms, load"' in chosen  # it is kept for them at once
    # What was typed and chosen before stays, and stands in no address
    assert "Chest pain" in chosen
    for kept in ("VIDEO", "15"):
        assert f'<option value="{kept}" selected>' in chosen


def test_the_next_free_time_is_none_at_which_the_patient_is_elsewhere(
    signed_in: SignIn, acting: As
) -> None:
    department, client, patient = f"Alone {new_id('d')}", signed_in(REEM), fresh_patient()
    new_doctor(department)

    def soonest() -> str:
        shown = client.get(page(patient), {"department": department})
        [row] = shown.context["next_free"].rows
        return str(row["query"])

    before = soonest()
    [day, clock] = re.findall("date=([^&]+)&time=([^&]+)", before)[0]
    elsewhere = booking_request(
        patient, at(date.fromisoformat(day), clock), provider_id=new_doctor(), overrule="Test"
    )
    book(acting("staff", REEM), elsewhere)
    assert soonest() > before


def test_the_chosen_department_is_named(signed_in: SignIn) -> None:
    department, client = f"Named {new_id('d')}", signed_in(REEM)
    new_doctor(department)
    html = client.get(page(JOHN), {"department": department}).content.decode()
    assert department in html[html.index('id="next-title"') :].partition("</h2>")[0]


def test_the_next_free_times_cost_one_round_trip_more(signed_in: SignIn) -> None:
    assert cost_of(signed_in(REEM), page(JOHN)).sequential <= 4


def test_of_more_doctors_than_are_asked_at_once_the_rest_is_said_and_one_press_away(
    signed_in: SignIn,
) -> None:
    many = MOST_DOCTORS + 3
    everyone = {new_doctor("Crowded") for _ in range(many)}
    client, patient = signed_in(REEM), fresh_patient()
    first = client.get(page(patient), {"department": "Crowded"})
    assert "3 more doctors" in first.content.decode()
    press = re.search(r'name="further" value="(\d+)"', first.content.decode())
    assert press
    typed = {"shown": "Crowded", "further": press[1], "provider": "", "reason": "Chest pain"}
    rest = client.post(page(patient), typed)
    assert "First doctors" in rest.content.decode()
    assert "Chest pain" in rest.content.decode()
    shown = [row["query"] for each in (first, rest) for row in each.context["next_free"].rows]
    assert {re.findall("provider=([^&]+)", each)[0] for each in shown} == everyone
    assert len(shown) == many
    # Nonsense in the address is the first page
    odd = client.get(page(patient), {"department": "Crowded", "further": "99999x"})
    assert odd.context["next_free"].rows == first.context["next_free"].rows


def test_another_department_is_looked_at_with_everything_typed_so_far(signed_in: SignIn) -> None:
    department, client, patient = f"Other {new_id('d')}", signed_in(REEM), fresh_patient()
    new_doctor(department)
    html = client.get(page(patient)).content.decode()
    assert f'name="department" value="{department}"' in html
    assert "?department=" not in html
    typed = {"shown": "Cardiac Surgery", "department": department, "provider": "",
             "reason": "Chest pain", "mode": "VIDEO", "minutes": "15",
             "visit_type": "FOLLOW_UP"}  # fmt: skip
    shown = client.post(page(patient), typed)
    assert shown.context["next_free"].department == department
    html = shown.content.decode()
    assert "Chest pain" in html
    for kept in ("VIDEO", "15", "FOLLOW_UP"):
        assert f'<option value="{kept}" selected>' in html
    assert "error-summary" not in html
