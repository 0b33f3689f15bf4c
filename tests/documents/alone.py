"""What a process that works on one file may not do, tried under the hook it sets for itself."""

import subprocess
import sys
from pathlib import Path

_TRIED = """
import runpy, socket, subprocess, sys
sys.addaudithook(runpy.run_path({program!r})["alone"])
for deed in (lambda: socket.create_connection(("127.0.0.1", 9)),
             lambda: socket.socket().connect(("127.0.0.1", 9)),
             lambda: subprocess.run(["true"])):
    try: deed()
    except PermissionError: print("refused")
    else: print("done")
"""


def tried_alone(program: Path) -> list[str]:
    """How a connection, a socket and a program ended: each "refused" or "done"."""
    ended = subprocess.run(
        [sys.executable, "-c", _TRIED.format(program=str(program))],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return ended.stdout.split()
