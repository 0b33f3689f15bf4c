"""A worker leaves alone what was loaded, and looks for cycles seldom."""

import subprocess
import sys

ASKED = """
import gc
from medisecure.server.collecting import collect_seldom
before = gc.get_threshold()[0]
collect_seldom()
print(gc.get_freeze_count() > 1000, gc.get_threshold()[0] > 10 * before)
"""


def test_what_is_loaded_is_left_alone_and_cycles_are_looked_for_seldom() -> None:
    told = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.split() == ["True", "True"]
