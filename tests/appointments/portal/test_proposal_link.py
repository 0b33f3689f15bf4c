"""The message about a doctor who is away leads straight to the time that is kept instead."""

import datetime as dt
import re
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book
from appointments.outbox.models import PROPOSAL
from appointments.visits.models import Appointment
from appointments.visits.repository import Days
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.input.fields import new_id
from tests.appointments.notifications.messages import mails_to, message_of, sent_at, stored
from tests.cost import cost_of
from tests.desk import CLINIC, at, booking_request, fresh_patient, the_clock_says
from tests.people import JOHN, REEM
from tests.providers.hours.test_hours import new_doctor
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("left_over_messages_stay")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
_days = count(15)


@pytest.fixture
def visit(acting: As) -> Appointment:
    doctor, day = new_doctor(holidayCountry="NONE"), now().date() + timedelta(days=next(_days))
    return book(
        acting("staff", REEM),
        booking_request(fresh_patient(), at(day, "10:00"), provider_id=doctor),
    )


@pytest.fixture
def link(visit: Appointment, signed_in: SignIn, cloud: RunningCloud) -> str:
    return proposed(visit, signed_in, cloud)


def proposed(
    visit: Appointment, signed_in: SignIn, cloud: RunningCloud, at: dt.datetime | None = None
) -> str:
    """The address in the mail of a proposal, without our own host; it is made now or `at`."""
    page, client = reverse("providers:time-off", args=[visit.provider_id]), signed_in(REEM)
    away = {"time_off_id": new_id("timeoff"), "kind": "SICK", "first": str(visit.local_date)}
    shown = client.post(page, away, follow=True).context["chosen"].time_off_id
    client.post(page, {"show": shown, "propose": "1"})
    sent_at((at or now()) + timedelta(minutes=2))
    [text] = [each["BodyText"] for each in mails_to(cloud, visit)
              if "needs a new time" in each["Subject"]]  # fmt: skip
    found = re.search(rf"{re.escape(settings.BASE_URL)}(\S+)", text)
    assert found is not None
    return found[1]


def held(acting: As, visit: Appointment, proposed: dt.datetime) -> bool:
    day = Days(acting("staff", REEM)).get(visit.provider_id, proposed.astimezone(CLINIC).date())
    return any(owner.endswith(visit.appointment_id) for owner in day.taken.values())


def opened(client: Client, link: str) -> tuple[str, Any]:
    answer = client.get(link)
    assert answer.status_code == 200
    return answer.content.decode(), answer.context


def test_the_link_opens_with_the_kept_time_chosen_and_one_press_takes_it(
    signed_in: SignIn, visit: Appointment, link: str
) -> None:
    proposed = message_of(visit, PROPOSAL).proposed_at
    client = signed_in(visit.patient_id)
    html, context = opened(client, link)
    assert context["chosen"].starts_at == proposed
    assert "We are holding this time for you until" in html
    slot, seen = context["chosen"].value, str(context["seen"])
    assert client.post(link.partition("?")[0], {"slot": slot, "seen": seen}).status_code == 302
    assert stored(visit).starts_at == proposed


def test_leaving_that_page_does_not_give_the_clinics_promise_back(
    acting: As, signed_in: SignIn, visit: Appointment, link: str
) -> None:
    html, context = opened(signed_in(visit.patient_id), link)
    assert "data-release" not in html
    assert "data-kept" not in html
    assert reverse("appointments:portal-release") not in html
    assert held(acting, visit, context["chosen"].starts_at)


def test_all_free_times_open_at_the_kept_one(
    signed_in: SignIn, visit: Appointment, link: str
) -> None:
    proposed = message_of(visit, PROPOSAL).proposed_at
    assert proposed is not None
    page = reverse("appointments:portal-move", args=[visit.appointment_id])
    html, context = opened(signed_in(visit.patient_id), page)
    assert context["opened"]["day"] == proposed.astimezone(CLINIC).date()
    assert "held for you" in html


def test_the_old_link_explains_and_others_see_nothing(
    signed_in: SignIn, visit: Appointment, link: str
) -> None:
    client = signed_in(visit.patient_id)
    _html, context = opened(client, link)
    slot, seen = context["chosen"].value, str(context["seen"])
    client.post(link.partition("?")[0], {"slot": slot, "seen": seen})
    again = client.get(link, follow=True).content.decode()
    assert "The visit is already at this time." in again
    assert signed_in(JOHN).get(link).status_code == 404


def test_the_page_of_the_link_costs_four_round_trips(
    signed_in: SignIn, visit: Appointment, link: str
) -> None:
    assert cost_of(signed_in(visit.patient_id), link).sequential <= 4


@pytest.fixture
def soon(acting: As) -> Appointment:
    """A visit within the hours in which its patient may not change it any more."""
    doctor, day = new_doctor(holidayCountry="NONE"), now().date() + timedelta(days=next(_days))
    return book(
        acting("staff", REEM),
        booking_request(fresh_patient(), at(day, "10:00"), provider_id=doctor),
    )


@pytest.mark.parametrize("hours", [-2, 1])
def test_the_clinics_word_has_no_cut_off_and_holds_over_the_visits_beginning(
    signed_in: SignIn, soon: Appointment, cloud: RunningCloud, hours: int
) -> None:
    client, page = (
        signed_in(soon.patient_id),
        reverse("appointments:portal-move", args=[soon.appointment_id]),
    )
    morning = soon.starts_at - timedelta(hours=3)
    with the_clock_says(morning):
        assert "too late to change this visit" in client.get(page).content.decode()
        link = proposed(soon, signed_in, cloud, morning)
    with the_clock_says(soon.starts_at + timedelta(hours=hours)):
        assert "Choose another time" in client.get(page).content.decode()
        _html, context = opened(client, link)
        taken = {"slot": context["chosen"].value, "seen": str(context["seen"])}
        assert client.post(link.partition("?")[0], taken).status_code == 302
    assert stored(soon).starts_at == context["chosen"].starts_at


def test_what_is_held_and_was_not_proposed_yet_lifts_no_cut_off(
    signed_in: SignIn, soon: Appointment
) -> None:
    detail = reverse("appointments:detail", args=[soon.patient_id, soon.appointment_id])
    move = reverse("appointments:portal-move", args=[soon.appointment_id])
    client = signed_in(soon.patient_id)
    with the_clock_says(soon.starts_at - timedelta(hours=3)):
        off = reverse("providers:time-off", args=[soon.provider_id])
        away = {"time_off_id": new_id("timeoff"), "kind": "SICK", "first": str(soon.local_date)}
        shown = signed_in(REEM).post(off, away, follow=True).context["chosen"].time_off_id
        assert "too late to change this visit" in client.get(move).content.decode()
        assert move not in client.get(detail).content.decode()
        signed_in(REEM).post(off, {"show": shown, "propose": "1"})
        assert move in client.get(detail).content.decode()
