"""Registers the people of a CSV file: how a clinic moves in."""

import csv
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from rich.console import Console
from rich.progress import Progress

from medisecure.dynamodb.calls.deadline import deadline
from medisecure.errors import Conflict, MediSecureError
from medisecure.wiring import system_work, unhurried
from patients.duplicates.services import look_alikes
from patients.duplicates.within_file import LinesBefore
from patients.registration.arrival_file import ENCODINGS, FileRow, read_file
from patients.registration.arrivals import COLUMNS, Arrival, arrivals, columns_of
from patients.registration.services import NewPatient, register, registered_as

SECONDS_A_PERSON = 10
TOLD_EVERY = 500  # lines, where no bar is drawn
TWICE = "registered before with other details"
STOPPED = "stopped after {:,} of {:,} lines; run it again to go on: nobody is registered twice"
Say = Callable[[str], None]


@dataclass(slots=True)
class Report:
    """How many were registered, left out and refused so far, of how many lines."""

    lines: int
    read: int = 0
    registered: int = 0
    there: int = 0  # by the same row, in this run or an earlier one
    duplicates: int = 0
    refused: int = 0


class Command(BaseCommand):
    help = "Register the people of a CSV file; columns: " + ", ".join(COLUMNS)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--map", action="append", default=[], metavar="OURS=THEIRS",
            help='where a column has another name: --map "phone_number=Tel. no."',
        )  # fmt: skip
        parser.add_argument(
            "--encoding", default="", choices=ENCODINGS, help="how the file is written"
        )
        parser.add_argument("--language", default="en", choices=list(dict(settings.LANGUAGES)))
        parser.add_argument("--dry-run", action="store_true", help="check, and register nobody")
        parser.add_argument(
            "--with-duplicates", action="store_true",
            help="register also those who are very like somebody registered or earlier in the file",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            table = read_file(path.read_bytes(), options["encoding"])
            columns = columns_of(table.columns, _mapping(options["map"]))
            self._tell_unread(table.columns, columns)
            report = Report(len(table.rows))
            with translation.override("en"), unhurried(), suppress(KeyboardInterrupt):
                self._import(table.rows, columns, options, report)
        except OSError as error:
            raise CommandError(f"cannot read {path.name}: {error.strerror}") from error
        except (ValueError, csv.Error) as error:
            raise CommandError(f"{path.name}: {error}") from error
        self._sum_up(report, options)
        if report.read < report.lines:
            raise CommandError(STOPPED.format(report.read, report.lines))
        if report.refused:
            raise CommandError("some lines were refused; nothing of them was stored")

    def _sum_up(self, report: Report, options: Mapping[str, Any]) -> None:
        verb = "would be registered" if options["dry_run"] else "registered"
        self.stdout.write(
            f"{report.registered} {verb}, {report.duplicates} left out as likely duplicates, "
            f"{report.refused} refused"
            + (f"; {report.there} more were there by the same rows" if report.there else "")
        )

    def _tell_unread(self, there: Iterable[str], columns: Mapping[str, str]) -> None:
        """Before anything is registered: what the file says and nobody will read."""
        unread = [name for name in there if name and name not in columns.values()]
        if unread:
            told = "columns not read: {}; --map OURS=THEIRS says what one is"
            self.stderr.write(told.format(", ".join(unread)))

    def _import(
        self,
        rows: list[FileRow],
        columns: Mapping[str, str],
        options: Mapping[str, Any],
        report: Report,
    ) -> None:
        """Whoever is left out is told at once, so that a run that is stopped has told it, too."""
        before, today = LinesBefore(), system_work("import-people").today
        with self._progress(report) as (say, went_on):
            for each in arrivals(rows, columns, today=today, language=options["language"]):
                problem = self._one(each, report, before, options)
                if problem:
                    say(f"line {each.line}: {problem}")
                report.read += 1
                went_on()

    @contextmanager
    def _progress(self, report: Report) -> Iterator[tuple[Say, Callable[[], None]]]:
        """A bar at a terminal, and lines above it; where there is none, a line now and then."""
        console = Console(stderr=True)
        if not console.is_terminal:

            def told_seldom() -> None:
                if report.read % TOLD_EVERY == 0:
                    self.stderr.write(f"{report.read:,} of {report.lines:,} lines read")

            yield self.stderr.write, told_seldom
            return
        with Progress(console=console) as bar:
            shown = bar.add_task("Registering", total=report.lines)
            say = partial(console.print, markup=False, highlight=False, soft_wrap=True)
            yield say, lambda: bar.advance(shown)

    def _one(
        self, each: Arrival, report: Report, before: LinesBefore, options: Mapping[str, Any]
    ) -> str:
        """Register one; what to tell of the line, or "" if there is nothing."""
        if each.new is None:
            report.refused += 1
            return "; ".join(f"{name}: {text}" for name, text in each.problems.items())
        try:
            with deadline(SECONDS_A_PERSON):
                alike = _alike(each.new) or _lines_like(each.new, each.line, before)
                if alike and not options["with_duplicates"]:
                    report.duplicates += 1
                    return f"very like {', '.join(alike)}"
                is_new = (_is_new if options["dry_run"] else _register)(each.new)
        except MediSecureError as error:
            report.refused += 1
            return TWICE if isinstance(error, Conflict) else str(error)
        report.registered += is_new
        report.there += not is_new
        return ""


def _alike(new: NewPatient) -> list[str]:
    uow = system_work("import-people")
    insurance = new.medical_info.insurance_number
    found = look_alikes(uow, new.personal_info, insurance, besides=(new.patient_id,))
    uow.close()
    return [each.patient_id for each in found]


def _lines_like(new: NewPatient, line: int, before: LinesBefore) -> list[str]:
    insurance = new.medical_info.insurance_number
    alike = before.like(new.patient_id, new.personal_info, insurance, line)
    return [f"line {each}" for each in alike]


def _register(new: NewPatient) -> bool:
    uow = system_work("import-people")
    is_new = register(uow, new)
    uow.close()
    return is_new


def _is_new(new: NewPatient) -> bool:
    uow = system_work("import-people")
    there = registered_as(uow, new.patient_id)
    uow.close()
    return there is None


def _mapping(pairs: list[str]) -> dict[str, str]:
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        raise ValueError(f"--map {wrong[0]}: write OURS=THEIRS")
    return {ours: theirs for ours, _, theirs in (pair.partition("=") for pair in pairs)}
