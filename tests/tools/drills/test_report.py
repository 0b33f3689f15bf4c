"""The report: its shape, and what makes it a breach."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tools.drills.report import Drill, Mutant, exit_code, write

GOOD = Drill(name="race", size=1_000, faults=9, figure="0", target="0", ok=True, seed=1,
             mutants=[Mutant("looks first", caught=True)])  # fmt: skip
ROOT = Path(__file__).resolve().parents[3]


def test_the_file_has_the_shape_others_read(tmp_path: Path) -> None:
    file = tmp_path / "build" / "drill.json"
    write([GOOD], file)
    assert json.loads(file.read_text()) == {
        "drills": [
            {"name": "race", "size": 1000, "faults": 9, "figure": "0", "target": "0", "ok": True,
             "seed": 1, "mutants": [{"name": "looks first", "caught": True}]}
        ]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("drill", "kept"),
    [
        (GOOD, True),
        (replace(GOOD, ok=False), False),
        (replace(GOOD, mutants=[]), False),
        (replace(GOOD, mutants=[*GOOD.mutants, Mutant("unseen", caught=False)]), False),
    ],
)
def test_a_missed_target_and_an_unseen_fault_are_breaches(drill: Drill, *, kept: bool) -> None:
    assert drill.is_kept is kept
    assert exit_code([GOOD, drill]) == (0 if kept else 1)


def test_a_run_without_a_drill_has_shown_nothing() -> None:
    assert exit_code([]) == 1


BREACH = """
from tools.drills import __main__, stage
from contextlib import contextmanager
from tools.drills.report import Drill, Mutant
import sys, types

@contextmanager
def nowhere():
    yield "", list

def drill(endpoint, scan, *, seed, scale, say):
    return Drill(name="one", size=1, faults=0, figure="0", target="0", ok=OK, seed=seed,
                 mutants=[Mutant("planted", caught=SEEN)])

sys.modules["tools.drills.all"] = types.SimpleNamespace(DRILLS={"one": drill})
__main__.stage = nowhere
__main__.main()
"""


@pytest.mark.parametrize(
    ("ok", "seen", "code"), [(True, True, 0), (False, True, 1), (True, False, 1)]
)
def test_the_run_ends_with_what_it_found(
    tmp_path: Path, *, ok: bool, seen: bool, code: int
) -> None:
    """A drill of the test's own, in a cloud that is not needed; all else is the real run."""
    program = BREACH.replace("OK", str(ok)).replace("SEEN", str(seen))
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    (found,) = json.loads((tmp_path / "build" / "drill.json").read_text())["drills"]
    assert (found["ok"], found["mutants"]) == (ok, [{"name": "planted", "caught": seen}])


def test_an_unknown_drill_is_refused_with_the_names_there_are() -> None:
    command = [sys.executable, "-m", "tools.drills", "dance"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "There are: race, call-in, crash, reminders" in done.stderr
