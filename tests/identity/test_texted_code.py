"""The code of an invitation as a text message: by a press, to the phone that is kept, recorded."""

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from medisecure.identity.portal.invitations import Invitations, code_of
from medisecure.importing.loading import load
from medisecure.messages import Message, NotNow, OutcomeUnknown
from medisecure.wiring import system_work
from tests.dynamodb.examples import new_name
from tests.people import REEM, profile
from tests.trail import entries

pytestmark = pytest.mark.usefixtures("clinic", "keys_of_this_cloud")
SignIn = Callable[[str], Client]


class Texts:
    """A carrier that keeps what it is given, or answers as a test wants."""

    sent: ClassVar[list[Message]] = []
    answers: ClassVar[list[Exception]] = []

    def send(self, message: Message) -> str:
        if self.answers:
            raise self.answers.pop()
        self.sent.append(message)
        return "text-1"


@pytest.fixture
def texts(settings: Settings) -> type[Texts]:
    settings.MESSAGE_CARRIERS = {**settings.MESSAGE_CARRIERS, "sms": f"{__name__}.Texts"}
    Texts.sent, Texts.answers = [], []
    return Texts


def invited(desk: Client, phone: str = "+97455501299", language: str = "en") -> str:
    """A patient who was invited and has an open code; their id."""
    name = new_name("patient")
    item = profile(name, "PATIENT", "Text", "Test", f"{name}@example.com".lower(), phone=phone,
                   born="1990-01-01", language=language)  # fmt: skip
    del item["cognitoUserId"]
    uow = system_work("tests")
    load(uow, item)
    uow.close()
    assert desk.post(reverse("patients:portal-invite", args=[name])).status_code == 302
    return name


def page(patient_id: str) -> str:
    return reverse("patients:portal-code", args=[patient_id])


def test_the_code_goes_to_the_phone_in_their_language_and_stands_in_the_trail(
    signed_in: SignIn, texts: type[Texts], raw: Any
) -> None:
    desk = signed_in(REEM)
    who = invited(desk, language="ar")
    shown = desk.get(page(who)).content.decode()
    assert "1299" in shown
    assert "+97455501299" not in shown
    answer = desk.post(page(who), {"text": "1"}, follow=True).content.decode()
    assert "The code is sent to" in answer
    assert "Sent as a text message" in answer
    (message,) = texts.sent
    uow = system_work("tests")
    invitation = Invitations(uow).of(who)
    assert invitation is not None
    assert code_of(uow, invitation) in message.text
    assert "رمز" in message.text
    assert message.to == "+97455501299"
    assert entries(raw(patient=who), userId=REEM, action="TEXT_INVITATION_CODE", patientId=who)


def test_where_the_clinic_sends_no_texts_or_no_phone_takes_them_nothing_is_offered(
    signed_in: SignIn, texts: type[Texts], settings: Settings
) -> None:
    desk = signed_in(REEM)
    extension, nothing, usual = (
        invited(desk, "+97444001234;ext=5"),
        invited(desk, ""),
        invited(desk),
    )
    for who in (extension, nothing):
        assert 'name="text"' not in desk.get(page(who)).content.decode()
        desk.post(page(who), {"text": "1"})
    del settings.MESSAGE_CARRIERS["sms"]
    assert 'name="text"' not in desk.get(page(usual)).content.decode()
    desk.post(page(usual), {"text": "1"})
    assert texts.sent == []


@pytest.mark.parametrize(
    ("trouble", "says", "noted"),
    [(NotNow(), "was not sent", 0), (OutcomeUnknown(), "Nobody knows", 1)],
)
def test_what_did_not_go_out_is_said_and_not_noted_as_sent(
    signed_in: SignIn, texts: type[Texts], trouble: Exception, says: str, noted: int
) -> None:
    desk = signed_in(REEM)
    who = invited(desk)
    texts.answers = [trouble]
    html = desk.post(page(who), {"text": "1"}, follow=True).content.decode()
    assert says in html
    invitation = Invitations(system_work("tests")).of(who)
    assert invitation is not None
    assert bool(invitation.texted_at) == noted
