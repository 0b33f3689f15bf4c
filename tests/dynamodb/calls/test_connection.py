"""Connections of our own, byte by byte: every form an answer can have, and how it can go wrong."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ConnectionClosedError,
    EndpointConnectionError,
    HTTPClientError,
    ReadTimeoutError,
    SSLError,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from medisecure.dynamodb.calls.connection import Connections
from tests.dynamodb.certificates import self_signed

ASKED = b"POST / HTTP/1.1\r\nhost: here\r\ncontent-length: 2\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\n"


class Peer(Thread):
    """Takes connections and answers each request with the next of what it was given.

    Several pieces are sent one after another; None closes the connection instead.
    """

    def __init__(self, answers: list[Any], tls: ssl.SSLContext | None = None) -> None:
        super().__init__(daemon=True)
        self.answers, self.tls, self.connections = answers, tls, 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]

    def run(self) -> None:
        with suppress(OSError):
            while self.answers:
                link, _ = self.listening.accept()
                self.connections += 1
                with suppress(OSError):
                    self.serve(self.tls.wrap_socket(link, server_side=True) if self.tls else link)

    def serve(self, link: socket.socket) -> None:
        with link:
            while self.answers:
                asked = b""
                while not asked.endswith(b"\r\n\r\n{}"):
                    part = link.recv(4096)
                    if not part:
                        return
                    asked += part
                pieces = self.answers.pop(0)
                if pieces is None:
                    return
                for piece in pieces if isinstance(pieces, list) else [pieces]:
                    link.sendall(piece)


@contextmanager
def peer(*answers: Any, tls: ssl.SSLContext | None = None) -> Iterator[Peer]:
    serving = Peer(list(answers), tls)
    serving.start()
    yield serving
    serving.listening.close()


def to(
    where: Peer, *, scheme: str = "http", most: int = 2, cafile: str | None = None
) -> Connections:
    return Connections(
        f"{scheme}://127.0.0.1:{where.port}/",
        tls=lambda: ssl.create_default_context(cafile=cafile),
        connect_seconds=1, read_seconds=0.3, most=most,
    )  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        OK + b"Content-Length: 5\r\nX-Amz-Crc32: 7\r\n\r\nhello",
        [OK + b"content-length:5\r\nx-amz-crc32:7\r\n", b"\r\nhe", b"llo"],
        OK + b"x-amz-crc32: 7\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
        [OK + b"x-amz-crc32: 7\r\ntransfer-encoding: chunked\r\n\r\n",
         b"5", b"\r\nhel", b"lo\r", b"\n0\r\n"],
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"x-amz-crc32: 7\r\ncontent-length: 5\r\n\r\nhello",
    ],
)  # fmt: skip
def test_every_form_of_an_answer_is_read(answer: Any) -> None:
    with peer(answer) as server:
        reply = to(server).post(ASKED, b"{}")
    assert (reply.status, reply.body) == (200, b"hello")
    assert reply.headers["x-amz-crc32"] == "7"


def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    with peer(OK + b"\r\nhello", None) as server:
        server.answers[1:] = []
        assert to(server).post(ASKED, b"{}").body == b"hello"


def test_a_large_answer_comes_whole() -> None:
    body = bytes(range(256)) * 4096
    with peer(OK + f"content-length: {len(body)}\r\n\r\n".encode() + body) as server:
        assert to(server).post(ASKED, b"{}").body == body


def test_one_connection_serves_many_requests() -> None:
    with peer(*[OK + b"content-length: 2\r\n\r\n{}"] * 5) as server:
        connections = to(server)
        for _ in range(5):
            connections.post(ASKED, b"{}")
        assert server.connections == 1


@pytest.mark.parametrize(
    "last", [OK + b"content-length: 2\r\nConnection: close\r\n\r\n{}",
             b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}",
             OK + b"content-length: 2\r\n\r\n{}and what nobody asked for"],
)  # fmt: skip
def test_a_connection_that_ends_or_holds_more_is_not_used_again(last: bytes) -> None:
    with peer(last, OK + b"content-length: 2\r\n\r\n[]") as server:
        connections = to(server)
        assert connections.post(ASKED, b"{}").body == b"{}"
        assert not connections._kept


def test_a_connection_the_service_has_closed_meanwhile_is_replaced() -> None:
    with peer(OK + b"content-length: 2\r\n\r\n{}", OK + b"content-length: 2\r\n\r\n[]") as server:
        connections = to(server)
        ours, theirs = socket.socketpair()
        theirs.close()
        connections._kept.append(ours)
        assert connections.post(ASKED, b"{}").body == b"{}"
        assert server.connections == 1


def test_no_more_connections_are_kept_than_allowed() -> None:
    with peer() as server:
        connections = to(server, most=1)
        pairs = [socket.socketpair() for _ in range(2)]
        for ours, _ in pairs:
            connections._keep(ours)
        assert len(connections._kept) == 1
        assert pairs[1][0].fileno() == -1, "the other one is closed"
        for pair in pairs:
            for each in pair:
                each.close()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (None, ConnectionClosedError),
        (OK + b"content-length: 2\r\n\r\n{", ReadTimeoutError),
        (OK + b"content-length: 2\r\n", ReadTimeoutError),
        (b"SSH-2.0-OpenSSH\r\n\r\n", HTTPClientError),
        (OK + b"content-length: two\r\n\r\n{}", HTTPClientError),
        (OK + b"content-length: -2\r\n\r\n{}", HTTPClientError),
        (OK + b"content-length: 99999999999\r\n\r\n{}", HTTPClientError),
        (OK + b"transfer-encoding: chunked\r\n\r\nzz\r\n", HTTPClientError),
        (OK + b"x: " + b"y" * 70_000, HTTPClientError),
    ],
)
def test_whatever_goes_wrong_is_an_error_of_botocores_and_closes_the_connection(
    answer: Any, error: type[Exception]
) -> None:
    with peer(answer, None) as server:
        connections = to(server)
        with pytest.raises(error) as caught:
            connections.post(ASKED, b"{}")
        assert isinstance(caught.value, BotoCoreError)
        assert not connections._kept


def test_nobody_there_is_told_as_such() -> None:
    with peer() as server:
        server.listening.close()
        with pytest.raises(EndpointConnectionError):
            to(server).post(ASKED, b"{}")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that no authority knows, with its key, in one file."""
    made, key = self_signed("127.0.0.1")
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        made.public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return file


def served_by(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_certificate_nobody_knows_is_refused(certificate: Path) -> None:
    with (
        peer(OK + b"content-length: 2\r\n\r\n{}", tls=served_by(certificate)) as server,
        pytest.raises(SSLError),
    ):
        to(server, scheme="https").post(ASKED, b"{}")


def test_a_certificate_that_is_known_is_accepted_for_its_own_name_only(certificate: Path) -> None:
    with peer(*[OK + b"content-length: 2\r\n\r\n{}"] * 2, tls=served_by(certificate)) as server:
        assert to(server, scheme="https", cafile=str(certificate)).post(ASKED, b"{}").body == b"{}"
        other = to(server, scheme="https", cafile=str(certificate))
        other._host = "localhost"
        with pytest.raises(SSLError):
            other.post(ASKED, b"{}")
