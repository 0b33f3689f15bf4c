"""The press, or any program of its kind: loaded once and copied for each job.

    server.py PROGRAM DOOR LOADS      DOOR: the socket to listen at; LOADS: Python, run in it once

Ends when its standard input is closed.
"""

import os
import runpy
import select
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

WAITING = 64


def serve(door: str, program: str) -> None:
    """Each that comes to the door gets a process that sees to its job."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(door)
        listener.listen(WAITING)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            ready, _, _ = select.select([listener, sys.stdin], [], [])
            reap()
            if sys.stdin in ready:
                return
            asking, _ = listener.accept()
            with asking:
                if not os.fork():
                    listener.close()
                    see_to(asking, program)


def reap() -> None:
    """Let those go that have seen to their job."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def see_to(asking: socket.socket, program: str) -> None:
    """One job in a copy of its own: how it ends is told, and it ends with whoever asked."""
    said, pipes, _, _ = socket.recv_fds(asking, 65536, 3)
    words = said.decode().split("\0") if said != b"\0" else []
    copy = os.fork()
    if not copy:
        asking.close()
        os._exit(ended(program, words, pipes))
    for each in (0, *pipes):
        os.close(each)
    over = os.pidfd_open(copy)
    ready, _, _ = select.select([asking, over], [], [])
    if over not in ready:
        os.kill(copy, signal.SIGKILL)
    _, status = os.waitpid(copy, 0)
    if over in ready:
        asking.sendall(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def ended(program: str, words: list[str], pipes: list[int]) -> int:
    """Run the program as it is run when it is started; its exit code."""
    for place, pipe in enumerate(pipes):
        os.dup2(pipe, place)
        os.close(pipe)
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115
    sys.argv = [program, *words]
    try:
        runpy.run_path(program, run_name="__main__")
        code: Any = 0
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - as Python ends a program
        code = 1
    sys.stdout.flush()
    return code if isinstance(code, int) else int(code is not None)


if __name__ == "__main__":
    _, path, at, loads = sys.argv
    exec(loads, runpy.run_path(path, run_name="loaded"))  # noqa: S102 - a line of ours
    serve(at, path)
