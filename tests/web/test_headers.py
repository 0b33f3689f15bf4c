"""What every answer tells the browser: keep nothing, run nothing foreign, show it nowhere else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.people import JOHN

ROOT = Path(__file__).resolve().parents[2]
SignedIn = Callable[[str], Client]
PATHS = ["/", "/home/", f"/patients/{JOHN}/records/", "/profile/", "/no/such/page/", "/healthz",
         "/sign-in-failed/", "/sign-out/"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers_that_guard_health_data(
    signed_in: SignedIn, path: str
) -> None:
    response: Any = signed_in(JOHN).get(path)
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert "Server" not in response
    assert "X-Powered-By" not in response


def policy_of(response: HttpResponse) -> dict[str, list[str]]:
    parts = response["Content-Security-Policy"].split(";")
    return {name: rest.split() for name, _, rest in (part.strip().partition(" ") for part in parts)}


@pytest.mark.parametrize("path", PATHS)
def test_the_content_policy_starts_from_nothing(signed_in: SignedIn, path: str) -> None:
    response: Any = signed_in(JOHN).get(path)
    policy = policy_of(response)
    assert policy["default-src"] == ["'none'"]
    for name in ("script-src", "style-src", "connect-src", "font-src"):
        assert policy[name] == ["'self'"]
    for name in ("frame-ancestors", "base-uri", "object-src"):
        assert policy[name] == ["'none'"]
    assert not [each for values in policy.values() for each in values
                if "unsafe" in each or each in ("*", "http:", "https:", "blob:")]  # fmt: skip
    assert "data:" not in policy["script-src"]


def test_a_strangers_answers_are_as_guarded(clinic: None) -> None:
    response: Any = Client().get(f"/patients/{JOHN}/")
    assert response.status_code == 302
    assert response["Cache-Control"] == "no-store"
    assert policy_of(response)["default-src"] == ["'none'"]


def test_a_page_in_somebodys_language_says_so(signed_in: SignedIn) -> None:
    response: Any = signed_in("patient_layla").get("/home/")
    assert response["Content-Language"] == "ar"
    assert b'dir="rtl"' in response.content


def test_other_hosts_are_not_us(clinic: None) -> None:
    """Under its real name only: links in a page are made from the name that was asked for."""
    response: Any = Client().get("/", headers={"host": "evil.example"})
    assert settings.ALLOWED_HOSTS == ["127.0.0.1", "testserver"]  # the runner adds its own
    assert response.status_code == 400
    assert b"evil.example" not in response.content


def test_nothing_is_loaded_from_elsewhere() -> None:
    for file in (ROOT / "templates").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        for mark in ('src="http', "src='http", 'src="//', '<link rel="stylesheet" href="http'):
            assert mark not in text, file.name


@pytest.mark.parametrize("method", ["get", "head", "options", "trace"])
def test_no_method_answers_with_an_error_of_ours(signed_in: SignedIn, method: str) -> None:
    client = signed_in(JOHN)
    for path in PATHS:
        assert getattr(client, method)(path).status_code < 500
