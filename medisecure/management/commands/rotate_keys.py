"""`manage.py rotate_keys`: the next key of the keyset that seals values."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from infra.provision.administrator import NotAdministrator, administrator
from medisecure.clock import now
from medisecure.dynamodb.sealing.keysets import rotate
from medisecure.dynamodb.table import Table
from medisecure.encryption.kms import KmsWrapper
from medisecure.errors import Conflict
from medisecure.resources import declare


class Command(BaseCommand):
    """Needs an administrator's credentials: the application itself cannot touch the keysets."""

    help = "Seal new values under the next key; what older keys sealed stays readable."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate, and say when running processes will know."""
        try:
            admin = administrator(os.environ)
        except NotAdministrator as problem:
            raise CommandError(str(problem)) from problem
        resources = declare(os.environ)
        table = Table(admin.client("dynamodb"), resources.health.name)
        try:
            version = rotate(table, KmsWrapper(admin.client("kms"), resources.key.alias), now())
        except Conflict as problem:
            raise CommandError(problem.message) from problem
        self.stdout.write(f"The keyset has version {version}.")
        self.stdout.write("New values are sealed with the key added last time; another was added.")
        self.stdout.write("Running processes take it up within an hour, or when restarted.")
