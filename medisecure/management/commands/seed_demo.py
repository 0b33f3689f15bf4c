"""`manage.py seed_demo`: a lively clinic around today, with people who can sign in."""

import os
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from documents.letters.repository import Letters
from infra.provision.administrator import NotAdministrator, administrator
from medisecure.audit.actions import Action
from medisecure.clock import clinic_date, now
from medisecure.document_store import put_file
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.errors import Conflict
from medisecure.identity.portal.inviting import open_account
from medisecure.management.commands.load_items import load_all
from medisecure.wiring import system_work, unhurried
from patients.at_hand.repository import Rows, Templates
from patients.lists.allergy_words import adopt_words
from patients.records.listing import list_entry, outlook
from patients.results.repository import Results
from tools.demo.at_hand import demo_rows, demo_templates
from tools.demo.clinic import demo_clinic
from tools.demo.documents import file_bytes
from tools.demo.letters import demo_letters
from tools.demo.people import DEMO_SIGN_INS
from tools.demo.proxies import store_proxies
from tools.demo.results import demo_results
from tools.demo.schema_items import schema_items

SECONDS = 3600.0  # for all of it; each answer has its own bound


class Command(BaseCommand):
    """Loads through the same door as any import; refuses to run where DEMO is off."""

    help = "Fill the demo clinic: doctors, patients, visits, records, documents, sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many patients to invent, and from which seed."""
        parser.add_argument("--patients", type=int, default=400)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load items, put their files away, and create the sign-ins."""
        if not settings.DEMO:
            raise CommandError("This is no demo installation (DEMO is off): nothing was done.")
        with unhurried(), deadline(SECONDS):
            self._fill(options)

    def _fill(self, options: dict[str, Any]) -> None:
        today = clinic_date(now())
        items = list(demo_clinic(patients=options["patients"], seed=options["seed"], today=today))
        everything = [*schema_items(), *items]
        report = load_all(everything)
        for line in report.refused:
            self.stderr.write(line)
        files = store_files(everything)
        with_proxies()
        people = invite_people()
        listed = fill_charts(today, options["seed"])
        self.stdout.write(
            f"{report.loaded} items loaded, {report.present} already there, "
            f"{len(report.refused)} refused, {files} files stored, {people} sign-ins ready, "
            f"{listed} charts with lists, results and letters"
        )


def store_files(items: list[dict[str, Any]]) -> int:
    """Put the file of every document item where the item says; returns how many."""
    documents = [item for item in items if item.get("entityType") == "DOCUMENT"]
    with ThreadPoolExecutor(4) as pool:
        return sum(1 for _ in pool.map(_store_file, documents))


def _store_file(item: dict[str, Any]) -> None:
    put_file(item["fileInfo"]["s3Key"], file_bytes(item), item["fileInfo"]["mimeType"])


def with_proxies() -> None:
    """Who acts for the children of the demo; those that are there already stay."""
    uow = system_work("seed-demo")
    store_proxies(uow)
    uow.close()


def invite_people() -> int:
    """An account for each demo person, with the demo password; returns how many."""
    try:
        cognito = administrator(os.environ).client("cognito-idp")
    except NotAdministrator as problem:
        raise CommandError(str(problem)) from problem
    for each in DEMO_SIGN_INS:
        uow = system_work("seed-demo")
        open_account(
            uow, cognito, settings.USER_POOL_ID, each.user_id, password=settings.DEMO_PASSWORD
        )
        uow.close()
    return len(DEMO_SIGN_INS)


def fill_charts(today: date, seed: int) -> int:
    """Lists, laboratory results and letters for the demo patients who can sign in, and John Doe."""
    patients = sorted(each.user_id for each in DEMO_SIGN_INS if each.user_id.startswith("patient_"))
    for patient_id in patients:
        uow = system_work("seed-demo")
        adopt_words(uow, patient_id)
        waiting = outlook(uow, patient_id).records
        uow.close()
        for record in waiting:
            uow = system_work("seed-demo")
            list_entry(uow, patient_id, record.record_id)
            uow.close()
        doctors = [record.provider_id for record in waiting]
        if doctors:
            store_results(patient_id, doctors[-1], today, seed)
        store_letters(patient_id, seed)
    store_at_hand()
    return len(patients)


def store_at_hand() -> None:
    """A doctor's templates and favourites; those that are there already stay."""
    uow = system_work("seed-demo")
    try:
        with uow:
            for template in demo_templates(uow.at):
                Templates(uow).add(template, Action.KEEP_TEMPLATE)
            for rows in demo_rows():
                Rows(uow).add(rows, Action.CHANGE_FAVOURITES)
    except Conflict:
        pass  # seeded before
    finally:
        uow.close()


def store_letters(patient_id: str, seed: int) -> None:
    """Their last prescription and a certificate; those that are there already stay."""
    uow = system_work("seed-demo")
    letters = list(demo_letters(uow, patient_id, seed))
    try:
        with uow:
            for letter in letters:
                Letters(uow).add(letter, Action.ISSUE_LETTER)
    except Conflict:
        pass  # seeded before
    finally:
        uow.close()


def store_results(patient_id: str, provider_id: str, today: date, seed: int) -> None:
    """A year of laboratory results; those that are there already stay as they are."""
    uow = system_work("seed-demo")
    results = list(demo_results(uow, patient_id, provider_id, today=today, seed=seed))
    try:
        with uow:
            for result in results:
                Results(uow).add(result, Action.ADD_RESULT)
    except Conflict:
        pass  # seeded before, on another day
    finally:
        uow.close()
