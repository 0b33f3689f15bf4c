"""`manage.py import_fhir BUNDLE`: takes in what another system wrote as FHIR R4."""

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from medisecure.errors import Invalid, MediSecureError
from medisecure.importing.fhir.importer import Import
from medisecure.importing.fhir.report import IMPORTED, LEFT_OUT, PRESENT, Report


class Command(BaseCommand):
    """May be stopped and run again at any time: what is there already stays as it is."""

    help = "Import a FHIR R4 bundle: people, visits, chart entries, lists, results."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--source` keeps the short ids of two systems apart; `--report` lists every resource."""
        parser.add_argument("bundle", type=Path, help="a Bundle, or resources one after another")
        parser.add_argument(
            "--source", default="", metavar="NAME",
            help="the system the file comes from, if its ids are no UUIDs (12345)",
        )  # fmt: skip
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write a CSV line for every resource"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ids and reasons are printed, never a word of what a resource says."""
        console = Console(stderr=True)
        shown = Progress(
            SpinnerColumn(), TextColumn("{task.completed} resources"), TimeElapsedColumn(),
            console=console, disable=not console.is_terminal,
        )  # fmt: skip
        with ExitStack() as stack:
            path: Path | None = options["report"]
            details = stack.enter_context(path.open("w", newline="")) if path else None
            task = stack.enter_context(shown).add_task("Importing", total=None)
            report = Report(details)
            try:
                Import(
                    options["bundle"], options["source"], report, lambda: shown.advance(task)
                ).run()
            except OSError as error:
                raise CommandError(f"cannot read {options['bundle'].name}") from error
            except Invalid as problem:
                raise CommandError(f"{options['bundle'].name}: {problem}") from problem
            except MediSecureError as problem:
                raise CommandError(f"stopped: {problem}; run it again to go on") from problem
        self.stdout.write(
            f"{report.count(IMPORTED)} imported, {report.count(PRESENT)} already there, "
            f"{report.count(LEFT_OUT)} left out"
        )
        for line in report.lines():
            self.stdout.write(line)
