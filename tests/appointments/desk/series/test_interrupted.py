"""A session that expired takes nothing of what was chosen."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from appointments.visits.models import Appointment
from medisecure.identity import interrupted_forms, last_person
from medisecure.identity.sessions import SessionStore
from providers.directory.models import Provider
from tests.appointments.desk.series.forms import (
    confirmed,
    dates,
    found,
    hidden,
    moving,
    new_series,
    text,
    typed,
    url,
)
from tests.appointments.series.examples import (
    clock,
    first_day,
    repeat,
    stored,
)

pytestmark = pytest.mark.usefixtures("clinic")


def typed_before(client: Client, page: str, form: dict[str, Any]) -> None:
    """The form was sent to this page with an expired session, and its owner is back."""
    request: Any = RequestFactory().post(page, form)
    request.session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    request.COOKIES[last_person.COOKIE] = client.cookies[last_person.COOKIE].value
    interrupted_forms.keep(request)
    request.session.save()


def test_after_the_session_expired_every_choice_is_still_there_and_nothing_was_done(
    desk: Client, provider: Provider, visits: list[Appointment]
) -> None:
    asked = repeat(provider, clock(first_day(), 14))
    page, chosen = new_series(asked.booking_request.patient_id), asked.instants(provider.zone_name)
    typed_before(desk, page, typed(asked, reason="knee") | dates(chosen, date_2="leave"))
    html = text(desk.get(page))
    assert hidden(html, "reason") == "knee"
    assert re.search(r'name="date_2" value="leave"[^>]*checked', html)
    assert found(asked) == []

    page, form = url(visits[0], "series-move"), moving(visits[0], clock(first_day(), 15))
    sent = confirmed(text(desk.post(page, form)), form) | {"date_3": "leave"}
    typed_before(desk, page, sent)
    html = text(desk.get(page))
    assert re.search(r'name="date_3" value="leave"[^>]*checked', html)

    page = url(visits[0], "series-cancel")
    typed_before(desk, page, {"visit": ["2"], "reason": "recovered", "seen": "2:0"})
    html = text(desk.get(page))
    assert "recovered" in html
    assert re.findall(r'name="visit" value="(\d)"[^>]*checked', html) == ["2"]
    assert [each.sequence for each in stored(visits)] == [0] * 4
