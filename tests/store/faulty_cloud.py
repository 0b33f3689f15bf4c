"""The way to the cloud with faults on it: throttled, broken, cut, silent, or an answer that is lost.

Everything else passes through to the tests' own cloud unchanged, signature and all.
"""

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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

    `always` holds for every call that has no fault of its own; `tables` limits both to those.
    """

    next: dict[str, list[str]] = field(default_factory=dict)
    always: str = ""
    tables: tuple[str, ...] = ()
    seen: list[str] = field(default_factory=list)
    between: Callable[[str], None] | None = None
    guard: Lock = field(default_factory=Lock)

    def of(self, operation: str, body: bytes) -> str:
        """The fault of one call; every call is remembered."""
        with self.guard:
            self.seen.append(operation)
            if self.tables and not any(f'"{name}"'.encode() in body for name in self.tables):
                return ""
            planned = self.next.get(operation)
            return planned.pop(0) if planned else self.always


@contextmanager
def faulty_way_to(endpoint: str) -> Iterator[tuple[str, Faults]]:
    """(address, faults): a proxy on a free port of this machine."""
    faults = Faults()
    upstream = urlsplit(endpoint)

    class Way(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
            self.meet(faults.of(operation, body), body)

        def do_GET(self) -> None:
            self.meet(faults.of("GET", b""), b"")

        def meet(self, fault: str, body: bytes) -> None:
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
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """Callers that gave up are what this is for."""

    server = Server(("127.0.0.1", 0), Way)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", faults
    finally:
        server.shutdown()
        server.server_close()
