"""The web server's log never repeats what people typed."""

import runpy
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import SafeAtoms

CONFIG = runpy.run_path(str(Path(__file__).resolve().parents[2] / "gunicorn.conf.py"))


def logged(environ: dict[str, str]) -> str:
    """The line written for one request."""
    logger = CONFIG["PathLogger"](Config())
    answer = SimpleNamespace(status="200 OK", sent=10, headers=[])
    request: Any = SimpleNamespace(headers=[])
    surroundings = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }
    fields = logger.atoms(answer, request, surroundings | environ, timedelta(milliseconds=5))
    return str(CONFIG["access_log_format"] % SafeAtoms(fields))


def test_queries_referrers_and_agents_are_left_out() -> None:
    line = logged({
        "PATH_INFO": "/patients/",
        "QUERY_STRING": "q=canary-1",
        "HTTP_REFERER": "canary-2",
        "HTTP_USER_AGENT": "canary-3",
    })  # fmt: skip
    assert "/patients/" in line
    assert "canary" not in line


def test_a_line_break_in_a_path_forges_no_line() -> None:
    line = logged({"PATH_INFO": '/a\n{"status":"200"}'})
    assert line.count("\n") == 0
    assert "%0A" in line


def test_the_server_listens_on_loopback_without_a_control_door() -> None:
    assert CONFIG["bind"].startswith("127.0.0.1:")
    assert CONFIG["control_socket_disable"] is True
