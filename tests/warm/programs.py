"""The press, started warm: weasyprint is loaded once for all letters that tests print.

In use each letter is set by a process of its own that loads everything anew, most of a second of
the processor. Here the press is loaded once (`server.py`) and copied for every letter, and what is
started in its place (`ask.py`) hands over its own input and output and ends as the copy ends. All
else is as in use: its words, its environment, its limits, the time it may take. A press that a
test puts in its place, and every one within `cold`, is started as in use.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any
from unittest import mock

from documents import apart
from documents.letters.printing import PRESS

HERE = Path(__file__).parent
FONTS = "printed('<p>x')"  # run once, so that it has looked which fonts there are
USED = ("PIPE", "DEVNULL", "TimeoutExpired")  # of `subprocess`


@contextmanager
def warm(program: Path = PRESS, loads: str = FONTS) -> Iterator[None]:
    """Within this block letters are printed warm; the press is loaded for the first of them."""
    with ExitStack() as until_the_end:
        folder = Path(until_the_end.enter_context(TemporaryDirectory()))
        doors: list[Path] = []

        def run(command: list[str], **how: Any) -> subprocess.CompletedProcess[bytes]:
            python, alone, started, *words = command
            if started != str(program):
                return subprocess.run(command, **how)  # noqa: PLW1510 - `check` is in `how`
            if not doors:
                doors.append(folder / "door")
                served = serving(program, loads, doors[0], how["env"])
                until_the_end.enter_context(served)
            ask = [python, alone, "-S", str(HERE / "ask.py"), str(doors[0]), *words]
            return subprocess.run(ask, **how)  # noqa: PLW1510

        used = {name: getattr(subprocess, name) for name in USED}
        with mock.patch.object(apart, "subprocess", SimpleNamespace(run=run, **used)):
            yield


def cold() -> AbstractContextManager[Any]:
    """Within this block the press is started as in use."""
    return mock.patch.object(apart, "subprocess", subprocess)


@contextmanager
def serving(program: Path, loads: str, door: Path, env: dict[str, str]) -> Iterator[None]:
    """The program, loaded and listening at this door; it ends with us, however we end."""
    command = [sys.executable, "-I", str(HERE / "server.py"), str(program), str(door), loads]
    with subprocess.Popen(
        command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield
        process.kill()
