"""Visits in people's own calendars: files that keep up to date, and a revocable feed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from appointments.booking.services import book, cancel, move
from appointments.calendar.repository import Feeds, digest_of
from appointments.visits.models import Appointment
from medisecure import wiring
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.cost import cost_of
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, OMAR, REEM, VISIT
from tests.trail import entries

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
Raw = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def visit(acting: As) -> Appointment:
    asked = booking_request(fresh_patient(), at(working_day(), "11:00"), reason="palpitations",
                 visit_type="FOLLOW_UP")  # fmt: skip
    return book(acting("staff", REEM), asked)


def file_of(client: Client, visit: Appointment) -> Any:
    address = reverse("appointments:calendar", args=[visit.patient_id, visit.appointment_id])
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/calendar")
    assert response["Content-Disposition"].startswith("attachment")
    [entry] = Calendar.from_ical(response.content).walk("VEVENT")
    return entry


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_called_off_says_so_in_its_title(
    acting: As, signed_in: SignIn, language: str
) -> None:
    patient = fresh_patient(language=language)
    booked = book(acting("staff", REEM), booking_request(patient, at(working_day(), "12:00")))
    before = str(file_of(signed_in(patient), booked)["SUMMARY"])
    cancel(acting("staff", REEM), patient, booked.appointment_id, "")
    entry = file_of(signed_in(patient), booked)
    word = {"en": "Cancelled: ", "ar": "ملغى: "}[language]
    assert str(entry["SUMMARY"]) == word + before
    assert str(entry["STATUS"]) == "CANCELLED"


def page_of(patient_id: str) -> str:
    return reverse("appointments:calendar-feed", args=[patient_id])


def made(client: Client, patient_id: str, days: str = "365") -> str:
    """A new feed's path, as the page shows it once."""
    page = client.post(page_of(patient_id), {"make": "1", "days": days})
    assert page.status_code == 200
    address: str = page.context["address"]
    assert address in page.content.decode()
    assert address not in client.get(page_of(patient_id)).content.decode()
    return address.removeprefix("http://127.0.0.1:8000")


def test_the_file_says_when_where_and_with_whom_and_never_why(
    signed_in: SignIn, visit: Appointment
) -> None:
    entry = file_of(signed_in(visit.patient_id), visit)
    assert entry.decoded("dtstart") == visit.starts_at.astimezone(UTC)
    assert entry.decoded("dtend") == visit.ends_at
    assert entry["uid"] == f"{visit.appointment_id}@127.0.0.1"
    assert entry["status"] == "CONFIRMED"
    assert "Dr. Sarah Smith" in entry["summary"]
    assert "Hamad" in entry["location"]
    said = entry.to_ical().decode().lower()
    assert not [w for w in ("palpitations", "follow", "cardio") if w in said]


def test_a_moved_visit_is_the_same_entry_in_a_later_version(
    signed_in: SignIn, acting: As, visit: Appointment
) -> None:
    client = signed_in(visit.patient_id)
    before = file_of(client, visit)
    later = booking_request(
        visit.patient_id, at(working_day(), "15:00"), appointment_id=visit.appointment_id
    )
    move(acting("staff", REEM), visit.patient_id, later)
    after = file_of(client, visit)
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") == later.starts_at


def test_a_cancelled_visit_says_so_in_a_later_version(
    signed_in: SignIn, acting: As, visit: Appointment
) -> None:
    client = signed_in(visit.patient_id)
    before = file_of(client, visit)
    cancel(acting("staff", REEM), visit.patient_id, visit.appointment_id, "travels")
    after = file_of(client, visit)
    assert after["status"] == "CANCELLED"
    assert after["sequence"] > before["sequence"]
    assert "travels" not in after.to_ical().decode()


def test_long_lines_are_folded_and_end_as_the_standard_asks(signed_in: SignIn) -> None:
    address = reverse("appointments:calendar", args=[JOHN, VISIT])
    content = signed_in(JOHN).get(address).content
    assert b"METHOD:PUBLISH" in content
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_the_file_costs_four_round_trips_the_limit_among_them(signed_in: SignIn) -> None:
    address = reverse("appointments:calendar", args=[JOHN, VISIT])
    assert cost_of(signed_in(JOHN), address).sequential <= 4


def test_the_desk_and_the_doctor_may_have_the_file_and_strangers_not(signed_in: SignIn) -> None:
    address = reverse("appointments:calendar", args=[JOHN, VISIT])
    for who in (REEM, DR_SMITH):
        assert signed_in(who).get(address).status_code == 200
    for who in (LAYLA, DR_OTHER, OMAR):
        assert signed_in(who).get(address).status_code == 404


def test_the_feed_opens_without_sign_in_and_says_only_that_there_is_a_visit(
    signed_in: SignIn, visit: Appointment
) -> None:
    response = Client().get(made(signed_in(visit.patient_id), visit.patient_id))
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    [entry] = Calendar.from_ical(response.content).walk("VEVENT")
    assert entry["summary"] == "Visit"
    assert entry.decoded("dtstart") == visit.starts_at
    assert "Hamad" in entry["location"]
    said = response.content.decode()
    assert not [w for w in ("Smith", "Sarah", "Noor", "palpitations", "Cardio", "FOLLOW")
                if w in said]  # fmt: skip
    assert visit.patient_id not in said


def test_a_called_off_visit_leaves_the_calendars_that_follow_the_feed(
    signed_in: SignIn, acting: As, visit: Appointment
) -> None:
    address = made(signed_in(visit.patient_id), visit.patient_id)
    cancel(acting("staff", REEM), visit.patient_id, visit.appointment_id, "travels")
    [entry] = Calendar.from_ical(Client().get(address).content).walk("VEVENT")
    assert entry["status"] == "CANCELLED"


def test_a_revoked_feed_looks_like_one_that_never_was(
    signed_in: SignIn, visit: Appointment
) -> None:
    client = signed_in(visit.patient_id)
    address = made(client, visit.patient_id)
    assert client.post(page_of(visit.patient_id), {"revoke": "1"}).status_code == 302
    revoked, unknown = Client().get(address), Client().get("/feed/" + "x" * 43 + ".ics")
    assert (revoked.status_code, unknown.status_code) == (404, 404)
    assert revoked.content == unknown.content
    assert client.post(page_of(visit.patient_id), {"revoke": "1"}).status_code == 302


def test_a_new_address_ends_the_earlier_one(signed_in: SignIn, visit: Appointment) -> None:
    client = signed_in(visit.patient_id)
    first, second = made(client, visit.patient_id), made(client, visit.patient_id)
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)


def test_of_the_address_only_its_digest_is_stored(
    signed_in: SignIn, visit: Appointment, raw: Raw
) -> None:
    who = visit.patient_id
    token = made(signed_in(who), who).split("/")[-1].removesuffix(".ics")
    assert len(token) == 43
    stored = str([*raw(partitions=[f"USER#{who}"]), *raw(patient=who), *raw(actor=who)])
    assert token not in stored
    assert digest_of(token) in stored


def test_each_reading_of_the_feed_is_on_the_patients_trail(
    signed_in: SignIn, visit: Appointment, raw: Raw
) -> None:
    Client().get(made(signed_in(visit.patient_id), visit.patient_id))
    mine = entries(
        raw(actor="system_calendar-feed"), userId="system_calendar-feed", patientId=visit.patient_id
    )
    assert "SEND_CALENDAR_FEED" in {each["action"]["S"] for each in mine}
    assert {each["role"]["S"] for each in mine} == {"system"}


@pytest.mark.parametrize("who", [LAYLA, DR_SMITH, DR_OTHER, REEM, OMAR])
def test_nobody_makes_or_sees_a_feed_of_somebody_else(
    signed_in: SignIn, raw: Raw, who: str
) -> None:
    client = signed_in(who)
    assert client.get(page_of(JOHN)).status_code == 404
    assert client.post(page_of(JOHN), {"make": "1", "days": "365"}).status_code == 404
    assert not [item for item in raw(partitions=[f"USER#{JOHN}"])
                if item["SK"]["S"].startswith("FEED#")]  # fmt: skip


def test_the_feed_speaks_the_patients_language(signed_in: SignIn, acting: As) -> None:
    patient = fresh_patient(language="ar")
    book(acting("staff", REEM), booking_request(patient, at(working_day(), "12:00")))
    assert 'dir="rtl"' in signed_in(patient).get(page_of(patient)).content.decode()
    [entry] = Calendar.from_ical(Client().get(made(signed_in(patient), patient)).content).walk(
        "VEVENT"
    )
    assert entry["summary"]


# When it ends, and who fetched it


def test_signing_out_everywhere_ends_the_address_too(signed_in: SignIn, visit: Appointment) -> None:
    client = signed_in(visit.patient_id)
    address = made(client, visit.patient_id)
    assert Client().get(address).status_code == 200
    client.post("/profile/", {"sign_out_everywhere": "1"})
    assert Client().get(address).status_code == 404
    back = signed_in(visit.patient_id)
    assert "no longer works" in back.get(page_of(visit.patient_id)).content.decode()
    assert Client().get(made(back, visit.patient_id)).status_code == 200


def test_a_disabled_account_has_no_address(signed_in: SignIn, visit: Appointment) -> None:
    address = made(signed_in(visit.patient_id), visit.patient_id)
    wiring.health_table().update({
        "Key": {"PK": {"S": f"USER#{visit.patient_id}"}, "SK": {"S": "PROFILE#main"}},
        "UpdateExpression": "SET #s = :d",
        "ExpressionAttributeNames": {"#s": "status"},
        "ExpressionAttributeValues": {":d": {"S": "DISABLED"}},
    })  # fmt: skip
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize(("days", "last"), [("30", 29), ("90", 89), ("365", 364), ("0", None)])
def test_an_address_stops_when_its_time_is_up(
    signed_in: SignIn, visit: Appointment, days: str, last: int | None
) -> None:
    client = signed_in(visit.patient_id)
    made(client, visit.patient_id, days)
    feed = client.get(page_of(visit.patient_id)).context["feed"]
    ends = [feed.is_over(feed.created_at + timedelta(days=n), feed.session_epoch)
            for n in (last or 0, (last or 9999) + 2)]  # fmt: skip
    assert ends == [False, last is not None]


def test_an_address_whose_time_is_up_opens_nothing(
    signed_in: SignIn, acting: As, visit: Appointment
) -> None:
    address = made(signed_in(visit.patient_id), visit.patient_id, "30")
    uow = acting("patient", visit.patient_id)
    [feed] = Feeds(uow).made_by(visit.patient_id, None)
    with uow:
        Feeds(uow).save(replace(feed, expires_at=uow.at), Action.MAKE_CALENDAR_FEED)
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("days", ["", "7", "-1", "x", "99999999"])
def test_a_time_that_is_not_on_offer_makes_no_address(
    signed_in: SignIn, visit: Appointment, days: str
) -> None:
    page = signed_in(visit.patient_id).post(page_of(visit.patient_id), {"make": "1", "days": days})
    assert page.context["address"] == ""
    assert page.context["form"].errors


def test_the_patient_sees_when_and_from_what_program_it_was_fetched_last(
    signed_in: SignIn, visit: Appointment, raw: Raw
) -> None:
    client = signed_in(visit.patient_id)
    address = made(client, visit.patient_id)
    assert "not yet" in client.get(page_of(visit.patient_id)).content.decode()
    for _ in range(2):
        Client(headers={"user-agent": "Google-Calendar-Importer"}).get(address)
    feed = client.get(page_of(visit.patient_id)).context["feed"]
    assert feed.last_program == "Google Calendar"
    assert feed.last_sent_at is not None
    assert "Google Calendar" in client.get(page_of(visit.patient_id)).content.decode()
    looked = client.get(f"/patients/{visit.patient_id}/viewed-by/").content.decode()
    assert looked.count("Google Calendar") == 1  # a day's fetches are one line
    assert "Google" not in str(raw(partitions=[f"USER#{visit.patient_id}"]))


def test_the_page_of_visits_leads_to_it_and_a_calendar_opens_it(
    signed_in: SignIn, visit: Appointment
) -> None:
    client = signed_in(visit.patient_id)
    visits = client.get(f"/patients/{visit.patient_id}/visits/").content.decode()
    assert page_of(visit.patient_id) in visits
    page = client.post(page_of(visit.patient_id), {"make": "1", "days": "90"})
    assert 'href="webcal://127.0.0.1:8000/feed/' in page.content.decode()
    desk = signed_in(REEM).get(f"/patients/{visit.patient_id}/visits/").content.decode()
    assert page_of(visit.patient_id) not in desk
