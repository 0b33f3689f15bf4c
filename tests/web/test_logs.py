"""Logs hold codes, durations and ids; what a person typed or a record says never gets in."""

import io
import json
import logging
import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.test import Client

from medisecure import logs
from tests.dynamodb.sealing.test_codec import CANARIES
from tests.people import JOHN
from tests.web.unsettled import CANARY, ERRORS

ROOT = Path(__file__).resolve().parents[2]
SignedIn = Callable[[str], Client]
FIELDS = logs.ALLOWED


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Everything that is logged, as the production handler writes it."""
    written = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    real, sys.stderr = sys.stderr, written
    try:
        logs.configure({"level": "DEBUG"})
        yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    finally:
        sys.stderr = real
        logs.configure({"level": settings.LOG_LEVEL})
        root.handlers[:], root.level = handlers, level


Lines = Callable[[], list[dict[str, Any]]]


def quiet(client: Client) -> Client:
    client.raise_request_exception = False
    return client


@pytest.mark.urls("tests.web.unsettled")
def test_no_request_leaves_what_was_typed_or_read_in_the_log(
    signed_in: SignedIn, lines: Lines
) -> None:
    client = quiet(signed_in(JOHN))
    for how in ERRORS:
        client.get(f"/failing/{how}/", {"q": CANARY})
    client.post(f"/note/?q={CANARY}", {"note": CANARY})
    client.post("/failing/mistake/", {"note": CANARY})
    client.get(f"/{CANARY}/", headers={"referer": f"http://x/{CANARY}", "user-agent": CANARY})
    client.get("/", headers={"host": f"{CANARY}.example"})
    client.cookies[settings.SESSION_COOKIE_NAME] = CANARY
    client.get("/note/")
    strict = Client(enforce_csrf_checks=True)
    strict.post("/language/", {"language": CANARY}, headers={"referer": f"https://{CANARY}/"})
    found = lines()
    assert len(found) > len(ERRORS)
    text = json.dumps(found, ensure_ascii=False)
    assert CANARY not in text
    assert not [each for each in CANARIES if each in text]
    assert "Traceback" not in text


@pytest.mark.urls("tests.web.unsettled")
def test_an_error_is_told_by_its_kind_and_place(signed_in: SignedIn, lines: Lines) -> None:
    quiet(signed_in(JOHN)).get("/failing/mistake/")
    [told] = [each for each in lines() if each.get("error") == "ValueError"
              and each["logger"].startswith("medisecure")]  # fmt: skip
    assert told["where"].startswith("tests.web.unsettled:")
    assert len(told["request_id"]) == 32
    assert told["status"] == 500


def test_every_line_is_json_with_allowed_fields_only(lines: Lines) -> None:
    ours = structlog.get_logger("medisecure.tests")
    ours.warning("something", code="x", patient=CANARY, body=CANARY, exc_info=ValueError(CANARY))
    library = logging.getLogger("some.library")
    library.error("GET %s", CANARY, extra={"request": CANARY, "patient": CANARY})
    try:
        raise KeyError(CANARY)
    except KeyError:
        library.exception("failed for %s", CANARY)
    found = lines()
    assert len(found) == 3
    assert all(set(each) <= FIELDS for each in found)
    assert CANARY not in json.dumps(found)
    assert [each["event"] for each in found] == ["something", "library message", "library message"]
    assert found[2]["error"] == "KeyError"


def test_line_breaks_forge_no_line(lines: Lines) -> None:
    structlog.get_logger("medisecure.tests").warning("x", code='a\n{"event":"forged"}')
    [only] = lines()
    assert only["event"] == "x"


def test_the_canaries_would_be_seen_if_they_were_logged(lines: Lines) -> None:
    """The tests above are worth something: an allowed field does get through."""
    structlog.get_logger("medisecure.tests").warning("x", code=CANARY)
    assert CANARY in json.dumps(lines())


def test_no_allowed_field_is_one_that_names_a_person_or_a_request() -> None:
    assert not FIELDS & {
        "path", "query", "body", "url", "user", "user_id", "patient", "patient_id", "name", "email",
        "message", "exception", "locals", "request", "stack", "exc_info", "args",
    }  # fmt: skip


def test_the_web_servers_own_log_has_no_query_and_no_headers() -> None:
    config = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    asked = config["access_log_format"]
    for atom in ("%(q)s", "%(r)s", "%(f)s", "%(a)s", "%(h)s", "%(u)s", "}e", "}i", "}o"):
        assert atom not in asked
    assert config["logger_class"].__name__ == "RouteLogger"
