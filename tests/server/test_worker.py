"""The server before the application, as it is configured: whole requests only, and no waiting."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.environment import free_port

ROOT = Path(__file__).resolve().parents[2]
PAGE = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server with one worker and one thread: whatever waits for a client would stop it."""
    chosen = free_port()
    environ = {**os.environ, "PORT": str(chosen), "WEB_CONCURRENCY": "1", "TRUSTED_PROXIES": ""}
    command = [sys.executable, "-m", "gunicorn", "--threads", "1", "tests.server.echo:application"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(chosen)
            yield chosen
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not start")


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def ask(port: int, path: str = "/a", **headers: str) -> dict[str, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", path, body="word", headers=headers)
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def all_of(one: socket.socket) -> bytes:
    """Everything until the server hangs up."""
    return b"".join(iter(lambda: one.recv(65536), b""))


def test_the_application_gets_the_whole_form_and_the_true_address(port: int) -> None:
    answer = ask(port)
    assert (answer["body"], answer["CONTENT_LENGTH"]) == ("word", "4")
    assert answer["REMOTE_ADDR"] == "127.0.0.1"


def test_no_header_of_a_stranger_moves_the_site_or_its_scheme(port: int) -> None:
    headers = {"SCRIPT_NAME": "/evil", "X-Forwarded-Proto": "https", "X-Script-Name": "/evil"}
    answer = ask(port, **headers)
    assert (answer["SCRIPT_NAME"], answer["wsgi.url_scheme"]) == ("", "http")


def test_the_only_thread_serves_others_while_clients_send_slowly(port: int) -> None:
    half = b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"
    slow = [connected(port) for _ in range(20)]
    for n, one in enumerate(slow):
        one.sendall((half, half[:20], b"")[n % 3])
    assert ask(port)["body"] == "word"
    slow[0].sendall(b"nine of it")
    assert b"nine of i" in slow[0].recv(65536)
    for one in slow:
        one.close()


def test_the_only_thread_serves_others_while_clients_do_not_read(port: int) -> None:
    deaf = [connected(port) for _ in range(5)]
    for one in deaf:
        one.sendall(
            PAGE.replace(b"/a", b"/large").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        )
    assert ask(port)["body"] == "word"
    assert [all_of(one).count(b"x") for one in deaf] == [3_000_000] * 5
    for one in deaf:
        one.close()


def test_a_client_that_does_not_hang_up_keeps_nobody_waiting(port: int) -> None:
    lingering = [connected(port) for _ in range(10)]
    for one in lingering:
        one.sendall(PAGE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert all_of(one).startswith(b"HTTP/1.1 200")
    began = time.monotonic()
    assert ask(port)["body"] == "word"
    assert time.monotonic() - began < 10  # gunicorn's own waits two seconds for each of them
    for one in lingering:
        one.close()


def test_several_requests_at_once_are_answered_in_order(port: int) -> None:
    with connected(port) as one:
        last = PAGE.replace(b"/a", b"/c").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        one.sendall(PAGE + PAGE.replace(b"/a", b"/b") + last)
        answer = all_of(one)
    places = [answer.find(b'"PATH_INFO": "%s"' % path) for path in (b"/a", b"/b", b"/c")]
    assert places == sorted(places)
    assert -1 not in places


def test_who_asks_before_sending_is_told_to_go_on(port: int) -> None:
    with connected(port) as one:
        one.sendall(
            b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n"
            b"Connection: close\r\n\r\n"
        )
        assert one.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        one.sendall(b"word")
        assert b'"body": "word"' in all_of(one)


@pytest.mark.parametrize(
    ("head", "status", "said"),
    [
        (b"Content-Length: 209715200", 413, "shorten it"),
        (b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 9", 415, "documents"),
        (b"Transfer-Encoding: chunked", 411, "try again"),
    ],
)
def test_too_much_is_refused_by_its_head_with_words_in_both_languages(
    port: int, head: bytes, status: int, said: str
) -> None:
    with connected(port) as one:
        one.sendall(b"POST /a HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n\r\n")
        answer = all_of(one).decode()
    assert answer.startswith(f"HTTP/1.1 {status} ")
    assert said in answer
    assert 'lang="ar"' in answer


def test_a_form_that_follows_a_page_is_looked_at_as_well(port: int) -> None:
    with connected(port) as one:
        one.sendall(PAGE + b"POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 209715200\r\n\r\n")
        answer = all_of(one)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"HTTP/1.1 413" in answer


def test_an_application_that_fails_says_nothing_and_serves_on(port: int) -> None:
    with connected(port) as one:
        one.sendall(PAGE.replace(b"/a", b"/broken"))
        answer = all_of(one)
    assert answer.startswith(b"HTTP/1.1 500")
    assert b"canary" not in answer
    assert ask(port)["body"] == "word"


def test_where_all_places_are_taken_whoever_was_waited_for_longest_goes(port: int) -> None:
    crowd = [connected(port) for _ in range(520)]  # twenty more than there is room for
    assert ask(port)["body"] == "word"
    assert all_of(crowd[0]) == b""
    for one in crowd:
        one.close()


def test_half_a_request_is_sent_away_after_a_while(port: int) -> None:
    with connected(port) as one:
        one.sendall(b"GET /a HT")
        assert all_of(one).startswith(b"HTTP/1.1 408 ")
