"""Rebuilds the search words of everybody; it can be stopped and goes on where it was."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from medisecure.audit.actions import Action
from medisecure.clock import now
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.dynamodb.repositories.audit_entries import AuditEntries
from medisecure.encryption.cipher import Tampered
from medisecure.wiring import system_work
from patients.registration.refiling import refile

JOB = "refile-people"
SECONDS_A_STEP = 20
ENTRIES_A_PAGE = 200
CAME = frozenset({Action.REGISTER_PATIENT, Action.IMPORT_PATIENT})


class Command(BaseCommand):
    """The audit trail says who there is, as everybody came in through it: nothing is scanned."""

    help = "File every patient anew under this release's search words, day by day of their coming."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, required=True,
                            help="the first day anybody was registered or imported")  # fmt: skip
        parser.add_argument("--position", type=Path, help="a file that keeps how far it came")

    def handle(self, *args: Any, **options: Any) -> None:
        position: Path | None = options["position"]
        day, cursor = _read(position, options["since"])
        filed = 0
        while day <= now().date():
            people, cursor = _came(day, cursor)
            filed += sum(self._refiled(patient_id) for patient_id in people)
            if not cursor:
                day += timedelta(days=1)
            if position:
                position.write_text(json.dumps({"day": day.isoformat(), "cursor": cursor}))
        self.stdout.write(f"{filed} patients filed anew")

    def _refiled(self, patient_id: str) -> bool:
        """Whether the patient was filed anew; one who cannot be opened is named and left."""
        with deadline(SECONDS_A_STEP):
            uow = system_work(JOB)
            try:
                return refile(uow, patient_id)
            except Tampered:
                self.stderr.write(f"{patient_id} cannot be opened: it was changed or damaged")
                return False
            finally:
                uow.close()


def _read(position: Path | None, since: date) -> tuple[date, str]:
    if position is None or not position.exists():
        return since, ""
    try:
        kept = json.loads(position.read_text())
        return date.fromisoformat(kept["day"]), str(kept["cursor"])
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{position.name} holds no position; remove it to begin anew") from error


def _came(day: date, cursor: str) -> tuple[list[str], str]:
    """Who came in, by one page of the day's entries, and where the next page begins."""
    with deadline(SECONDS_A_STEP):
        uow = system_work(JOB)
        page = AuditEntries(uow).on(day, cursor, ENTRIES_A_PAGE)
        uow.close()
    return list(_ids(page.items)), page.next_cursor


def _ids(entries: list[Any]) -> Iterator[str]:
    yield from (each.resource_id for each in entries if each.action in CAME)
