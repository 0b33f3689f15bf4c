"""`manage.py export_patient ID`: everything that is kept of one patient, in one archive."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from medisecure.errors import MediSecureError, NotFound
from medisecure.exporting.patient_archive import PatientArchive
from medisecure.wiring import system_work

FLAGS = os.O_CREAT | os.O_RDWR | os.O_TRUNC


class Command(BaseCommand):
    """The file is readable by its owner alone, and whole or not there at all."""

    help = "Write a patient's record as a ZIP: FHIR R4, documents, who looked, a manifest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("patient_id")
        parser.add_argument(
            "--to", type=Path, metavar="FILE", help="where to write it; default: ID.zip, here"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        patient_id = options["patient_id"]
        path: Path = options["to"] or Path(f"{patient_id}.zip")
        unfinished = path.with_name(f"{path.name}.part")
        if path.exists():
            raise CommandError(f"{path} is there already; name another file with --to")
        console = Console(stderr=True)
        columns = (SpinnerColumn(), TextColumn("{task.completed} pages"), TimeElapsedColumn())
        try:
            with (
                os.fdopen(os.open(unfinished, FLAGS, 0o600), "w+b") as file,
                Progress(*columns, console=console, disable=not console.is_terminal) as shown,
            ):  # fmt: skip
                task = shown.add_task("Exporting", total=None)
                export = PatientArchive(
                    patient_id, lambda: system_work("export-patient"), lambda: shown.advance(task)
                )
                counts = export.write(file)
            unfinished.rename(path)
        except NotFound as problem:
            raise CommandError("there is no patient with this id") from problem
        except MediSecureError as problem:
            raise CommandError(f"stopped: {problem}") from problem
        finally:
            unfinished.unlink(missing_ok=True)
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
        self.stdout.write(f"{path}: {told}; {len(export.files)} files")
        for each in export.absent:
            self.stdout.write(f"  not here: {each['document']}: {each['why']}")
