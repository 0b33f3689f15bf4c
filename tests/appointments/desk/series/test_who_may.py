"""Who sees a series, who finds the way to it, and what its pages cost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.visits.models import Appointment
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.models import Provider
from tests.appointments.desk.series.forms import (
    PAGES,
    dates,
    found,
    moving,
    new_series,
    take,
    text,
    typed,
    url,
)
from tests.appointments.series.examples import (
    clock,
    first_day,
    patient,
    repeat,
)
from tests.cost import cost_of
from tests.desk import staff_reading_arabic
from tests.people import DR_OTHER, DR_SMITH, OMAR, REEM

As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("clinic")


def test_the_patient_reads_which_visit_it_is_and_changes_single_ones(
    signed_in: SignIn, visits: list[Appointment]
) -> None:
    third = visits[2]
    html = text(signed_in(third.patient_id).get(url(third, "detail")))
    assert "Visit 3 of 4" in html
    assert "/series/" not in html
    assert reverse("appointments:portal-move", args=[third.appointment_id]) in html


@pytest.mark.parametrize("name", ["detail", "move", "cancel"])
def test_the_desk_finds_the_way_to_the_whole_series(
    desk: Client, visits: list[Appointment], name: str
) -> None:
    html = text(desk.get(url(visits[2], name)))
    assert "Visit 3 of 4" in html
    assert url(visits[2], "series") in html
    if name != "detail":
        assert f"{url(visits[2], f'series-{name}')}?which=following" in html


def test_a_visit_that_is_not_repeated_says_nothing_of_a_series(
    acting: As, desk: Client, provider: Provider
) -> None:
    visit = take(acting, provider, clock(first_day(), 9))
    for name in ("detail", "move", "cancel"):
        assert "/series/" not in text(desk.get(url(visit, name)))
    for name in PAGES:
        answer: Any = desk.get(url(visit, name))
        assert answer["Location"] == url(visit, "detail")


@pytest.mark.parametrize("name", [*PAGES, "series-undo"])
def test_series_are_the_desks_alone(
    signed_in: SignIn, visits: list[Appointment], name: str
) -> None:
    page = url(visits[0], name)
    for who in (visits[0].patient_id, DR_SMITH, DR_OTHER, OMAR):
        assert signed_in(who).get(page).status_code == 404
        assert signed_in(who).post(page, {}).status_code == (405 if name == "series" else 404)
    other = reverse(f"appointments:{name}", args=[patient(), visits[0].appointment_id])
    assert signed_in(REEM).get(other).status_code == 404


def test_booking_a_series_is_the_desks_alone(signed_in: SignIn, provider: Provider) -> None:
    asked = repeat(provider)
    form = typed(asked) | dates(asked.instants(provider.zone_name))
    for who in (asked.booking_request.patient_id, provider.provider_id, DR_SMITH, OMAR):
        assert (
            signed_in(who).post(new_series(asked.booking_request.patient_id), form).status_code
            == 404
        )
    assert found(asked) == []


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_cost_four_round_trips_and_read_in_arabic(
    signed_in: SignIn, visits: list[Appointment], name: str
) -> None:
    client = signed_in(staff_reading_arabic())
    assert 'dir="rtl"' in text(client.get(url(visits[0], name)))
    assert cost_of(client, url(visits[0], name)).sequential <= 4


def test_the_looks_and_the_booking_cost_four_round_trips(
    desk: Client, provider: Provider, visits: list[Appointment]
) -> None:
    asked = repeat(provider, clock(first_day(), 11), every=1, count=12)
    page, form = new_series(asked.booking_request.patient_id), typed(asked)
    desk.post(page, form)
    with metered() as looking:
        assert desk.post(page, form).status_code == 200
    with metered() as sending:
        sent = form | dates(asked.instants(provider.zone_name), beyond="Dressings")
        assert desk.post(page, sent).status_code == 302
    change = moving(visits[0], visits[0].starts_at + timedelta(hours=2))
    with metered() as moved:
        assert desk.post(url(visits[0], "series-move"), change).status_code == 200
    assert max(looking.sequential, sending.sequential, moved.sequential) <= 4
