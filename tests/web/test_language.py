"""Everybody reads in their own language and on their own clock, and no one else's leaks in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation

from medisecure import wiring
from medisecure.identity.person import Preferences
from medisecure.identity.repository import People
from medisecure.web.language import zone_of
from tests.conftest import signed_in_client
from tests.dynamodb.examples import new_patient
from tests.people import LAYLA

SignedIn = Callable[[str], Client]


def language_of(client: Client, path: str = "/profile/", **headers: str) -> str:
    response: Any = client.get(path, headers=headers)
    page = response.content.decode()
    assert f'lang="{response["Content-Language"]}"' in page
    return str(response["Content-Language"])


def test_a_persons_preference_goes_before_the_browsers(signed_in: SignedIn) -> None:
    assert language_of(signed_in(LAYLA), **{"accept-language": "en"}) == "ar"
    assert language_of(signed_in(new_patient()), **{"accept-language": "ar"}) == "en"


def test_one_persons_language_does_not_stay_for_the_next(signed_in: SignedIn) -> None:
    english = signed_in(new_patient())
    arabic = signed_in(LAYLA)
    assert [language_of(each) for each in (arabic, english, arabic, english)] == [
        "ar", "en", "ar", "en",
    ]  # fmt: skip
    assert language_of(Client(), "/") == "en"
    assert timezone.get_current_timezone_name() == settings.CLINIC_ZONE
    translation.activate("en")


def test_a_strangers_choice_is_a_cookie_for_this_host(clinic: None) -> None:
    client = Client()
    response: Any = client.post("/language/", {"language": "ar", "next": "/signed-out/"})
    assert response["Location"] == "/signed-out/"
    cookie = response.cookies["__Host-language"]
    assert (cookie.value, cookie["secure"], cookie["httponly"]) == ("ar", True, True)
    assert language_of(client, "/") == "ar"


def test_a_signed_in_persons_choice_is_kept_in_their_preferences(clinic: None) -> None:
    patient = new_patient()
    client = signed_in_client(patient)
    client.post("/language/", {"language": "ar"})
    kept = People(wiring.system_work("tests")).get(patient).preferences
    assert kept is not None
    assert kept.language == "ar"
    assert language_of(signed_in_client(patient)) == "ar"


@pytest.mark.parametrize("wanted", ["", "xx", "../en", "en\r\nSet-Cookie: a=b", "ar" * 100, "\x00"])
def test_an_unknown_language_changes_nothing(clinic: None, wanted: str) -> None:
    response: Any = Client().post("/language/", {"language": wanted})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert "__Host-language" not in response.cookies


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)",
        "evil", "http://testserver.evil.example/", "\\\\evil.example", "///evil.example", "",
    ],
)  # fmt: skip
def test_choosing_a_language_leads_to_no_foreign_page(clinic: None, target: str) -> None:
    response: Any = Client().post("/language/", {"language": "ar", "next": target})
    assert response["Location"] == "/"


@pytest.mark.parametrize("name", ["Mars/Base", "", "../../etc/passwd", "\x00"])
def test_a_time_zone_nobody_knows_is_the_clinics(name: str) -> None:
    assert zone_of(Preferences(timezone=name)).key == settings.CLINIC_ZONE
    assert zone_of(None).key == settings.CLINIC_ZONE
    assert zone_of(Preferences(timezone="Europe/Paris")).key == "Europe/Paris"
