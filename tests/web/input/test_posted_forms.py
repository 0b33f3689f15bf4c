"""What was typed when a session ran out is there again after the new sign-in, for its owner."""

import time
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.test import Client

from medisecure import wiring
from medisecure.dynamodb.calls.wire import plain_item
from medisecure.identity import interrupted_forms, sessions
from medisecure.identity.sessions import SessionStore, key_of
from tests.conftest import signed_in_client, user_named
from tests.people import JOHN, LAYLA

TYPED = "canary: short of breath since Tuesday"
Clock = Callable[[float], None]

pytestmark = pytest.mark.urls("tests.web.unsettled")


@pytest.fixture
def clock(clinic: None, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """`clock(60)`: a minute later for the sessions."""
    moment, later = time.time(), [0.0]
    monkeypatch.setattr(sessions, "time", SimpleNamespace(time=lambda: moment + later[0]))
    return partial(later.__setitem__, 0)


def sign_in_again(client: Client, user_id: str) -> None:
    """As the sign-in's last step does it, on the session the browser has by now."""
    user = user_named(user_id)
    request = HttpRequest()
    request.session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    session: Any = request.session
    session.belongs_to(user.person)
    auth.login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


def expired_post(clock: Clock, user_id: str, path: str = "/note/", typed: str = TYPED) -> Client:
    """A client whose form was posted a quarter of an hour too late."""
    client = signed_in_client(user_id)
    assert client.get(path).status_code == 200
    clock(16 * 60)
    response: Any = client.post(path, {"note": typed, "csrfmiddlewaretoken": "x" * 64})
    assert response.status_code == 302
    target = urlsplit(response["Location"])
    assert (target.path, parse_qs(target.query)["next"]) == ("/oidc/authenticate/", [path])
    return client


def text_on(client: Client, path: str = "/note/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_typed_text_comes_back_once_and_nothing_was_saved(clock: Clock) -> None:
    client = expired_post(clock, JOHN)
    sign_in_again(client, JOHN)
    assert TYPED in text_on(client)
    assert TYPED not in text_on(client)


def test_what_came_back_can_be_sent(clock: Clock) -> None:
    client = expired_post(clock, JOHN)
    sign_in_again(client, JOHN)
    text_on(client)
    response: Any = client.post("/note/", {"note": TYPED})
    assert response["Location"] == "/note/?sent"


def test_too_short_a_text_comes_back_too_and_says_what_is_wrong(clock: Clock) -> None:
    client = expired_post(clock, JOHN, typed="hm")
    sign_in_again(client, JOHN)
    assert 'value="hm"' in text_on(client)


def test_another_person_does_not_get_it(clock: Clock) -> None:
    client = expired_post(clock, JOHN)
    sign_in_again(client, LAYLA)
    assert "canary" not in text_on(client)
    sign_in_again(client, JOHN)
    assert "canary" not in text_on(client)  # it was thrown away with the first look


def test_another_page_does_not_get_it(clock: Clock) -> None:
    client = expired_post(clock, JOHN)
    sign_in_again(client, JOHN)
    assert "canary" not in text_on(client, "/other-note/")
    assert TYPED in text_on(client)


def test_a_stranger_does_not_get_it(clock: Clock) -> None:
    client = expired_post(clock, JOHN)
    assert client.get("/note/").status_code == 302


def test_it_is_sealed_where_it_waits(clock: Clock) -> None:
    client = expired_post(clock, JOHN)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    item = wiring.sessions_table().get(key_of(key), consistent=True)
    assert item is not None
    kept = SessionStore(key).decode(plain_item(item)["data"])
    assert list(kept["drafts"]) == ["/note/"]
    assert "canary" not in str(plain_item(item)) + str(kept)
    assert JOHN not in key  # a stranger's session: it opens nothing


def test_a_form_from_another_site_leaves_nothing(clock: Clock) -> None:
    client = signed_in_client(JOHN)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    clock(16 * 60)
    assert strict.post("/note/", {"note": TYPED}).status_code == 403
    sign_in_again(strict, JOHN)
    assert "canary" not in text_on(strict)


def test_a_stranger_without_an_expired_session_leaves_nothing(clinic: None) -> None:
    """Else anybody could plant text for whoever signs in next at this browser."""
    client = Client()
    client.post("/note/", {"note": TYPED})
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    forged = Client()
    forged.cookies[settings.SESSION_COOKIE_NAME] = f"{'a' * 43}.{JOHN}"
    forged.post("/note/", {"note": TYPED})
    name = forged.cookies[settings.SESSION_COOKIE_NAME].value
    assert name in ("", f"{'a' * 43}.{JOHN}")


def test_a_text_beyond_the_limit_is_not_kept(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interrupted_forms, "LONGEST", 1000)
    client = expired_post(clock, JOHN, typed="y" * (interrupted_forms.LONGEST + 1))
    sign_in_again(client, JOHN)
    assert "yyyy" not in text_on(client)


def test_text_in_any_letters_survives(clock: Clock) -> None:
    typed = "ضيق في التنفس 😀 \u200f\u2067x\u2069 & <b>"
    client = expired_post(clock, JOHN, typed=typed)
    sign_in_again(client, JOHN)
    assert "ضيق في التنفس 😀" in text_on(client)
