"""A series is booked after every date was seen; what is typed stays, nothing is half done."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from medisecure.clinic_rules import RULES
from medisecure.clock import utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.models import Provider
from tests.appointments.between import happening_between
from tests.appointments.desk.series.forms import (
    dates,
    found,
    hidden,
    new_series,
    take,
    text,
    typed,
    url,
)
from tests.appointments.series.examples import (
    Scan,
    clock,
    first_day,
    patient,
    repeat,
)
from tests.appointments.series.examples import problems as problems_of

As = Callable[..., UnitOfWork]
WEEK = timedelta(days=7)
pytestmark = pytest.mark.usefixtures("clinic")


def test_the_booking_page_offers_to_repeat(desk: Client, provider: Provider) -> None:
    patient_id = patient()
    html = text(desk.get(reverse("appointments:book", args=[patient_id])))
    assert f'formaction="{new_series(patient_id)}"' in html
    assert "Every 2 weeks" in html


def test_every_date_is_shown_and_then_booked(desk: Client, provider: Provider, raw: Scan) -> None:
    asked = repeat(provider)
    form = typed(asked, reason="physio\nknee")
    page = new_series(asked.booking_request.patient_id)
    html = text(desk.post(page, form))
    assert "All dates are free" in html
    assert found(asked) == []
    for name in ("appointment_id", "starts_at", "every", "count", "visit_type"):
        assert hidden(html, name) == form[name]
    assert hidden(html, "reason") == "physio\nknee"
    answer: Any = desk.post(page, form | dates(asked.instants(provider.zone_name)))
    visits = found(asked)
    assert answer["Location"] == url(visits[0], "series")
    assert "4 visits are booked" in text(desk.get(answer["Location"]))
    assert {each.reason for each in visits} == {"physio\nknee"}
    assert desk.post(page, form | dates(asked.instants(provider.zone_name))).status_code == 302
    assert found(asked) == visits
    assert problems_of(raw, provider) == []


def test_a_date_that_is_not_free_says_why_and_wants_a_choice(
    acting: As, desk: Client, provider: Provider
) -> None:
    asked = repeat(provider)
    instants = asked.instants(provider.zone_name)
    take(acting, provider, instants[3])
    page, form = new_series(asked.booking_request.patient_id), typed(asked)
    html = text(desk.post(page, form))
    assert "1 date is not free" in html
    assert "Already booked" in html
    row = html[html.index('id="date_3-when"') : html.index('id="date_4-when"')]
    assert "checked" not in row
    assert utc_text(instants[3] + timedelta(minutes=30)) in row
    chosen = dates(instants)
    del chosen["date_3"]
    html = text(desk.post(page, form | chosen))
    assert "Visit 3: Choose a time, or leave this one out" in html
    answer = desk.post(page, form | chosen | {"date_3": "leave"})
    assert answer.status_code == 302
    assert [each.starts_at for each in found(asked)] == [
        at for n, at in instants.items() if n != 3
    ]  # fmt: skip


def test_another_time_is_taken_and_the_visit_knows_its_place(
    acting: As, desk: Client, provider: Provider
) -> None:
    asked = repeat(provider)
    instants = asked.instants(provider.zone_name)
    take(acting, provider, instants[2])
    other = instants[2] + timedelta(minutes=30)
    form = typed(asked) | dates(instants, date_2=utc_text(other))
    assert desk.post(new_series(asked.booking_request.patient_id), form).status_code == 302
    second = found(asked)[1]
    assert (second.starts_at, second.series_at) == (other, instants[2])


def test_the_loser_of_a_race_sees_the_date_marked_and_keeps_what_was_chosen(
    acting: As, desk: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch, raw: Scan
) -> None:
    asked = repeat(provider)
    instants = asked.instants(provider.zone_name)
    form = typed(asked, reason="physio") | dates(instants, date_4="leave")
    with happening_between(monkeypatch, lambda: take(acting, provider, instants[2])):
        html = text(desk.post(new_series(asked.booking_request.patient_id), form))
    assert found(asked) == []
    assert "no longer free" in html
    assert "Visit 2: This time was taken a moment ago" in html
    assert hidden(html, "reason") == "physio"
    last = html[html.index('id="date_4-when"') :]
    assert re.search(r'value="leave"[^>]*checked', last)
    assert re.search(rf'value="{utc_text(instants[1])}"[^>]*checked', html)
    assert problems_of(raw, provider) == []


def test_what_does_not_fit_the_booking_form_is_said_there_and_stays(
    desk: Client, provider: Provider
) -> None:
    asked = repeat(provider)
    page = new_series(asked.booking_request.patient_id)
    html = text(desk.post(page, typed(asked, reason="knee") | {"starts_at": ""}))
    assert "Choose one of the free times" in html
    assert ">\nknee</textarea>" in html
    assert (
        f'action="{reverse("appointments:book", args=[asked.booking_request.patient_id])}"' in html
    )
    anyway = typed(asked, anyway="on", anyway_time="07:00", anyway_reason="asked for")
    assert "Only a single visit" in text(desk.post(page, anyway))
    assert text(desk.post(page, typed(asked) | {"every": "8"}))
    assert text(desk.post(page, typed(asked) | {"count": "13"}))
    assert found(asked) == []


def test_change_this_leads_back_with_everything_typed(desk: Client, provider: Provider) -> None:
    asked = repeat(provider, every=14, count=5)
    back = reverse("appointments:book", args=[asked.booking_request.patient_id])
    html = text(desk.post(back, typed(asked, reason="knee") | {"show": "1"}))
    assert "knee" in html
    assert '<option value="14" selected>' in html
    assert '<option value="5" selected>' in html


def test_the_address_alone_leads_to_the_booking_page(desk: Client) -> None:
    patient_id = patient()
    answer: Any = desk.get(new_series(patient_id))
    assert answer["Location"] == reverse("appointments:book", args=[patient_id])


@pytest.mark.parametrize("value", ["nonsense", "2026-01-01", "leave\x00", "2026-13-01T00:00:00Z"])
def test_a_date_we_did_not_write_is_refused(desk: Client, provider: Provider, value: str) -> None:
    asked = repeat(provider)
    form = typed(asked) | dates(asked.instants(provider.zone_name), date_2=value)
    assert desk.post(new_series(asked.booking_request.patient_id), form).status_code == 200
    assert found(asked) == []


def test_a_time_we_did_not_offer_is_looked_at_like_any_other(
    desk: Client, provider: Provider
) -> None:
    asked = repeat(provider)
    night = utc_text(clock(first_day() + WEEK, 3))
    form = typed(asked) | dates(asked.instants(provider.zone_name), date_2=night)
    assert "no longer free" in text(desk.post(new_series(asked.booking_request.patient_id), form))
    assert found(asked) == []


def test_a_series_of_more_than_the_patient_should_have_asks_why_and_marks_the_dates(
    desk: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RULES, "most_ahead", 2)
    asked = repeat(provider, clock(first_day(), 13), every=1, count=3)
    page = new_series(asked.booking_request.patient_id)
    sent = typed(asked) | dates(asked.instants(provider.zone_name))
    html = text(desk.post(page, sent))
    assert 'name="beyond"' in html
    assert [f'id="date_{n}-error"' in html for n in (1, 2, 3)] == [False, False, True]
    assert desk.post(page, sent | {"beyond": "A course of dressings"}).status_code == 302
