"""Somebody walks in: found or new, they are on the board as arrived after one press."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from secrets import choice

import pytest
from django.test import Client
from django.urls import reverse

from appointments.visit_flow.services import walk_in
from appointments.visits.models import WALKED_IN, Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from medisecure import wiring
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.web.input.fields import new_id
from patients.profile.repository import DemographicsOf
from tests.desk import booking_request, fresh_patient, staff_reading_arabic, the_clock_says
from tests.people import DR_SMITH, JOHN, REEM
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
HOUR = timedelta(hours=1)


def page() -> str:
    return reverse("appointments:walk-in")


def new_name() -> str:
    """A name nobody has: the same name and birth date would be asked about."""
    return "".join(choice("bdfgklmnprt") + choice("aiou") for _ in range(8)).capitalize()


def typed(**changes: str) -> dict[str, str]:
    return {
        "appointment_id": new_id("appointment"),
        "patient_id": new_id("patient"),
        "first_name": new_name(),
        "last_name": new_name(),
        "date_of_birth": "3/2/1990",
        "phone_number": "3312 3456",
        "language": "ar",
        "provider": DR_SMITH,
        "minutes": "15",
        "reason": "Cut in the hand",
    } | changes


def visits_of(acting: As, patient_id: str) -> list[Appointment]:
    return Appointments(acting("staff", REEM)).coming(patient_id, now() - HOUR)


def test_a_new_patient_is_registered_booked_and_arrived_with_one_press(
    acting: As, signed_in: SignIn
) -> None:
    sent = typed()
    answer = signed_in(REEM).post(page(), sent, follow=True)
    assert "The patient has arrived" in answer.content.decode()
    assert sent["last_name"] in answer.content.decode()
    (visit,) = visits_of(acting, sent["patient_id"])
    assert (visit.status, visit.provider_id) == (Status.ARRIVED, DR_SMITH)
    assert timedelta(0) <= now() - visit.starts_at < timedelta(minutes=16)
    assert visit.arrived_at is not None


@pytest.mark.parametrize(
    ("said", "known"),
    [({"birth_date_unknown": "on"}, (None, False)),
     ({"date_of_birth": "about 1960"}, (date(1960, 1, 1), True))],
)  # fmt: skip
def test_who_does_not_know_the_birth_date_is_taken_in_all_the_same(
    signed_in: SignIn, said: dict[str, str], known: tuple[date | None, bool]
) -> None:
    before = signed_in(REEM).get(page()).content.decode()
    assert "about 1960" in before
    assert "Birth date not known" not in before  # a key more for everybody
    asked = signed_in(REEM).post(page(), typed(date_of_birth="")).content.decode()
    assert "Birth date not known" in asked
    sent = typed(date_of_birth="") | said
    answer = signed_in(REEM).post(page(), sent, follow=True)
    assert "The patient has arrived" in answer.content.decode()
    who = DemographicsOf(wiring.system_work("tests")).get(sent["patient_id"]).personal_info
    assert (who.date_of_birth, who.birth_date_estimated) == known


def test_the_same_form_in_the_next_quarter_of_an_hour_shows_the_visit_it_made(
    acting: As,
) -> None:
    quarter = timedelta(minutes=15)
    began = now().replace(minute=now().minute // 15 * 15, second=0, microsecond=0)
    first = booking_request(fresh_patient(), began - quarter, 15, overrule=WALKED_IN)
    with the_clock_says(first.starts_at):  # which may be yesterday
        visit = walk_in(acting("staff", REEM), first)
    again = replace(first, starts_at=began)
    assert walk_in(acting("staff", REEM), again).starts_at == visit.starts_at
    assert len(visits_of(acting, first.patient_id)) == 1
    for other in (replace(again, minutes=30), replace(again, provider_id=doctors(1)[0])):
        with pytest.raises(Conflict, match="already booked another visit"):
            walk_in(acting("staff", REEM), other)


def test_why_there_was_no_room_needed_is_said_in_the_readers_language(
    acting: As, signed_in: SignIn
) -> None:
    quarter = now().replace(minute=now().minute // 15 * 15, second=0, microsecond=0)
    taken = doctors(1)[0]
    for _ in range(2):
        wanted = booking_request(
            fresh_patient(), quarter, 15, provider_id=taken, overrule=WALKED_IN
        )
        visit = walk_in(acting("staff", REEM), wanted)
    assert visit.overruled is not None
    assert visit.overruled.reason == "WALKED_IN"
    url = reverse("appointments:detail", args=[visit.patient_id, visit.appointment_id])
    html = signed_in(REEM).get(url).content.decode()
    assert "Walked in" in html
    assert "WALKED_IN" not in html
    assert "WALKED_IN" not in signed_in(staff_reading_arabic()).get(url).content.decode()


def test_the_patients_page_leads_here_with_the_patient_chosen(signed_in: SignIn) -> None:
    client, patient = signed_in(REEM), fresh_patient("Layan", "Chosen")
    details = client.get(reverse("patients:details", args=[patient])).content.decode()
    assert f"{page()}?patient={patient}" in details
    assert "Layan Chosen" in client.get(page(), {"patient": patient}).content.decode()


def test_the_same_form_twice_is_one_patient_and_one_visit(acting: As, signed_in: SignIn) -> None:
    sent = typed()
    for _ in range(2):
        signed_in(REEM).post(page(), sent)
    assert len(visits_of(acting, sent["patient_id"])) == 1


def test_two_at_once_both_are_taken_in_and_one_of_them_is_marked(
    acting: As, signed_in: SignIn
) -> None:
    first, second = typed(), typed()
    for sent in (first, second):
        signed_in(REEM).post(page(), sent)
    visits = [*visits_of(acting, first["patient_id"]), *visits_of(acting, second["patient_id"])]
    assert len(visits) == 2
    assert visits[1].overruled is not None
    assert visits[1].overruled.by == REEM


def test_a_patient_who_was_found_needs_no_more_than_a_doctor(acting: As, signed_in: SignIn) -> None:
    patient, client = fresh_patient("Salma", "Known"), signed_in(REEM)
    html = client.get(page(), {"patient": patient}).content.decode()
    assert "Salma Known" in html
    assert 'name="first_name"' not in html
    sent = {"appointment_id": new_id("appointment"), "patient_id": new_id("patient"),
            "known": patient, "provider": DR_SMITH, "minutes": "15"}  # fmt: skip
    assert client.post(page(), sent).status_code == 302
    assert [each.status for each in visits_of(acting, patient)] == [Status.ARRIVED]


def test_somebody_alike_is_asked_about_before_anything_is_stored(
    acting: As, signed_in: SignIn
) -> None:
    client, first = signed_in(REEM), typed()
    client.post(page(), first)
    second = typed(first_name=first["first_name"], last_name=first["last_name"].upper())
    html = client.post(page(), second).content.decode()
    assert "Is it one of these?" in html
    assert f'name="chosen" value="{first["patient_id"]}"' in html
    assert visits_of(acting, second["patient_id"]) == []
    # It is the one: a second visit of the same patient, who is here already. The desk says why.
    same_one = second | {"chosen": first["patient_id"]}
    asked = client.post(page(), same_one).content.decode()
    assert "another visit at this time" in asked
    assert 'name="beyond"' in asked
    assert len(visits_of(acting, first["patient_id"])) == 1
    assert client.post(page(), same_one | {"beyond": "Sent on by the nurse"}).status_code == 302
    assert len(visits_of(acting, first["patient_id"])) == 2
    # It is somebody else.
    same = {name: first[name] for name in ("first_name", "last_name")}
    third = typed(**same, none="1", not_these=first["patient_id"])
    assert client.post(page(), third).status_code == 302
    assert len(visits_of(acting, third["patient_id"])) == 1


def test_whoever_is_registered_can_be_looked_for_on_the_page(signed_in: SignIn) -> None:
    looked = typed(first_name="john", last_name="doe", date_of_birth="", phone_number="", find="1")
    html = signed_in(REEM).post(page(), looked).content.decode()
    assert f'name="chosen" value="{JOHN}"' in html
    assert 'value="john"' in html
    assert "1234 5678" not in html  # as in the search: enough to compare, not to copy
    nobody = typed(last_name="Qqqqqqqzz", first_name="", phone_number="", find="1")
    assert "No match" in signed_in(REEM).post(page(), nobody).content.decode()
    letter = (
        signed_in(REEM)
        .post(page(), {**looked, "first_name": "", "last_name": "q"})
        .content.decode()
    )
    assert "No match" not in letter
    assert "too short to search for" in letter


@pytest.mark.parametrize(
    "missing", [("first_name", "last_name"), ("date_of_birth",), ("provider",)]
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    signed_in: SignIn, missing: tuple[str, ...]
) -> None:
    html = signed_in(REEM).post(page(), typed(**dict.fromkeys(missing, ""))).content.decode()
    assert "error-summary" in html
    assert "Cut in the hand" in html


def test_nobody_but_the_desk_takes_people_in(signed_in: SignIn) -> None:
    for who in (JOHN, DR_SMITH, "compliance_omar"):
        assert signed_in(who).get(page()).status_code == 404
        assert signed_in(who).post(page(), typed()).status_code == 404


def test_the_page_reads_in_arabic(signed_in: SignIn) -> None:
    assert 'dir="rtl"' in signed_in(staff_reading_arabic()).get(page()).content.decode()


def test_the_page_says_who_is_free_and_how_many_wait(acting: As, signed_in: SignIn) -> None:
    quarter = now().replace(minute=now().minute // 15 * 15, second=0, microsecond=0)
    busy = doctors(1)[0]
    for _ in range(2):
        wanted = booking_request(fresh_patient(), quarter, 15, provider_id=busy, overrule=WALKED_IN)
        walk_in(acting("staff", REEM), wanted)
    html = signed_in(REEM).get(page()).content.decode()
    option = html[html.index(f'<option value="{busy}"') :].partition("</option>")[0]
    assert "2 waiting" in option
    assert "free now" not in option


def test_somebody_else_after_all_loses_nothing_of_the_visit(signed_in: SignIn) -> None:
    client = signed_in(REEM)
    html = client.get(page(), {"patient": JOHN}).content.decode()
    assert 'name="different"' in html
    sent = typed(known=JOHN, different="1", first_name="", last_name="", minutes="30")
    html = client.post(page(), sent).content.decode()
    assert 'name="first_name"' in html
    assert f'name="known" value="{JOHN}"' not in html
    assert "Cut in the hand" in html
    assert '<option value="30" selected>' in html
    assert "error-summary" not in html
