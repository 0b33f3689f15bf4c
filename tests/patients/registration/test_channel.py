"""Reminders go where they arrive, and messages are written in a language that was asked for."""

from datetime import date
from typing import Any

import pytest

from appointments.desk.walk_in.forms import WalkInForm
from medisecure.web.input.fields import new_id
from patients.proxies.forms import ProxyForm
from patients.registration.arrival_file import FileRow
from patients.registration.arrivals import arrivals
from patients.registration.forms import RegisterForm, WhoForm

TODAY = date(2026, 6, 1)
PHONE, MAIL = {"phone_number": "33123456"}, {"email": "noor@example.com"}


@pytest.fixture(autouse=True)
def texts_are_set_up(settings: Any) -> None:
    settings.MESSAGE_CARRIERS = {"email": "medisecure.mail.Mail", "sms": "medisecure.mail.Mail"}


def form(**typed: str) -> RegisterForm:
    who = {"patient_id": new_id("patient"), "first_name": "Noor", "date_of_birth": "1/2/1990",
           "language": "ar"}  # fmt: skip
    return RegisterForm(who | typed, today=TODAY)


@pytest.mark.parametrize(
    ("given", "channel"), [(PHONE, "phone"), (MAIL, "email"), (PHONE | MAIL, "email"),
    ({"guardian_name": "Mona", "guardian_phone": "33123456"}, "phone")],
)  # fmt: skip
def test_what_was_not_chosen_follows_what_was_given(given: dict[str, str], channel: str) -> None:
    told = form(**given)
    assert told.is_valid(), told.errors
    assert told.new_patient().preferences.communication_method == channel


@pytest.mark.parametrize("chosen", ["email", "sms", "phone"])
def test_a_channel_that_leads_nowhere_is_refused_in_words(chosen: str) -> None:
    told = form(**(PHONE if chosen == "email" else MAIL), communication_method=chosen)
    assert list(told.errors) == ["communication_method"]
    assert "Write one, or choose another way." in told.errors["communication_method"][0]


@pytest.mark.parametrize("chosen", ["email", "sms", "phone"])
def test_one_that_was_chosen_and_reaches_them_is_kept(chosen: str) -> None:
    told = form(**PHONE, **MAIL, communication_method=chosen)
    assert told.is_valid(), told.errors
    assert told.new_patient().preferences.communication_method == chosen


def test_a_correction_cannot_leave_a_channel_behind_that_leads_nowhere() -> None:
    typed = {"first_name": "Noor", "date_of_birth": "1/2/1990", "language": "ar",
             "communication_method": "email"}  # fmt: skip
    assert list(WhoForm(typed | PHONE, today=TODAY).errors) == ["communication_method"]
    assert WhoForm(typed | MAIL, today=TODAY).is_valid()


def test_a_file_that_names_a_channel_which_leads_nowhere_registers_by_the_other() -> None:
    cells = {"first_name": "Noor", "date_of_birth": "1/2/1990", "communication_method": "email"}
    columns = {name: name for name in (*cells, *PHONE)}
    (found,) = arrivals([FileRow(2, cells | PHONE, "")], columns, today=TODAY, language="ar")
    assert found.new is not None, found.problems
    assert found.new.preferences.communication_method == "phone"


@pytest.mark.parametrize(
    ("name", "asked", "language"), [("Noor", "ar", "ar"), ("نور", "", "ar"), ("Noor", "", "en")]
)
def test_who_walks_in_is_reached_by_phone_and_in_their_language(
    name: str, asked: str, language: str
) -> None:
    walk_in = WalkInForm({
        "appointment_id": new_id("appointment"), "patient_id": new_id("patient"), "provider": "p",
        "first_name": name, "date_of_birth": "1/2/1990", "language": asked, "minutes": "15",
    } | PHONE, today=TODAY)  # fmt: skip
    walk_in.fields["provider"].choices = [("p", "P")]  # type: ignore[attr-defined]
    assert walk_in.is_valid(), walk_in.errors
    wishes = walk_in.new_patient().preferences
    assert (wishes.communication_method, wishes.language) == ("phone", language)


@pytest.mark.parametrize(
    "asked",
    [RegisterForm(today=TODAY), ProxyForm(people={})],
    ids=["registration", "carer"],
)
def test_the_language_of_somebody_new_is_asked_and_stands_on_nothing(asked: Any) -> None:
    assert not asked["language"].value()
    assert [code for code, _ in asked.fields["language"].choices] == ["", "en", "ar"]


def test_it_is_not_forgotten() -> None:
    told = form(**PHONE, language="")
    assert "Ask in which language" in told.errors["language"][0]
