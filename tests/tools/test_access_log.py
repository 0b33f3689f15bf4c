"""The web server's log never repeats what people typed."""

import runpy
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.test import Client
from gunicorn.config import Config
from gunicorn.glogging import SafeAtoms

from medisecure.web.requests import ROUTE

CONFIG = runpy.run_path(str(Path(__file__).resolve().parents[2] / "gunicorn.conf.py"))


def logged(environ: dict[str, str]) -> str:
    """The line written for one request."""
    logger = CONFIG["RouteLogger"](Config())
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[])
    request: Any = SimpleNamespace(headers=[])
    surroundings = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }
    fields = logger.atoms(answer, request, surroundings | environ, timedelta(milliseconds=5))
    return str(CONFIG["access_log_format"] % SafeAtoms(fields))


def test_queries_referrers_agents_and_what_stands_in_a_path_are_left_out() -> None:
    line = logged({
        "PATH_INFO": "/calendar/canary-0.ics",
        "medisecure.route": "/calendar/<str:secret>.ics",
        "QUERY_STRING": "q=canary-1",
        "HTTP_REFERER": "canary-2",
        "HTTP_USER_AGENT": "canary-3",
    })  # fmt: skip
    assert '"/calendar/<str:secret>.ics"' in line
    assert "canary" not in line


def test_an_address_that_leads_nowhere_is_not_repeated() -> None:
    assert "canary" not in logged({"PATH_INFO": "/calender/canary-0.ics"})


def test_a_line_break_in_a_path_forges_no_line() -> None:
    line = logged({"PATH_INFO": '/static/a\n{"status":"200"}'})
    assert line.count("\n") == 0
    assert "/static/a%0A" in line


def test_a_page_tells_the_log_its_pattern_and_not_its_path() -> None:
    assert Client().get("/patients/patient_canary/records/").wsgi_request.META[ROUTE] == (
        "/patients/<id:patient_id>/records/"
    )


def test_the_server_listens_on_loopback_without_a_control_door() -> None:
    assert CONFIG["bind"].startswith("127.0.0.1:")
    assert CONFIG["control_socket_disable"] is True
