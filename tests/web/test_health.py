"""Load balancers learn whether we are alive and whether we can work, and nothing else."""

import json
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from medisecure import wiring
from medisecure.dynamodb.calls.client import dynamodb_client
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.identity import provider
from tests.environment import free_port
from tools.local_cloud.supervisor import RunningCloud


def answer(path: str) -> tuple[int, dict[str, Any]]:
    response = Client().get(path)
    return response.status_code, json.loads(response.content)


def test_alive_needs_no_service_at_all() -> None:
    assert answer("/healthz") == (200, {"status": "alive"})


@pytest.mark.parametrize("host", ["10.0.0.7:8000", "evil.example", "[fd00::7]:8000"])
def test_health_is_told_to_whoever_asks_by_another_name(host: str) -> None:
    assert Client().get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/home/", "/healthz/", "/oidc/authenticate/", "/healthzz"])
def test_nothing_else_is(path: str) -> None:
    assert Client().get(path, headers={"host": "10.0.0.7:8000"}).status_code == 400


def test_ready_when_everything_answers(clinic: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider._known, "up_until", 0.0)
    assert answer("/readyz") == (200, {"status": "ready", "failing": []})


def test_without_sign_in_it_works_on_and_says_what_is_away(
    clinic: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider._known, "up_until", 0.0)
    nowhere = f"http://127.0.0.1:{free_port()}/"
    monkeypatch.setattr(settings, "OIDC_OP_JWKS_ENDPOINT", nowhere)
    status, body = answer("/readyz")
    assert (status, body) == (200, {"status": "ready", "failing": ["sign-in"]})


def test_without_the_tables_it_is_not_ready(
    cloud: RunningCloud, clinic: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medisecure.web.requests.deadline", partial(deadline, 0.5))
    nowhere = dynamodb_client(
        region="me-central-1", endpoint=f"http://127.0.0.1:{free_port()}", key_id="k", key="s"
    )
    for table in (wiring.health_table(), wiring.sessions_table()):
        monkeypatch.setattr(table, "_client", nowhere)
    status, body = answer("/readyz")
    assert status == 503
    assert set(body["failing"]) == {"table", "sessions"}
    assert "127.0.0.1" not in str(body)


def test_a_bucket_that_may_not_be_read_still_answers(clinic: None) -> None:
    """The application may not list it: a refusal is an answer."""
    assert answer("/readyz")[1]["failing"] == []
