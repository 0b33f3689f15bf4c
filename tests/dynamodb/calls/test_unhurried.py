"""A program that fills the tables waits longer for an answer than a page could."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread
from typing import Any
from zlib import crc32

import pytest
from botocore.exceptions import ReadTimeoutError

from medisecure import aws, wiring
from medisecure.dynamodb.calls.client import READ_SECONDS

LATE = READ_SECONDS + 0.5
BODY = b'{"Item":{"PK":{"S":"x"}}}'
HEAD = (
    f"HTTP/1.1 200 OK\r\ncontent-length: {len(BODY)}\r\nx-amz-crc32: {crc32(BODY)}\r\n"
    "content-type: application/x-amz-json-1.0\r\nconnection: close\r\n\r\n"
)


@pytest.fixture(autouse=True)
def who_we_are_is_asked_anew_afterwards() -> Iterator[None]:
    """Where this is the first to ask, no cloud has said yet who we are."""
    yield
    for known in (aws.session, aws.client, wiring.dynamodb):
        known.cache_clear()


@pytest.fixture
def late_cloud(settings: Any) -> Iterator[None]:
    """A service on a very busy machine: it answers, and not at once."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.AWS_ENDPOINT_URL = f"http://127.0.0.1:{door.getsockname()[1]}"

        def serve() -> None:
            with suppress(OSError):  # closed at the end
                for _ in range(4):
                    link, _address = door.accept()
                    Thread(target=answer, args=(link,), daemon=True).start()

        Thread(target=serve, daemon=True).start()
        wiring.dynamodb.cache_clear()
        yield
    wiring.dynamodb.cache_clear()


def answer(link: socket.socket) -> None:
    with link, suppress(OSError):
        link.recv(65_536)
        time.sleep(LATE)
        link.sendall(HEAD.encode() + BODY)


def read() -> Any:
    return wiring.dynamodb().get_item(TableName="t", Key={"PK": {"S": "x"}})


@pytest.mark.usefixtures("late_cloud")
def test_a_tool_takes_the_late_answer_that_a_page_gives_up() -> None:
    with wiring.unhurried():
        assert read()["Item"]["PK"] == {"S": "x"}
    with pytest.raises(ReadTimeoutError):
        read()


def test_so_it_is_with_the_other_services_and_it_ends_with_the_tool() -> None:
    def patience() -> float:
        found: float = aws.client("s3").meta.config.read_timeout
        return found

    usual = patience()
    with wiring.unhurried():
        assert patience() > usual
    assert patience() == usual
