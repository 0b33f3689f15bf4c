"""The bad road to the cloud: a proxy that throttles, breaks, cuts, delays and loses answers.

A process of its own, so that faults cost the clients nothing but their patience. Everything else
passes through unchanged, signature and all. Which call meets which fault follows from the seed and
the order of the calls.
"""

import asyncio
import json
import random
import signal
import sys
from collections import Counter
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

HOST, HEAD_END = "127.0.0.1", b"\r\n\r\n"
CONTROL = "/_faults"
WRITE = "TransactWriteItems"
THROTTLED, BROKEN, CONTENDED = "throttled", "broken", "contended"
RESET, LOST, GARBLED, LATE = "reset", "answer lost", "garbled", "late"
UNHEARD = "answer about a write lost"
OF_WRITES = (CONTENDED, UNHEARD)
# The share of calls that meet each fault. An answer lost after the commit is the worst of them.
ROUGH = {THROTTLED: 0.03, BROKEN: 0.03, CONTENDED: 0.04, RESET: 0.03, LOST: 0.08, GARBLED: 0.02,
         LATE: 0.08}  # fmt: skip
LONGEST_DELAY = 0.06
SAYS: dict[str, tuple[int, dict[str, Any]]] = {
    THROTTLED: (400, {"__type": "x#ProvisionedThroughputExceededException"}),
    BROKEN: (500, {"__type": "x#InternalServerError"}),
    CONTENDED: (400, {"__type": "x#TransactionCanceledException",
                      "CancellationReasons": [{"Code": "TransactionConflict"}]}),
}  # fmt: skip


class Faults:
    """Draws each call's fault, and counts what was done."""

    def __init__(self, seed: int, shares: dict[str, float]) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - a drill is repeated from its seed
        self._shares = shares
        self.done: Counter[str] = Counter()

    def next(self, operation: str) -> str:
        """The fault of one call; '' for none."""
        drawn = self._chance.random()
        for fault, share in self._shares.items():
            if drawn < share:
                if fault in OF_WRITES and operation != WRITE:
                    return ""
                self.done[fault] += 1
                return fault
            drawn -= share
        return ""

    def delay(self) -> float:
        return self._chance.uniform(0, LONGEST_DELAY)


class Road:
    """One caller's connection and the one to the cloud that belongs to it."""

    def __init__(
        self,
        caller: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        upstream: tuple[str, int],
        faults: Faults,
    ) -> None:
        self._reader, self._writer = caller
        self._upstream, self._faults = upstream, faults
        self._cloud: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def run(self) -> None:
        """Pass calls on until either side has had enough."""
        try:
            while await self._pass_one():
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            self._cut()
        finally:
            self._writer.close()
            if self._cloud:
                self._cloud[1].close()

    async def _pass_one(self) -> bool:
        head, body = await _message(self._reader)
        if CONTROL.encode() in head.partition(b"\r\n")[0]:
            return self._say(200, dict(self._faults.done))
        fault = self._faults.next(_operation(head))
        if fault in SAYS:
            return self._say(*SAYS[fault])
        if fault == RESET:
            return self._cut()
        if fault == LATE:
            await asyncio.sleep(self._faults.delay())
        answer, content = await self._ask(head + body)
        if fault in (LOST, UNHEARD):
            return self._cut()
        if fault == GARBLED:
            return self._send(_head(200, len(content) // 2), content[: len(content) // 2])
        return self._send(answer, content)

    async def _ask(self, request: bytes) -> tuple[bytes, bytes]:
        """The cloud's answer, over a new connection where the old one was let go."""
        if self._cloud is None or self._cloud[0].at_eof():
            self._cloud = await asyncio.open_connection(*self._upstream)
        reader, writer = self._cloud
        writer.write(request)
        return await _message(reader)

    def _say(self, status: int, said: dict[str, Any]) -> bool:
        content = json.dumps(said).encode()
        return self._send(_head(status, len(content)), content)

    def _send(self, head: bytes, content: bytes) -> bool:
        self._writer.write(head + content)
        return True

    def _cut(self) -> bool:
        """Hang up hard, as a network does."""
        self._writer.transport.abort()
        return False


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(HEAD_END)
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
    return head, await reader.readexactly(length)


def _operation(head: bytes) -> str:
    found = head.lower().partition(b"x-amz-target:")[2].partition(b"\r\n")[0]
    return WRITE if found.endswith(WRITE.lower().encode()) else ""


def _head(status: int, length: int) -> bytes:
    return (
        f"HTTP/1.1 {status} Drill\r\nContent-Type: application/x-amz-json-1.0\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


async def serve(upstream: tuple[str, int], seed: int, shares: dict[str, float]) -> None:
    """Pass calls on until standard input ends; the port goes to standard output."""
    faults = Faults(seed, shares)
    under_way: set[asyncio.Task[None] | None] = set()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        under_way.add(task := asyncio.current_task())  # the loop alone would forget it
        await Road((reader, writer), upstream, faults).run()
        under_way.discard(task)

    server = await asyncio.start_server(meet, HOST, 0, limit=2**20)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await _left_alone()


async def _left_alone() -> None:
    """Whoever started it is gone once standard input ends; nobody is at the end of a mere file."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    with suppress(PermissionError):  # epoll takes no files: then it serves until it is killed
        loop.add_reader(sys.stdin.fileno(), ended.set)
    await ended.wait()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started it
    to = urlsplit(sys.argv[1])
    asyncio.run(serve((str(to.hostname), to.port or 80), int(sys.argv[2]), json.loads(sys.argv[3])))
