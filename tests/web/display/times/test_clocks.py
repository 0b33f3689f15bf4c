"""A page tells all its times by one clock, names it once, and the reader's own where it differs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from medisecure import wiring
from medisecure.identity.person import Preferences
from medisecure.web.display.times.clocks import OWN
from patients.profile.repository import Patients
from tests.desk import by_dohas_clock, fresh_patient
from tests.people import JOHN, RECORD, VISIT

SignIn = Callable[[str], Client]
EVENING = datetime(2025, 6, 15, 20, 30, tzinfo=UTC)  # 23:30 in Doha


def shown(at: datetime, own: str | None) -> str:
    token = OWN.set(ZoneInfo(own) if own else None)
    try:
        tags = "{% load medisecure %}{% datetime_in_zone x %}"
        return strip_tags(Template(tags).render(Context({"x": at})))
    finally:
        OWN.reset(token)


@by_dohas_clock
@pytest.mark.parametrize(("own", "said"), [
    (None, "15 June 2025, 23:30"),
    ("Asia/Qatar", "15 June 2025, 23:30"),
    ("Asia/Riyadh", "15 June 2025, 23:30"),  # another name, the same time
    ("Europe/London", "15 June 2025, 23:30 (21:30 on your clock)"),
    ("Asia/Tokyo", "15 June 2025, 23:30 (Mon 16 Jun 05:30 on your clock)"),
])  # fmt: skip
def test_both_clocks_are_told_only_where_they_differ(own: str | None, said: str) -> None:
    assert shown(EVENING, own) == said


@pytest.fixture
def johns_clock(clinic: None) -> Any:
    """John's clock set to London, and back."""

    def set_to(name: str) -> None:
        uow = wiring.system_work("tests")
        john = Patients(uow).get(JOHN)
        with uow:
            wanted = replace(john.preferences or Preferences(), timezone=name)
            Patients(uow).save(replace(john, preferences=wanted), "UPDATE_PREFERENCES")
        uow.close()

    set_to("Europe/London")
    yield
    set_to("Asia/Qatar")


@by_dohas_clock
@pytest.mark.usefixtures("johns_clock")
def test_the_visit_and_its_record_are_told_by_the_same_clock(signed_in: SignIn) -> None:
    client = signed_in(JOHN)
    pages = {
        name: unescape(strip_tags(client.get(url).content.decode()))
        for name, url in {
            "visit": reverse("appointments:detail", args=[JOHN, VISIT]),
            "record": reverse("patients:record", args=[JOHN, RECORD]),
            "records": reverse("patients:records", args=[JOHN]),
        }.items()
    }
    assert "17:00 (15:00 on your clock)" in pages["visit"]  # 14:00 UTC
    assert "13:30" in pages["record"]  # 10:30 UTC
    assert "13:30" in pages["records"]
    for name, text in pages.items():
        assert text.count("Qatar time") == 1, name
        assert text.count("London time") == 1, name


@by_dohas_clock
@pytest.mark.usefixtures("clinic")
def test_a_page_names_its_clock_once(signed_in: SignIn) -> None:
    patient = fresh_patient()
    for url in ("/home/", reverse("appointments:of-patient", args=[patient])):
        text = unescape(strip_tags(signed_in(patient).get(url).content.decode()))
        assert text.count("Qatar time") == 1, url
        assert "your own clock" not in text
