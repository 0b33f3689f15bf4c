"""Visits as the patient, their doctor and the front desk see them."""

import re
from datetime import UTC, datetime

import pytest

from tests.desk import by_the_clinics_clock, named_clock
from tests.patients.home.portal import (
    ago,
    entries,
    evening,
    fresh_patient,
    round_trips,
    store,
    visit,
)
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, OMAR, REEM, VISIT

SCHEMA_VISIT = datetime(2025, 6, 15, 14, tzinfo=UTC)
LIST = f"/patients/{JOHN}/visits/"
DETAIL = f"{LIST}{VISIT}/"


@pytest.mark.parametrize("reader", [JOHN, DR_SMITH, REEM])
def test_a_visit_is_told_by_the_clinics_clock_with_all_that_matters(signed_in, reader):
    page, starts = signed_in(reader).get(DETAIL).content.decode(), SCHEMA_VISIT
    the_clock = named_clock(starts).partition(",")[0].lstrip("(")
    for words in (
        "Sunday 15 June 2025", by_the_clinics_clock(starts), the_clock,
        "Dr. Sarah Smith", "Cardiology", "Room 205",
        "30 minutes", "Follow-up cardiac consultation", "Fasting for 12 hours", "200", "QAR",
        "through insurance", "In person",
    ):  # fmt: skip
        assert words in page


def test_the_front_desk_sees_whose_visit_it_is_without_allergies(signed_in):
    page = signed_in(REEM).get(DETAIL).content.decode()
    assert "patient-banner" in page
    assert "John Doe" in page
    assert "llergies" not in page
    assert "Penicillin" not in page


def test_only_the_front_desk_is_offered_to_cancel(signed_in):
    offered = {who: "/cancel/" in signed_in(who).get(DETAIL).content.decode()
               for who in (JOHN, DR_SMITH, REEM)}  # fmt: skip
    assert offered == {JOHN: False, DR_SMITH: False, REEM: True}


@pytest.mark.parametrize("url", [LIST, DETAIL])
@pytest.mark.parametrize("reader", [LAYLA, DR_OTHER, OMAR])
def test_others_find_no_page_and_the_attempt_is_kept(signed_in, raw, reader, url):
    told = {"userId": reader, "patientId": JOHN, "result": "DENIED"}
    before = len(entries(raw, **told))
    assert signed_in(reader).get(url).status_code == 404
    assert len(entries(raw, **told)) > before


def test_a_colleagues_visits_are_not_a_patients(signed_in):
    assert signed_in(REEM).get(f"/patients/{DR_SMITH}/visits/").status_code == 404


def test_today_and_coming_stand_before_the_past_and_each_visit_stands_once(signed_in):
    patient = fresh_patient()
    coming, past = visit(patient, ago(days=-3, minutes=13)), visit(patient, ago(days=3, minutes=13))
    store(coming, past)
    answer = signed_in(patient).get(f"/patients/{patient}/visits/")
    assert [each.visit.appointment_id for each in answer.context["coming"]] == [
        coming["appointmentId"]
    ]
    assert [each.visit.appointment_id for each in answer.context["past"]] == [past["appointmentId"]]


def test_a_long_past_comes_a_page_at_a_time(signed_in):
    patient = fresh_patient()
    store(*(visit(patient, ago(days=n + 2), status="CANCELLED") for n in range(26)))
    client = signed_in(patient)
    first = client.get(f"/patients/{patient}/visits/")
    older = client.get(first.context["pages"]["older_url"])
    assert (len(first.context["past"]), len(older.context["past"])) == (25, 1)
    assert "Today and upcoming" not in older.content.decode()


@pytest.mark.parametrize("query", ["?after=forged", "?before=yesterday"])
def test_an_address_that_was_tampered_with_is_no_page(signed_in, query):
    assert signed_in(JOHN).get(LIST + query).status_code == 404


def test_a_cancelled_visit_says_who_cancelled_and_why(signed_in):
    patient = fresh_patient()
    off = {"by": patient, "at": "2025-06-02T08:00:00Z", "reason": "Travelling"}
    gone = visit(patient, ago(days=-4), status="CANCELLED", cancellation=off)
    store(gone)
    url = f"/patients/{patient}/visits/{gone['appointmentId']}/"
    own, clerk = (signed_in(who).get(url).content.decode() for who in (patient, REEM))
    assert "You cancelled it" in own
    assert "The patient cancelled it" in clerk
    assert "Travelling" in own


def test_a_patient_without_visits_is_told_so(signed_in):
    patient = fresh_patient()
    page = signed_in(patient).get(f"/patients/{patient}/visits/").content.decode()
    assert "No visit is booked" in page
    assert "No past visits" in page


@pytest.mark.parametrize("url", [LIST, DETAIL])
@pytest.mark.parametrize("reader", [JOHN, DR_SMITH, REEM])
def test_visits_take_four_round_trips(signed_in, reader, url):
    client = signed_in(reader)
    assert round_trips(client, url) <= 4


def test_no_preparation_that_was_entered_is_silence(signed_in):
    patient = fresh_patient()
    told, silent = (visit(patient, evening(n, 41)) for n in (33, 34))
    told["preparation"] = ["Bring all your medicines"]
    silent.pop("preparation", None)
    store(told, silent)
    pages = [
        signed_in(patient).get(f"{LIST.replace(JOHN, patient)}{each['appointmentId']}/")
        for each in (told, silent)
    ]
    assert ["prepar" in page.content.decode().lower() for page in pages] == [True, False]


def test_what_is_next_is_the_one_filled_button_of_a_visit_at_the_desk(signed_in):
    patient = fresh_patient()
    today, later = visit(patient, ago(minutes=1)), visit(patient, evening(30, 43))
    store(today | {"providerId": DR_OTHER}, later)
    for each, filled in ((today, "Arrived"), (later, "Move to…")):
        page = signed_in(REEM).get(f"{LIST.replace(JOHN, patient)}{each['appointmentId']}/")
        main = page.content.decode().partition("<main")[2].partition("</main>")[0]
        buttons = re.findall(r"<(?:a|button) class=\"[^\"]*\bbtn-primary\b.*?</(?:a|button)>", main)
        assert [filled in button for button in buttons] == [True], buttons
