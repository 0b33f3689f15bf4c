"""One client's connection: what comes in is gathered, what goes out is kept until it is taken."""

import socket
from contextlib import suppress
from enum import Enum
from http import HTTPStatus
from typing import Any

from gunicorn import http

from medisecure.server.arriving import Arriving, Stage
from medisecure.server.refusal import refusal

CHUNK = 64 * 1024
MOST_DISCARDED = 1024 * 1024  # of what still comes after a refusal
HEAD_SECONDS = 10.0  # from the first byte of a request to the end of its head
BODY_SECONDS = 20.0  # for its body
ANSWER_SECONDS = 60.0  # for the client to take the answer
FAREWELL_SECONDS = 2.0  # for it to hang up
PATIENCE = {Stage.HEAD: HEAD_SECONDS, Stage.BODY: BODY_SECONDS}


class Phase(Enum):
    """Whose turn it is."""

    ARRIVING = "arriving"  # the client's, to send
    WORKING = "working"  # ours
    LEAVING = "leaving"  # the client's, to take the answer
    FAREWELL = "farewell"  # the client's, to hang up


class ResponseBuffer:
    """What a thread takes for the client's socket: it never waits, for it only remembers."""

    def __init__(self) -> None:
        self.left = bytearray()
        self.is_broken = False

    def sendall(self, data: bytes) -> None:
        self.left += data

    def send(self, data: bytes) -> int:
        self.left += data
        return len(data)

    def gettimeout(self) -> float:
        return 0.0

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 - the socket's own signature
        """Nothing here ever blocks."""

    def shutdown(self, how: int) -> None:
        """An answer that broke off half-way: the client must not take it for a whole one."""
        self.is_broken = True

    def settimeout(self, seconds: float) -> None:
        """Nothing here ever takes time."""

    def recv(self, size: int) -> bytes:
        return b""

    def close(self) -> None:
        self.is_broken = True


class Connection:
    """A client, as gunicorn's threaded worker wants to see it."""

    initialized = data_ready = True  # a request is handed over when it is whole
    is_http2 = False

    def __init__(
        self, cfg: Any, client_socket: socket.socket, client: Any, server: Any, at: float
    ) -> None:
        self.cfg, self.client, self.server = cfg, client, server
        self.real, self.sock = client_socket, ResponseBuffer()
        self.real.settimeout(0)
        self.arriving = Arriving()
        self.parser: Any = None
        self.phase = Phase.ARRIVING
        self.is_last = False
        self.since, self.until = at, at + cfg.keepalive
        self._discarded = 0

    def fileno(self) -> int:
        return self.real.fileno()

    def init(self) -> None:
        """Have gunicorn read the request: from memory, where all of it is."""
        self.parser = http.get_parser(self.cfg, [self.arriving.pop()], self.client)

    def receive(self, at: float) -> bool:
        """Take what came; whether the client is still there. `Refused` if it is not wanted."""
        try:
            came = self.real.recv(CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if self.phase is Phase.FAREWELL:
            self._discarded += len(came)
            return bool(came) and self._discarded < MOST_DISCARDED
        if came:
            before = self.arriving.stage
            self._take(came)
            if self.arriving.stage is not before:
                self._start_clock(at)
        return bool(came)

    def expect_another(self, at: float) -> None:
        """Wait for the next request, of which some may have come already; `Refused` if unwanted."""
        self.phase = Phase.ARRIVING
        self._take(b"")
        self._start_clock(at)

    def leaves(self, at: float) -> None:
        """Start the clock of an answer that the client has yet to take."""
        self.phase, self.since, self.until = Phase.LEAVING, at, at + ANSWER_SECONDS

    @property
    def is_half_sent(self) -> bool:
        """Whether the client began a request that has not come to its end."""
        is_begun = self.arriving.stage in PATIENCE
        return self.phase is Phase.ARRIVING and is_begun

    def _start_clock(self, at: float) -> None:
        self.since, self.until = at, at + PATIENCE.get(self.arriving.stage, self.cfg.keepalive)

    def _take(self, came: bytes) -> None:
        self.arriving.take(came)
        if self.arriving.expects_word and self.arriving.stage is Stage.BODY:
            # Answer who asks before sending a body (RFC 9110, 10.1.1).
            self.arriving.expects_word = False
            with suppress(OSError):
                self.real.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def flush(self) -> bool:
        """Send what the client will take now; whether it is still there."""
        try:
            while self.sock.left:
                del self.sock.left[: self.real.send(self.sock.left)]
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True

    def say_goodbye(self, at: float) -> bool:
        """Hang up in order: the answer is not lost to bytes still on their way (RFC 9112, 9.6)."""
        self.phase, self.since, self.until = Phase.FAREWELL, at, at + FAREWELL_SECONDS
        try:
            self.real.shutdown(socket.SHUT_WR)
        except OSError:
            return False
        return True

    def refuse(self, status: HTTPStatus) -> None:
        """Put the answer that the request is not taken into the outbox."""
        self.is_last = True
        self.sock.sendall(refusal(status))

    def close(self) -> None:
        with suppress(OSError):
            self.real.close()
