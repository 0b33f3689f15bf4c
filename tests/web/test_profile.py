"""Everyone's own page: preferences and sessions."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.test import Client

from medisecure import wiring
from medisecure.dynamodb.calls.meter import metered
from medisecure.identity.person import Preferences
from medisecure.identity.repository import People
from medisecure.importing.loading import load
from tests.people import DR_SMITH, JOHN, OMAR, REEM, profile
from tests.trail import entries

SignIn = Callable[[str], Client]
PAGE = "/profile/"
NUMBERS = count()
WANTED = {"language": "en", "timezone": "Europe/Paris", "communication_method": "sms"}


@pytest.fixture(autouse=True)
def texts_are_set_up(settings: Any) -> None:
    settings.MESSAGE_CARRIERS = {**settings.MESSAGE_CARRIERS, "sms": "medisecure.mail.Mail"}


def test_a_channel_that_is_not_set_up_is_not_offered_and_one_chosen_before_says_so(
    somebody: str, signed_in: SignIn, settings: Any
) -> None:
    browser = signed_in(somebody)
    browser.post(PAGE, sent(0))
    settings.MESSAGE_CARRIERS = {"email": "medisecure.mail.Mail"}
    page = browser.get(PAGE).content.decode()
    assert "Text message (not available now)" in page
    other = signed_in(JOHN).get(PAGE).content.decode()
    assert 'value="sms"' not in other
    assert 'value="phone"' in other


def test_nobody_is_offered_a_channel_that_cannot_reach_them(
    signed_in: SignIn, clinic: None
) -> None:
    name = "patient_profile_no_phone"
    uow = wiring.system_work("tests")
    load(uow, profile(name, "PATIENT", "Pat", "Mailed", f"{name}@example.com"))
    uow.close()
    page = signed_in(name).get(PAGE).content.decode()
    assert 'value="email"' in page
    assert 'value="phone"' not in page
    assert 'value="sms"' not in page


@pytest.fixture
def somebody(clinic: None) -> str:
    """A patient of this test alone."""
    number = next(NUMBERS)
    name = f"patient_profile_{number}"
    uow = wiring.system_work("tests")
    load(uow, profile(name, "PATIENT", "Pat", f"Profile{number}", f"{name}@example.com",
                      phone="+97433123456"))  # fmt: skip
    uow.close()
    return name


def stored(user_id: str) -> Any:
    return People(wiring.system_work("tests")).get(user_id)


def sent(version: int, **changed: str) -> dict[str, str]:
    return {**WANTED, "version": str(version), **changed}


def test_a_place_stands_once_by_its_present_name(somebody: str, signed_in: SignIn) -> None:
    html = signed_in(somebody).get(PAGE).content.decode()
    for present, old in (("Asia/Kolkata", "Asia/Calcutta"), ("Europe/Kyiv", "Europe/Kiev"),
                         ("Asia/Ho_Chi_Minh", "Asia/Saigon")):  # fmt: skip
        assert html.count(f'value="{present}"') == 1
        assert f'value="{old}"' not in html


def test_an_old_name_of_a_place_stays_valid_for_who_chose_it(
    signed_in: SignIn, clinic: None
) -> None:
    name = "patient_profile_calcutta"
    item = profile(name, "PATIENT", "Pat", "Calcutta", f"{name}@example.com", phone="+97433123456")
    item["preferences"] = {**WANTED, "communicationMethod": "email", "timezone": "Asia/Calcutta"}
    del item["preferences"]["communication_method"]
    uow = wiring.system_work("tests")
    load(uow, item)
    uow.close()
    browser = signed_in(name)
    assert '<option value="Asia/Calcutta" selected>' in browser.get(PAGE).content.decode()
    assert browser.post(PAGE, sent(0, timezone="Asia/Calcutta")).status_code == 302
    assert stored(name).preferences.timezone == "Asia/Calcutta"


@pytest.mark.parametrize("who", [JOHN, DR_SMITH, REEM, OMAR])
def test_everyone_sees_themselves(who: str, signed_in: SignIn) -> None:
    response = signed_in(who).get(PAGE)
    assert response.status_code == 200
    assert who in response.content.decode()


def test_the_page_costs_one_round_trip(signed_in: SignIn) -> None:
    browser = signed_in(REEM)
    browser.get(PAGE)
    with metered() as meter:
        browser.get(PAGE)
    assert meter.total == 1


def test_a_choice_is_kept_and_audited(
    somebody: str, signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    response = signed_in(somebody).post(PAGE, sent(0))
    assert response.status_code == 302
    assert stored(somebody).preferences == Preferences(**WANTED)
    assert entries(
        raw(actor=somebody), userId=somebody, action="UPDATE_PREFERENCES", result="SUCCESS"
    )


def test_the_next_page_speaks_the_chosen_language(somebody: str, signed_in: SignIn) -> None:
    page = signed_in(somebody).post(PAGE, sent(0, language="ar"), follow=True).content.decode()
    assert 'dir="rtl"' in page


def test_a_stale_form_changes_nothing_says_so_and_keeps_what_was_chosen(
    somebody: str, signed_in: SignIn
) -> None:
    browser = signed_in(somebody)
    browser.post(PAGE, sent(0))
    response = browser.post(PAGE, sent(0, communication_method="phone", timezone="Asia/Tokyo"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "changed in the meantime" in page
    assert '<option value="Asia/Tokyo" selected>' in page
    assert stored(somebody).preferences == Preferences(**WANTED)


def test_after_the_warning_the_same_choice_goes_through(somebody: str, signed_in: SignIn) -> None:
    browser = signed_in(somebody)
    browser.post(PAGE, sent(0))
    warned = browser.post(PAGE, sent(0, communication_method="phone"))
    again = warned.context["form"].data
    assert browser.post(PAGE, again).status_code == 302
    assert stored(somebody).preferences.communication_method == "phone"


def test_the_same_choice_sent_twice_is_saved_once(somebody: str, signed_in: SignIn) -> None:
    browser = signed_in(somebody)
    browser.post(PAGE, sent(0))
    assert browser.post(PAGE, sent(1)).status_code == 302
    assert stored(somebody).version == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"timezone": "Mars/Olympus"},
        {"timezone": "../../etc/passwd"},
        {"language": "xx"},
        {"communication_method": "pigeon"},
        {"version": "-1"},
        {"version": "one"},
        {"language": "\x00"},
    ],
)
def test_what_cannot_be_chosen_is_refused_and_nothing_is_stored(
    wrong: dict[str, str], somebody: str, signed_in: SignIn
) -> None:
    response = signed_in(somebody).post(PAGE, {**sent(0), **wrong})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert stored(somebody).version == 0


def test_signing_out_everywhere_ends_every_session_at_once(
    somebody: str, signed_in: SignIn
) -> None:
    here, elsewhere = signed_in(somebody), signed_in(somebody)
    assert elsewhere.get(PAGE).status_code == 200
    response = here.post(PAGE, {"sign_out_everywhere": "1"})
    assert response.status_code == 302
    assert "/logout" in response["Location"]
    for browser in (here, elsewhere):
        assert browser.get(PAGE).status_code == 302
    assert signed_in(somebody).get(PAGE).status_code == 200


def test_a_link_cannot_sign_anyone_out_everywhere(somebody: str, signed_in: SignIn) -> None:
    browser = signed_in(somebody)
    browser.get(f"{PAGE}?sign_out_everywhere=1")
    assert stored(somebody).session_epoch == 0
