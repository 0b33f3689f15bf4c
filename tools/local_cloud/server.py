"""Runs the local cloud: `python -m tools.local_cloud.server --state-dir DIR --port N`.

Runs in a virtual environment of its own (`requirements.txt` beside this file) and imports
nothing of the application. It is stopped by SIGTERM or by kill -9 alike: there is nothing
left to save.
"""

import argparse
import asyncio
import fcntl
import gc
import logging
import os
import signal
import socket
import sys
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from tools.local_cloud import (
    conditions,
    durable,
    engine,
    forms,
    hosted_page,
    mail,
    memoised,
    objects,
    queries,
    snapshots,
    tables,
    versions,
)
from tools.local_cloud.gate import App, guarded
from tools.local_cloud.journal import JournalDamagedError
from tools.local_cloud.straight import Straight

EXIT_REFUSED = 75  # EX_TEMPFAIL


class AlreadyRunningError(Exception):
    """Another process holds this state folder."""


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop; the exit status."""
    options = _options(arguments)
    state_dir = options.state_dir.resolve()
    durable.outlives_power = not options.may_lose_power
    try:
        lock = prepare(state_dir)
        listener = _listener(options)
        app = restored(state_dir, listener.getsockname()[1])
    except (
        AlreadyRunningError,
        JournalDamagedError,
        snapshots.SnapshotUnreadableError,
        OSError,
    ) as error:
        sys.stderr.write(f"local cloud: {error}\n")
        return EXIT_REFUSED
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # items are trees: the collector finds nothing in them
    with lock:
        asyncio.run(_serve(app, listener))
    return 0


def prepare(state_dir: Path) -> IO[str]:
    """Make the folder private and take it; the lock lasts as long as the file is open.

    Raises `AlreadyRunningError`.
    """
    os.umask(0o077)
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    state_dir.chmod(0o700)
    lock = (state_dir / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "another process"
        raise AlreadyRunningError(f"{state_dir} is in use by {holder}") from None
    lock.truncate(0)
    lock.write(f"process {os.getpid()}")
    lock.flush()
    return lock


def restored(state_dir: Path, port: int) -> App:
    """The engine with everything it ever confirmed, ready to serve."""
    engine.configure(state_dir, port)
    objects.finish_interrupted(engine.files_dir(state_dir))
    kept = snapshots.Snapshots(state_dir)
    objects.install(engine.files_dir(state_dir))
    forms.install()
    versions.install()
    snapshots.install(kept)
    memoised.install()
    queries.install()
    durable_tables = tables.DurableTables(state_dir, kept)
    durable_tables.restore()
    durable_tables.install()
    engine.service("sts")
    conditions.install()
    mail.install(state_dir)
    hosted_page.install(lambda: kept.save("cognito", engine.service("cognito").get_state()))
    app = engine.part("app")

    def on_start() -> None:
        app._MAIN_LOOP = asyncio.get_running_loop()

    return guarded(Straight(app.app), on_start=on_start)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.local_cloud.server", description=__doc__)
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument(
        "--may-lose-power", action="store_true",
        help="do not wait for the disk: what is told outlives the process, not the machine",
    )  # fmt: skip
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--port", type=int)
    where.add_argument("--fd", type=int, help="a listening socket that was inherited")
    return parser.parse_args(arguments)


def _listener(options: argparse.Namespace) -> socket.socket:
    if options.fd is not None:
        listener = socket.socket(fileno=options.fd)
    else:
        listener = socket.create_server((engine.HOST, options.port), backlog=256)
    if listener.getsockname()[0] != engine.HOST:
        raise OSError(f"only {engine.HOST} is served")
    return listener


async def _serve(app: App, listener: socket.socket) -> None:
    uvicorn: Any = import_module("uvicorn")
    from tools.local_cloud.one_write import OneWrite  # noqa: PLC0415 - only this environment has it

    config = uvicorn.Config(
        app, http=OneWrite, ws="none", loop="none", lifespan="on", log_config=None,
        access_log=False, proxy_headers=False, server_header=False, date_header=False,
        backlog=256, timeout_keep_alive=75, timeout_graceful_shutdown=1,
    )  # fmt: skip
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # uvicorn would end by the signal, as if it had failed

    def stop() -> None:
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    await server.serve(sockets=[listener])


if __name__ == "__main__":
    raise SystemExit(main())
