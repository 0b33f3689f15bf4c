"""Gunicorn's threaded worker, with all waiting for clients done by one loop and none by threads.

A thread is given a request when all of it is there, and an answer is kept until the client has
taken it: whoever sends or reads slowly costs some memory, for a while, and nobody's turn. Gunicorn
parses, calls the application and writes its logs as ever. See docs/adr/0021-whole-requests-only.md.
"""

import errno
import selectors
import socket
import time
from concurrent.futures import Future
from http import HTTPStatus
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from medisecure.server.arriving import Refused, Stage
from medisecure.server.connection import Connection, Phase

NOBODY = (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED)
ROUND_SECONDS = 0.5
EVENTS = {Phase.LEAVING: selectors.EVENT_WRITE}


class WholeRequestWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """Serves whole requests; keeps the clients that are waited for, each with its own clock."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: dict[Connection, None] = {}
        self._next_round = 0.0

    def accept(self, listener: socket.socket) -> None:
        """Let a client in; where all places are taken, whoever was waited for longest goes."""
        if self.nr_conns >= self.worker_connections - 1:
            self._make_room()
        try:
            client_socket, client = listener.accept()
        except OSError as problem:
            if problem.errno in (errno.EMFILE, errno.ENFILE):
                self._make_room()
            elif problem.errno not in NOBODY:
                raise
            return
        self.nr_conns += 1
        at = time.monotonic()
        conn = Connection(self.cfg, client_socket, client, listener.getsockname(), at)
        self._wait_for(conn)

    def handle(self, conn: Connection) -> bool:
        """Answer one whole request, in a thread; whether the connection may stay."""
        stays = bool(super().handle(conn))
        conn.flush()
        return stays

    def finish_request(self, conn: Connection, future: "Future[bool]") -> None:
        """See an answer off, in the loop."""
        failed = future.cancelled() or future.exception() is not None
        conn.is_last = failed or not future.result()
        if conn.sock.is_broken:
            self._drop(conn)
        else:
            self._leave(conn)

    def murder_keepalived(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - gunicorn's
        """Let go of those whose time is up (of all, if forced)."""
        at = time.monotonic()
        if at < self._next_round and not force:
            return
        self._next_round = at + ROUND_SECONDS
        for conn in [each for each in self.waiting if force or each.until <= at]:
            if conn.is_half_sent and not force:
                self._refuse(conn, HTTPStatus.REQUEST_TIMEOUT)
            else:
                self._drop(conn)

    def murder_pending(self) -> None:
        """Nobody is pending: whoever waits, waits in one place."""

    def _cap_keepalive(self, deadline: float) -> None:
        for conn in self.waiting:
            conn.until = min(conn.until, deadline)

    def _make_room(self) -> None:
        if self.waiting:
            self._drop(min(self.waiting, key=lambda each: each.since))

    def _wait_for(self, conn: Connection) -> None:
        self.waiting[conn] = None
        events = EVENTS.get(conn.phase, selectors.EVENT_READ)
        self.poller.register(conn.real, events, lambda _: self._attend(conn))

    def _stop_waiting_for(self, conn: Connection) -> None:
        if conn in self.waiting:
            del self.waiting[conn]
            self.poller.unregister(conn.real)

    def _drop(self, conn: Connection) -> None:
        self._stop_waiting_for(conn)
        self.nr_conns -= 1
        conn.close()

    def _attend(self, conn: Connection) -> None:
        """The client sent or took something, or is gone."""
        if conn.phase is Phase.LEAVING:
            self._stop_waiting_for(conn)
            self._leave(conn)
            return
        try:
            is_there = conn.receive(time.monotonic())
        except Refused as refused:
            self._refuse(conn, refused.status)
            return
        if not is_there:
            self._drop(conn)
        elif conn.phase is Phase.ARRIVING and conn.arriving.stage is Stage.WHOLE:
            self._stop_waiting_for(conn)
            self._work(conn)

    def _work(self, conn: Connection) -> None:
        conn.phase = Phase.WORKING
        self.enqueue_req(conn)

    def _refuse(self, conn: Connection, status: HTTPStatus) -> None:
        self._stop_waiting_for(conn)
        self.log.info("refused before the application: %d", status)
        conn.refuse(status)
        self._leave(conn)

    def _leave(self, conn: Connection) -> None:
        """Send what is left of the answer, then wait for what comes next."""
        at = time.monotonic()
        if not conn.flush():
            self._drop(conn)
        elif conn.sock.left:
            if conn.phase is not Phase.LEAVING:
                conn.leaves(at)
            self._wait_for(conn)
        elif conn.is_last:
            self._part(conn, at)
        else:
            self._expect_another(conn, at)

    def _part(self, conn: Connection, at: float) -> None:
        if conn.say_goodbye(at):
            self._wait_for(conn)
        else:
            self._drop(conn)

    def _expect_another(self, conn: Connection, at: float) -> None:
        try:
            conn.expect_another(at)
        except Refused as refused:
            conn.refuse(refused.status)
            self._leave(conn)
            return
        if conn.arriving.stage is Stage.WHOLE:
            self._work(conn)
        else:
            self._wait_for(conn)
