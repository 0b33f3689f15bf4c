"""How much memory and processor a command needs: itself, and whatever it starts."""

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY = 0.05  # seconds between two looks
MEGABYTE = 1024**2


@dataclass(slots=True)
class Watched:
    """What a command needed: seconds, of the clock and of the processor; megabytes at most.

    `alone` is the command's own process. `together` adds whatever ran beside it in the same moment,
    libraries that several share counted for each of them.
    """

    code: int = 0
    seconds: float = 0.0
    processor: float = 0.0
    alone: float = 0.0
    together: float = 0.0


def watched(command: Sequence[str]) -> Watched:
    """Run the command to its end, its output being ours."""
    began = time.monotonic()
    child, found, over = subprocess.Popen(command), Watched(), Event()
    watcher = Thread(target=_look, args=(child.pid, found, over))
    watcher.start()
    _pid, status, usage = os.wait4(child.pid, 0)
    over.set()
    watcher.join()
    child.returncode = found.code = os.waitstatus_to_exitcode(status)
    found.seconds, found.processor = time.monotonic() - began, usage.ru_utime + usage.ru_stime
    return found


def _look(pid: int, found: Watched, over: Event) -> None:
    while not over.wait(EVERY):
        try:
            alone = _resident(pid)
            together = alone + sum(map(_resident, _children(pid)))
        except (OSError, ValueError):  # one of them ended meanwhile
            continue
        found.alone = max(found.alone, alone)
        found.together = max(found.together, together)


def _resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / MEGABYTE


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (task / "children").read_text().split())
    return found + [each for child in found for each in _children(child)]
