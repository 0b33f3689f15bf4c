"""`manage.py build_lists`: puts the findings of loaded entries on the patients' lists, once."""

from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import MediSecureError
from medisecure.wiring import system_work
from patients.lists.allergy_words import adopt_words
from patients.profile.repository import CareRelations
from patients.records.listing import list_entry, outlook
from providers.directory.repository import Providers

JOB = "build_lists"


@dataclass(slots=True)
class Counts:
    """What was found, and what was done."""

    patients: int = 0
    entries: int = 0
    problems: int = 0
    medicines: int = 0
    listed: int = 0
    allergies: int = 0
    refused: int = 0


class Command(BaseCommand):
    """Shows what it would do; `--apply` does it. May be stopped and started again at any time."""

    help = "Build problems and medicines out of entries that were loaded and stand on no list."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--patient` for one alone; without it everybody whom a doctor cares for."""
        parser.add_argument("--apply", action="store_true", help="do it, do not only show it")
        parser.add_argument("--patient", default="", help="the id of one patient")

    def handle(self, *args: Any, **options: Any) -> None:
        """One patient after the other, one transaction an entry; counts and ids, never a word."""
        counts = Counts()
        try:
            for patient_id in [options["patient"]] if options["patient"] else patients():
                self.one(patient_id, counts, apply=options["apply"])
        except MediSecureError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"{counts.patients} patients, {counts.entries} entries not on the lists: "
            f"{counts.problems} problems, {counts.medicines} medicines"
        )
        if options["apply"]:
            self.stdout.write(
                f"{counts.listed} entries listed, {counts.refused} left out, "
                f"{counts.allergies} allergies taken from profiles"
            )
        else:
            self.stdout.write("nothing was changed; run it with --apply to do it")

    def one(self, patient_id: str, counts: Counts, *, apply: bool) -> None:
        """What one patient's entries would bring, and, if wanted, bring it."""
        uow = begin()
        found = outlook(uow, patient_id)
        uow.close()
        if apply:
            uow = begin()
            counts.allergies += adopt_words(uow, patient_id)
            uow.close()
        if not found.records:
            return
        counts.patients += 1
        counts.entries += len(found.records)
        counts.problems += found.problems
        counts.medicines += found.medicines
        for record in found.records if apply else ():
            uow = begin()
            try:
                counts.listed += list_entry(uow, patient_id, record.record_id)
            except MediSecureError as problem:
                counts.refused += 1
                self.stderr.write(f"{record.record_id} was left out: {problem}")
            finally:
                uow.close()


def patients() -> Iterator[str]:
    """Everyone a doctor cares for; whoever has an entry is cared for by the doctor who wrote it."""
    seen: set[str] = set()
    for provider in Providers(begin()).all():
        cursor = ""
        while True:
            page = CareRelations(begin()).of_provider(provider.provider_id, cursor, limit=100)
            for care in page.items:
                if care.patient_id not in seen:
                    seen.add(care.patient_id)
                    yield care.patient_id
            cursor = page.next_cursor
            if not cursor:
                break


def begin() -> UnitOfWork:
    """A unit of work of its own for each entry."""
    return system_work(JOB)
