"""Registers the people of a CSV file: how a clinic moves in."""

import csv
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from rich.console import Console
from rich.progress import Progress

from medisecure.dynamodb.calls.deadline import deadline
from medisecure.errors import Conflict, MediSecureError
from medisecure.wiring import system_work
from patients.duplicates.likeness import WARNS_AT, Traits, blocks, likeness
from patients.duplicates.services import look_alikes, traits_of
from patients.registration.arrival_file import ENCODINGS, FileRow, read_file
from patients.registration.arrivals import COLUMNS, Arrival, arrivals, columns_of
from patients.registration.services import NewPatient, register

SECONDS_A_PERSON = 10


@dataclass(slots=True)
class Report:
    """How many were registered, and line by line who was not and why."""

    registered: int = 0
    duplicates: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


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
            with translation.override("en"):
                report = self._import(table.rows, columns, options)
        except OSError as error:
            raise CommandError(f"cannot read {path.name}: {error.strerror}") from error
        except (ValueError, csv.Error) as error:
            raise CommandError(f"{path.name}: {error}") from error
        verb = "would be registered" if options["dry_run"] else "registered"
        self.stdout.write(
            f"{report.registered} {verb}, {len(report.duplicates)} left out as likely duplicates, "
            f"{len(report.refused)} refused"
        )
        for line in (*report.duplicates, *report.refused):
            self.stderr.write(line)
        if report.refused:
            raise CommandError("some lines were refused; nothing of them was stored")

    def _tell_unread(self, there: Iterable[str], columns: Mapping[str, str]) -> None:
        """Before anything is registered: what the file says and nobody will read."""
        unread = [name for name in there if name and name not in columns.values()]
        if unread:
            told = "columns not read: {}; --map OURS=THEIRS says what one is"
            self.stderr.write(told.format(", ".join(unread)))

    def _import(
        self, rows: list[FileRow], columns: Mapping[str, str], options: Mapping[str, Any]
    ) -> Report:
        report, earlier = Report(), _Earlier()
        today = system_work("import-people").today
        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal) as progress:
            shown = progress.add_task("Registering", total=len(rows))
            for each in arrivals(rows, columns, today=today, language=options["language"]):
                self._one(each, report, earlier, options)
                progress.advance(shown)
        return report

    def _one(
        self, each: Arrival, report: Report, earlier: "_Earlier", options: Mapping[str, Any]
    ) -> None:
        if each.new is None:
            told = "; ".join(f"{name}: {text}" for name, text in each.problems.items())
            report.refused.append(f"line {each.line}: {told}")
            return
        try:
            with deadline(SECONDS_A_PERSON):
                alike = _alike(each.new) or earlier.like(each.new, each.line)
                if alike and not options["with_duplicates"]:
                    report.duplicates.append(f"line {each.line}: very like {', '.join(alike)}")
                    return
                if not options["dry_run"]:
                    _register(each.new)
        except Conflict:
            report.refused.append(f"line {each.line}: registered before with other details")
        except MediSecureError as error:
            report.refused.append(f"line {each.line}: {error}")
        else:
            report.registered += 1


class _Earlier:
    """The lines before, so that one person twice in the file is told even in a dry run."""

    def __init__(self) -> None:
        self._people: list[tuple[int, str, Traits]] = []
        self._filed: dict[str, list[int]] = {}

    def like(self, new: NewPatient, line: int) -> list[str]:
        """The lines before that are very like this one, which is then one of them itself."""
        mine = traits_of(new.personal_info, new.medical_info.insurance_number)
        found = {n for block in set(blocks(mine)) for n in self._filed.get(block, ())}
        alike = [
            f"line {self._people[n][0]}"
            for n in sorted(found)
            if self._people[n][1] != new.patient_id
            and likeness(mine, self._people[n][2]) >= WARNS_AT
        ]
        for block in filter(None, set(blocks(mine))):
            self._filed.setdefault(block, []).append(len(self._people))
        self._people.append((line, new.patient_id, mine))
        return alike


def _alike(new: NewPatient) -> list[str]:
    uow = system_work("import-people")
    insurance = new.medical_info.insurance_number
    found = look_alikes(uow, new.personal_info, insurance, besides=(new.patient_id,))
    uow.close()
    return [each.patient_id for each in found]


def _register(new: NewPatient) -> None:
    uow = system_work("import-people")
    register(uow, new)
    uow.close()


def _mapping(pairs: list[str]) -> dict[str, str]:
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        raise ValueError(f"--map {wrong[0]}: write OURS=THEIRS")
    return {ours: theirs for ours, _, theirs in (pair.partition("=") for pair in pairs)}
