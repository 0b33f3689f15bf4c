"""Connections to one service that are kept open: a POST out, its answer in, and nothing general.

HTTP/1.1 as far as a JSON service needs it (RFC 9112): an answer has a length, comes in chunks, or
ends with the connection. Certificates are always checked. Whatever goes wrong is the exception
botocore raises for it. See docs/adr/0087-own-connections.md.
"""

import re
import select
import socket
import ssl
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ReadTimeoutError,
    SSLError,
)

from medisecure.dynamodb.calls.lines import is_answered

HEAD_END = b"\r\n\r\n"
AT_ONCE = 32_768  # below what is mapped on its own and given back each time (ADR 132)
LONGEST_HEAD = 65_536
COUNTS = re.compile(
    r"\r\n(content-length|transfer-encoding|connection|x-amz-crc32):([^\r\n]*)", re.IGNORECASE
)
LONGEST_ANSWER = 64 * 1024 * 1024  # the service's own limit is 16 MB, in a batch of reads


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, those of its headers that count by small letters, and its body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connections:
    """Those that are open and not in use are kept, `most` of them; any number may be in use."""

    def __init__(
        self,
        address: str,
        *,
        tls: Callable[[], ssl.SSLContext],
        connect_seconds: float,
        read_seconds: float,
        most: int,
    ) -> None:
        parts = urlsplit(address)
        self._address = address
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._tls = tls() if parts.scheme == "https" else None
        self._seconds = connect_seconds, read_seconds
        self._kept: deque[socket.socket] = deque(maxlen=most)

    def post(self, head: bytes, body: bytes) -> Reply:
        """Send one request and take its answer; `head` ends with the empty line."""
        link = self._link()
        try:
            link.sendall(head + body)
            if not is_answered(link):
                raise TimeoutError("timed out")
            reply, goes_on = answer_of(link)
        except TimeoutError as error:
            link.close()
            raise ReadTimeoutError(endpoint_url=self._address, error=error) from error
        except OSError as error:  # a TLS error is one, too
            link.close()
            raise ConnectionClosedError(endpoint_url=self._address, error=error) from error
        except BaseException:
            link.close()
            raise
        if goes_on:
            self._keep(link)
        else:
            link.close()
        return reply

    def _link(self) -> socket.socket:
        """The connection used last, unless the service has closed it meanwhile; else a new one."""
        while True:
            try:
                link = self._kept.pop()
            except IndexError:
                return self._connected()
            if not _has_something_to_read(link):
                return link
            link.close()

    def _keep(self, link: socket.socket) -> None:
        if len(self._kept) == self._kept.maxlen:
            link.close()
        else:
            self._kept.append(link)

    def _connected(self) -> socket.socket:
        connect_seconds, read_seconds = self._seconds
        link = None
        try:
            link = socket.create_connection((self._host, self._port), connect_seconds)
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            if self._tls is not None:
                link = self._tls.wrap_socket(link, server_hostname=self._host)
            link.settimeout(read_seconds)
        except OSError as error:
            if link is not None:
                link.close()
            raise _failed(self._address, error) from error
        return link


def _failed(address: str, error: OSError) -> Exception:
    """botocore's error for a connection that did not come about."""
    kind = EndpointConnectionError
    if isinstance(error, ssl.SSLError):
        kind = SSLError
    elif isinstance(error, TimeoutError):
        kind = ConnectTimeoutError
    found: Exception = kind(endpoint_url=address, error=error)
    return found


def _has_something_to_read(link: socket.socket) -> bool:
    """Between two requests that is the end of the connection, or nothing of ours."""
    waiting = select.poll()
    with suppress(ValueError, OSError):  # closed here
        waiting.register(link, select.POLLIN)
        return bool(waiting.poll(0))
    return True


def answer_of(link: socket.socket) -> tuple[Reply, bool]:
    """One answer, and whether the connection may be used again.

    `ConnectionError` if it ends early; `HTTPClientError` for what is no answer in HTTP.
    """
    held = b""
    while True:
        while (end := held.find(HEAD_END)) < 0:
            if len(held) > LONGEST_HEAD:
                raise HTTPClientError(error="the head of an answer does not end")
            held += _some(link)
        status, headers, is_old = _head(held[:end])
        held = held[end + len(HEAD_END) :]
        if status >= 200:  # noqa: PLR2004 - what comes before it is an interim answer
            break
    goes_on = not is_old and headers.get("connection", "").lower() != "close"
    if status in (204, 304):
        return Reply(status, headers, b""), goes_on
    if "transfer-encoding" in headers:
        return Reply(status, headers, _in_chunks(link, held)), False
    if "content-length" not in headers:
        return Reply(status, headers, _to_the_end(link, held)), False
    length = _number(headers["content-length"], 10)
    body = _exactly(link, held, length)
    return Reply(status, headers, body[:length]), goes_on and len(body) == length


def _head(text: bytes) -> tuple[int, dict[str, str], bool]:
    """Status, the headers that count, and whether it is HTTP/1.0's, which ends with each answer."""
    head = text.decode("latin-1")
    version, _, rest = head.partition("\r\n")[0].partition(" ")
    if not version.startswith("HTTP/1.") or not rest[:3].isdigit():
        raise HTTPClientError(error="the answer is no HTTP")
    headers = {name.lower(): value.strip() for name, value in COUNTS.findall(head)}
    return int(rest[:3]), headers, version == "HTTP/1.0"


def _some(link: socket.socket) -> bytes:
    found = link.recv(AT_ONCE)
    if not found:
        raise ConnectionResetError("the connection ended before its answer")
    return found


def _exactly(link: socket.socket, held: bytes, length: int) -> bytes:
    """At least so many bytes, those already `held` among them."""
    parts, there = [held], len(held)
    while there < length:
        parts.append(_some(link))
        there += len(parts[-1])
    return b"".join(parts)


def _to_the_end(link: socket.socket, held: bytes) -> bytes:
    parts, there = [held], len(held)
    while part := link.recv(AT_ONCE):
        parts.append(part)
        there += len(part)
        if there > LONGEST_ANSWER:
            raise HTTPClientError(error="an answer without an end")
    return b"".join(parts)


def _in_chunks(link: socket.socket, held: bytes) -> bytes:
    """A body that comes in chunks; what follows the last one is not looked at."""
    parts: list[bytes] = []
    while True:
        while (end := held.find(b"\r\n")) < 0:
            held += _some(link)
        size = _number(held[:end].partition(b";")[0].decode("latin-1"), 16)
        if size == 0:
            return b"".join(parts)
        held = _exactly(link, held[end + 2 :], size + 2)
        parts.append(held[:size])
        held = held[size + 2 :]


def _number(text: str, base: int) -> int:
    try:
        found = int(text.strip(), base)
    except ValueError:
        found = -1
    if not 0 <= found <= LONGEST_ANSWER:
        raise HTTPClientError(error="an answer without a length")
    return found
