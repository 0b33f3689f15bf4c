"""Clients that hold on to a web server: they send or read next to nothing, or far too much."""

import random
import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Thread

HOST = "127.0.0.1"
FEW = 8
PAUSE = 0.5  # seconds between two bytes
HUGE = 200 * 1024 * 1024
PIECE = b"x" * 64 * 1024
HEAD = (
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Cookie: __Host-csrf=" + b"b" * 32 + b"\r\n"  # without one no form is read at all
)
HALF_A_FORM = HEAD + b"Content-Length: 100000\r\n\r\nfirst=1"
UPLOAD = (
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: multipart/form-data; boundary=b\r\n"
    b"Content-Length: %d\r\n\r\n--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n"
) % HUGE


@dataclass(frozen=True, slots=True)
class Manner:
    """How a client holds on: what it says first, and a byte that it adds now and then."""

    name: str
    first: bytes
    then: bytes = b""
    is_deaf: bool = False  # asks, and reads nothing


def manners(asset: str) -> tuple[Manner, ...]:
    """The ways there are; `asset` is the path of something large."""
    ask = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n" % asset.encode("ascii")
    return (
        Manner("half a form", HALF_A_FORM, b"x"),
        Manner("half a head", HEAD + b"X-Slow: ", b"x"),
        Manner("nothing at all", b""),
        Manner("does not read", ask + b"\r\n", is_deaf=True),
        Manner("does not hang up", ask + b"Connection: close\r\n\r\n"),
    )


class Crowd:
    """So many clients: a few with half a form, then every manner in turn.

    Whoever is sent away comes back at once.
    """

    def __init__(self, port: int, size: int, asset: str, seed: int) -> None:
        self._port, self._manners = port, manners(asset)
        self._chance = random.Random(seed)  # noqa: S311 - a drill is repeated from its seed
        self._sockets: dict[socket.socket, Manner] = {}
        self.came_back = 0
        for n in range(size):
            self._come(self._manners[n % len(self._manners) if n >= FEW else 0])

    def hold_on_until(self, end: Event) -> None:
        """Add a byte here and there, and come back when sent away."""
        while not end.wait(PAUSE):
            for each in list(self._sockets):
                with suppress(BlockingIOError, InterruptedError):
                    self._add_to(each)

    def close(self) -> None:
        for each in self._sockets:
            each.close()

    def _add_to(self, each: socket.socket) -> None:
        manner = self._sockets[each]
        try:
            if manner.then and self._chance.random() < 0.8:  # noqa: PLR2004 - not all in step
                each.send(manner.then)
            if not manner.is_deaf and not each.recv(4096):
                raise ConnectionResetError
        except BlockingIOError:
            return
        except OSError:
            each.close()
            del self._sockets[each]
            self.came_back += 1
            self._come(manner)

    def _come(self, manner: Manner) -> None:
        one = socket.socket()
        if manner.is_deaf:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        one.settimeout(0)
        with suppress(BlockingIOError):
            one.connect((HOST, self._port))
        self._sockets[one] = manner
        _when_open(one, manner.first)


@contextmanager
def crowd(port: int, size: int, asset: str, seed: int) -> Iterator[Crowd]:
    """A crowd that holds on until the block ends."""
    end, people = Event(), Crowd(port, size, asset, seed)
    thread = Thread(target=people.hold_on_until, args=(end,), daemon=True)
    thread.start()
    try:
        yield people
    finally:
        end.set()
        thread.join()
        people.close()


def send_far_too_much(port: int, until: float) -> tuple[int, int]:
    """Send a file of 200 MB at the site; the status of the answer (0: hung up), and bytes sent."""
    sent = 0
    with socket.create_connection((HOST, port), timeout=5) as one:
        try:
            sent += one.send(UPLOAD)
            while sent < HUGE and time.monotonic() < until and not _readable(one):
                sent += one.send(PIECE)
            one.settimeout(max(0.1, until - time.monotonic()))
            answer = one.recv(64)
        except OSError:
            return 0, sent
    return int(answer.split()[1]) if answer.startswith(b"HTTP/") else 0, sent


def _readable(one: socket.socket) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(one, selectors.EVENT_READ)
        return bool(selector.select(0))


def _when_open(one: socket.socket, first: bytes) -> None:
    with selectors.DefaultSelector() as selector, suppress(OSError):
        selector.register(one, selectors.EVENT_WRITE)
        if selector.select(1) and first:
            one.send(first)
