"""The way to the cloud with faults on it: throttled, broken, cut, silent, or an answer lost.

Everything else passes through to the tests' own cloud unchanged, signature and all.
"""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from struct import pack
from threading import Lock, Thread
from typing import Any
from urllib.parse import urlsplit

THROTTLED = "throttled"
BROKEN = "broken"
RESET = "reset"
SILENT = "silent"
LOST_ANSWER = "lost answer"
GARBLED = "garbled"
CODES = {
    THROTTLED: (400, "ProvisionedThroughputExceededException"),
    BROKEN: (500, "InternalServerError"),
}
SILENCE = 2.5  # longer than the client waits for an answer


@dataclass
class Faults:
    """What happens to the next calls of an operation: `faults.next["PutItem"] = [LOST_ANSWER]`.

    `always` holds for every call that has no fault of its own.
    """

    next: dict[str, list[str]] = field(default_factory=dict)
    always: str = ""
    seen: list[str] = field(default_factory=list)
    guard: Lock = field(default_factory=Lock)

    def of(self, operation: str) -> str:
        """The fault of one call; every call is remembered."""
        with self.guard:
            self.seen.append(operation)
            planned = self.next.get(operation)
            return planned.pop(0) if planned else self.always


class Way(ThreadingHTTPServer):
    """The proxy itself."""

    daemon_threads = True

    def __init__(self, endpoint: str, faults: Faults) -> None:
        self.upstream, self.faults = urlsplit(endpoint), faults
        super().__init__(("127.0.0.1", 0), Call)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers that gave up are what this is for."""


class Call(BaseHTTPRequestHandler):
    """One call on its way."""

    protocol_version = "HTTP/1.1"
    server: Way

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self.server.faults.of(self.headers.get("X-Amz-Target", "").rpartition(".")[2])
        if fault in CODES:
            status, code = CODES[fault]
            said = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "fault"}
            self.reply(status, json.dumps(said).encode())
        elif fault == RESET:
            self.cut()
        elif fault == SILENT:
            time.sleep(SILENCE)
            self.cut()
        else:
            self.pass_on(fault, body)

    def pass_on(self, fault: str, body: bytes) -> None:
        upstream = self.server.upstream
        onward = HTTPConnection(str(upstream.hostname), upstream.port, timeout=10)
        onward.request(self.command, self.path, body, dict(self.headers.items()))
        answer = onward.getresponse()
        content = answer.read()
        onward.close()
        if fault == LOST_ANSWER:
            self.cut()
        elif fault == GARBLED:
            self.reply(answer.status, content[: len(content) // 2])
        else:
            self.reply(answer.status, content)

    def reply(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def cut(self) -> None:
        """As a broken network does it: a reset, and no answer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@contextmanager
def faulty_way_to(endpoint: str) -> Iterator[tuple[str, Faults]]:
    """(address, faults): a proxy on a free port of this machine."""
    faults = Faults()
    way = Way(endpoint, faults)
    Thread(target=way.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{way.server_address[1]}", faults
    finally:
        way.shutdown()
        way.server_close()
