"""The report: its shape, and what makes it a breach."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from infra.drills.report import Drill, Mutant, write

GOOD = Drill(name="race", size=1_000, faults=9, figure="0", target="0", ok=True, seed=1,
             mutants=[Mutant("looks first", caught=True)])  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]


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


def test_an_unknown_drill_is_refused_with_the_names_there_are() -> None:
    command = [sys.executable, "-m", "infra.drills", "dance"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "There are: race, crash, reminders" in done.stderr
