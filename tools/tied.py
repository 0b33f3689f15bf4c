"""Starts a program that ends with whoever started it, however that one ended.

A `kill -9` runs no `finally`. So the kernel is asked to end the child (prctl PR_SET_PDEATHSIG,
Linux): by a small program between, since code in a forked child of a program with threads may
hang. Where there is no such call the program simply starts.

    python tools/tied.py PARENT_PID PROGRAM ARGUMENT…

The kernel minds the thread that starts the child, not the whole parent: start what is to stay
from a thread that stays.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def tied(command: Sequence[str]) -> list[str]:
    """The command that runs `command` in the same process, ended when this process ends."""
    return [sys.executable, "-I", "-S", __file__, str(os.getpid()), *command]


def main(parent: int, command: list[str]) -> None:
    """Tie this process to `parent` and become `command`; gone already if the parent is."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before we had asked
            return
    os.execvp(command[0], command)  # noqa: S606 - no shell is meant


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
