"""Whoever works here needs a code beside the password, and can set it up; patients may choose."""

import re
import time
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from medisecure.identity import second_factor
from medisecure.web.second_factor.forms import CodeForm
from tests.dynamodb.examples import trail
from tests.identity.browser import PASSWORD, Browser, mail, registered
from tests.people import OMAR, REEM
from tests.tools.local_cloud.hosted import send
from tools.local_cloud.supervisor import RunningCloud
from tools.one_time_code import code_of

PAGE = "/second-factor/"
HOUSE = ("provider", "staff", "compliance")


@pytest.fixture(autouse=True)
def as_in_a_clinic(keys_of_this_cloud: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SECOND_FACTOR_FOR", HOUSE)


def secret_on(visitor: Browser) -> str:
    response = visitor.client.get(PAGE)
    assert response.status_code == 200
    secret: str = response.context["secret"]
    assert secret in response.content.decode()
    return "".join(secret.split())


def confirmed(visitor: Browser, secret: str) -> Any:
    return visitor.client.post(PAGE, {"code": pyotp.TOTP(secret).now()})


def with_code(visitor: Browser, name: str, secret: str) -> Any:
    """Sign in at Cognito's page, which asks for the code too."""
    place = visitor.start()
    page = send(visitor.cloud.endpoint, "GET", place.removeprefix(visitor.cloud.endpoint)).page
    asked = send(visitor.cloud.endpoint, "POST", "/login",
                 page.fields | {"username": mail(name), "password": PASSWORD})  # fmt: skip
    assert asked.page.visible == {"code"}
    done = send(visitor.cloud.endpoint, "POST", "/login",
                asked.page.fields | {"code": pyotp.TOTP(secret).now()})  # fmt: skip
    return visitor.come_back(done.location)


@pytest.mark.parametrize("kind", ["PROVIDER", "STAFF", "COMPLIANCE"])
def test_who_works_here_sees_nothing_before_it_is_set_up_and_is_asked_from_then_on(
    cloud: RunningCloud, cognito: Any, visitor: Browser, kind: str
) -> None:
    name = registered(cognito, kind)
    visitor.sign_in(mail(name))
    for path in ("/board/", "/day/", "/oversight/", "/profile/", "/patients/patient_12345/"):
        response = visitor.client.get(path)
        assert (response.status_code, response["Location"]) == (302, PAGE), path
    assert visitor.client.post("/stay/")["Location"] == PAGE
    secret = secret_on(visitor)
    assert secret_on(visitor) == secret  # looked at again, it is the same
    wrong = visitor.client.post(PAGE, {"code": "000000"})
    assert "not right" in wrong.content.decode()
    assert not visitor.is_in
    assert confirmed(visitor, secret)["Location"] == "/"
    assert visitor.is_in
    assert trail(cloud, userId=name, action="ADD_SECOND_FACTOR")
    visitor.client.post("/sign-out/")
    assert with_code(visitor, name, secret)["Location"] == "/"
    assert visitor.is_in


def test_a_patient_may_choose_it_and_turn_it_off_again(cognito: Any, visitor: Browser) -> None:
    name = registered(cognito)
    visitor.sign_in(mail(name))
    assert visitor.is_in
    assert PAGE in visitor.client.get("/profile/").content.decode()
    assert visitor.client.get(PAGE).context["is_old"]  # a session alone is not enough
    visitor.sign_in(mail(name), next=PAGE, fresh="1")
    secret = secret_on(visitor)
    confirmed(visitor, secret)
    assert visitor.client.get(PAGE).context["is_on"]
    visitor.client.post(PAGE, {"turn_off": "1"})
    visitor.client.post("/sign-out/")
    visitor.sign_in(mail(name))
    assert visitor.is_in


def test_who_needs_it_cannot_turn_it_off(cognito: Any, visitor: Browser) -> None:
    name = registered(cognito, "STAFF")
    visitor.sign_in(mail(name))
    confirmed(visitor, secret_on(visitor))
    page = visitor.client.post(PAGE, {"turn_off": "1"})
    assert "turn_off" not in page.content.decode()
    account = cognito.admin_get_user(UserPoolId=settings.USER_POOL_ID, Username=mail(name))
    assert "SOFTWARE_TOKEN_MFA" in account["UserMFASettingList"]


def test_token_and_secret_are_sealed_where_they_wait(cognito: Any, visitor: Browser) -> None:
    name = registered(cognito, "STAFF")
    visitor.sign_in(mail(name))
    secret = secret_on(visitor)
    kept = str(dict(visitor.client.session.items()))
    assert second_factor.TOKEN in kept
    assert not re.search(r"eyJ[\w-]+\.", kept)  # how a token begins; what is sealed has no dots
    assert secret not in kept
    confirmed(visitor, secret)
    assert second_factor.SECRET not in visitor.client.session


@pytest.mark.parametrize(("typed", "sent"), [
    ("123 456", "123456"), ("١٢٣٤٥٦", "123456"), ("12345", ""), ("1234567", ""), ("12345a", ""),
    ("", ""), ("²²²²²²", ""),
])  # fmt: skip
def test_a_code_is_read_as_people_type_it(typed: str, sent: str) -> None:
    form = CodeForm({"code": typed})
    assert form.is_valid() is bool(sent)
    assert form.cleaned_data.get("code", "") == sent


def test_the_picture_says_what_an_app_understands() -> None:
    secret = pyotp.random_base32()
    parsed = pyotp.parse_uri(second_factor.uri_of(secret, "reem@medisecure.com"))
    found = parsed.secret, parsed.issuer, parsed.name.removeprefix("MediSecure:")
    assert found == (secret, "MediSecure", "reem@medisecure.com")


def test_the_demos_phone_shows_the_code_of_now() -> None:
    secret = pyotp.random_base32()
    code, seconds = code_of(f"{secret[:4]} {secret[4:]}", moment := time.time())
    assert code == pyotp.TOTP(secret).at(int(moment))
    assert 1 <= seconds <= 30
    assert re.fullmatch(r"\d{6}", code)


def test_the_page_is_where_people_are_sent() -> None:
    assert reverse("second-factor") == PAGE


def test_a_lost_phone_is_reset_by_compliance_and_a_new_one_set_up_at_the_next_sign_in(
    cloud: RunningCloud, cognito: Any, visitor: Browser, signed_in: Callable[[str], Client]
) -> None:
    name = registered(cognito, "STAFF")
    visitor.sign_in(mail(name))
    confirmed(visitor, secret_on(visitor))
    assert visitor.is_in
    with override_settings(SECOND_FACTOR_FOR=()):  # Omar has shown his
        omar, url = signed_in(OMAR), reverse("oversight:colleagues")
        assert 'name="reset_factor"' in omar.get(url, {"who": name}).content.decode()
        said = omar.post(url, {"reset_factor": "1", "user": name}, follow=True).content.decode()
        assert "The second factor is reset" in said
        assert omar.post(url, {"reset_factor": "1", "user": OMAR}).status_code == 404
    assert not visitor.is_in  # all sessions have ended
    account = cognito.admin_get_user(UserPoolId=settings.USER_POOL_ID, Username=mail(name))
    assert "SOFTWARE_TOKEN_MFA" not in account.get("UserMFASettingList", [])
    assert trail(cloud, lambda e: e["userId"] == OMAR and e["action"] == "RESET_SECOND_FACTOR")
    visitor.sign_in(mail(name))  # with the password alone
    assert visitor.client.get("/board/")["Location"] == PAGE
    confirmed(visitor, secret_on(visitor))
    assert visitor.is_in


def test_the_desk_resets_a_patients_and_the_way_in_says_whom_to_ask(
    cognito: Any, visitor: Browser, signed_in: Callable[[str], Client]
) -> None:
    assert "Lost the phone" in visitor.client.get("/").content.decode()
    name = registered(cognito)
    visitor.sign_in(mail(name), next=PAGE, fresh="1")
    confirmed(visitor, secret_on(visitor))
    with override_settings(SECOND_FACTOR_FOR=()):
        desk = signed_in(REEM)
        page = reverse("patients:account", args=[name])
        said = desk.post(page, {"reset_factor": "1"}, follow=True).content.decode()
    assert "The second factor is reset" in said
    visitor.sign_in(mail(name))
    assert visitor.is_in


def test_another_phone_may_still_be_left_be(cognito: Any, visitor: Browser) -> None:
    name = registered(cognito)
    visitor.sign_in(mail(name), next=PAGE, fresh="1")
    secret = secret_on(visitor)
    assert 'name="keep"' not in visitor.client.get(PAGE).content.decode()
    confirmed(visitor, secret)
    page = visitor.client.post(PAGE, {"anew": "1"}).content.decode()
    assert "the codes of the present one hold" in page
    assert 'name="keep"' in page
    assert 'href="otpauth://totp/' in page
    assert visitor.client.post(PAGE, {"keep": "1"})["Location"] == PAGE
    page = visitor.client.get(PAGE)
    assert page.context["is_on"]
    assert 'name="turn_off"' in page.content.decode()
    visitor.client.post("/sign-out/")
    assert with_code(visitor, name, secret)["Location"] == "/"


def test_there_is_a_way_back_but_for_those_who_may_go_nowhere_else(
    cognito: Any, visitor: Browser
) -> None:
    visitor.sign_in(mail(registered(cognito)))
    assert 'class="page-back" href="/profile/"' in visitor.client.get(PAGE).content.decode()
    visitor.client.post("/sign-out/")
    visitor.sign_in(mail(registered(cognito, "STAFF")))
    assert "page-back" not in visitor.client.get(PAGE).content.decode()
