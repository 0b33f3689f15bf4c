"""`manage.py create_tables`: makes everything MediSecure keeps data in, or says it is there."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from infra.provision.administrator import NotAdministrator, administrator
from infra.provision.everything import provision
from infra.provision.outcome import Mismatch, Outcome, State
from medisecure.dynamodb.sealing.keysets import ensure_keysets
from medisecure.dynamodb.table import Table
from medisecure.encryption.cipher import VALUES, WORDS
from medisecure.encryption.kms import KmsWrapper
from medisecure.resources import declare


class Command(BaseCommand):
    """Idempotent; needs an administrator's credentials in ADMIN_AWS_*, never the application's."""

    requires_system_checks = ()  # what the site needs may not exist yet
    help = (
        "Create the tables, document store, master key, keysets, sign-in pool and application "
        "user that are declared in medisecure/resources/, or report that they exist. Needs "
        "ADMIN_AWS_ACCESS_KEY_ID and ADMIN_AWS_SECRET_ACCESS_KEY."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--plan", action="store_true", help="say what would be made or changed, and do nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Provision, report a line for each thing, then create the keysets that are missing."""
        try:
            admin = administrator(os.environ)
            resources = declare(os.environ)
            made = provision(resources, admin, apply=not options["plan"])
        except (NotAdministrator, Mismatch) as problem:
            raise CommandError(str(problem)) from problem
        for outcome in made.outcomes:
            self.stdout.write(str(outcome))
        if options["plan"]:
            return
        made_keysets = ensure_keysets(
            Table(admin.client("dynamodb"), resources.health.name),
            KmsWrapper(admin.client("kms"), resources.key.alias),
        )
        for kind in (VALUES, WORDS):
            state = State.CREATED if kind.name in made_keysets else State.EXISTS
            self.stdout.write(str(Outcome("keyset", kind.name, state)))
