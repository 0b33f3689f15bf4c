"""`manage.py arrive --from FILE --key FILE`: what `leave` wrote, into a place that is empty."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from infra.leaving.arriving import NotEmpty, arrive
from infra.leaving.sealed import Unopened, key_in, reading
from infra.provision.administrator import NotAdministrator, administrator
from medisecure.resources import declare


class Command(BaseCommand):
    """Needs an administrator's credentials in ADMIN_AWS_*, and `create_tables` before it."""

    help = (
        "Bring an export into this place, whose tables and bucket are made and empty. Its own key "
        "wraps the keysets. Set SEALED_AS to what `leave` said before the application starts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="source", required=True, type=Path, metavar="FILE")
        parser.add_argument("--key", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how much came, and whether it is everything; an error if it is not."""
        if not options["key"].exists():
            raise CommandError(f"{options['key']} is not there.")
        try:
            admin = administrator(os.environ)
            with reading(options["source"], key_in(options["key"])) as opened:
                moved, difference = arrive(admin, declare(os.environ), opened)
        except (NotAdministrator, NotEmpty, Unopened, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(str(moved))
        if difference is None:
            raise CommandError("The export has no end: it was cut off.")
        self.stdout.write(str(difference))
        if not difference.is_none:
            raise CommandError("What arrived is not what left.")
