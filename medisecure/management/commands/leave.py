"""`manage.py leave --to FILE --key FILE`: everything of this place as one sealed file."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from infra.leaving.leaving import leave
from infra.leaving.sealed import Unopened, key_in, writing
from infra.provision.administrator import NotAdministrator, administrator
from medisecure.errors import MediSecureError
from medisecure.resources import declare


class Command(BaseCommand):
    """Needs an administrator's or the keeper's credentials in ADMIN_AWS_*."""

    help = (
        "Write the health table, every version of every document and the opened keysets into one "
        "sealed file, which `arrive` reads elsewhere. The key is made where --key names no file: "
        "carry it by another way. Nobody should be writing meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", required=True, type=Path, metavar="FILE")
        parser.add_argument("--key", required=True, type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how much it is, and what the place it goes to has to know."""
        resources = declare(os.environ)
        try:
            admin = administrator(os.environ)
            with writing(options["to"], key_in(options["key"])) as sealed:
                moved = leave(admin, resources, sealed)
        except FileExistsError as problem:
            raise CommandError(f"{options['to']} is there already.") from problem
        except (NotAdministrator, Unopened, MediSecureError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{moved}; {options['to'].stat().st_size} bytes sealed")
        self.stdout.write(
            f"There: SEALED_AS={os.environ.get('SEALED_AS') or resources.health.name}"
        )
