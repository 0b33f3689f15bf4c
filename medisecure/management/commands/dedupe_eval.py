"""Says how well the duplicate warning of the registration works on a file of known duplicates."""

from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from patients.duplicates.evaluation import COLUMNS, evaluate, read_rows
from patients.duplicates.likeness import WARNS_AT


class Command(BaseCommand):
    help = (
        "Print precision and recall of the duplicate warning on a CSV file with the columns "
        + ", ".join(COLUMNS)
        + "; entries of one person share the number in rec_id (rec-12-org, rec-12-dup-0)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--threshold", type=float, default=WARNS_AT)

    def handle(self, *args: Any, **options: Any) -> None:
        path, started = options["file"], monotonic()
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                rows = read_rows(lines)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"cannot read {path.name} as UTF-8 text") from error
        except ValueError as error:
            raise CommandError(f"{path.name}: {error}") from error
        found = evaluate(rows, options["threshold"])
        self.stdout.write(
            f"{len(rows)} entries, {found.true} true pairs, {found.compared} compared, "
            f"{found.warned} warned of, {found.right} of them right, "
            f"threshold {options['threshold']:g}, {monotonic() - started:.1f} s\n"
            f"precision {found.precision:.4f}\nrecall {found.recall:.4f}"
        )
