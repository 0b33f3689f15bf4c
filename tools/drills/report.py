"""What a drill found: a table for the eye and `build/drill.json` for everything else."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

FILE = Path("build/drill.json")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A fault planted on purpose, and whether the drill saw it."""

    name: str
    caught: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """One drill: how large, how many faults it met, what it found, and what it should have."""

    name: str
    size: int
    faults: int
    figure: str
    target: str
    ok: bool
    seed: int
    mutants: list[Mutant]

    @property
    def is_kept(self) -> bool:
        """Whether the target is met and the drill has shown that it would have seen otherwise."""
        return self.ok and bool(self.mutants) and all(each.caught for each in self.mutants)


def write(drills: Sequence[Drill], file: Path = FILE) -> None:
    """build/drill.json: the drills of this run, and no others."""
    file.parent.mkdir(exist_ok=True)
    text = json.dumps({"drills": [asdict(each) for each in drills]}, indent=2)
    file.write_text(text + "\n", encoding="utf-8")


def exit_code(drills: Sequence[Drill]) -> int:
    """0 if every drill is kept; 1 for a missed target, an unseen fault, or no drill at all."""
    return 0 if drills and all(each.is_kept for each in drills) else 1


def show(drills: Sequence[Drill], console: Console) -> None:
    """One row a drill."""
    table = Table("Drill", "Size", "Faults", "Found", "Target", "Planted faults", "")
    for each in drills:
        planted = "\n".join(
            f"{mutant.name}: {'caught' if mutant.caught else 'NOT SEEN'}" for mutant in each.mutants
        )
        verdict = "ok" if each.is_kept else "BREACH"
        table.add_row(
            each.name, f"{each.size:,}", f"{each.faults:,}", each.figure, each.target, planted,
            verdict,
        )  # fmt: skip
    console.print(table)
