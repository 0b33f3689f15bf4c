"""`manage.py backup`: a copy of the clinical table, and a census to check it by."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from infra.provision.administrator import NotAdministrator, administrator
from infra.restoring.census import census_of
from infra.restoring.copies import back_up
from medisecure.resources import declare


class Command(BaseCommand):
    """Needs an administrator's or the keeper's credentials in ADMIN_AWS_*."""

    help = (
        "Make a copy of the health table with DynamoDB's own backups and print its name. With "
        "--census FILE also count the table, so that `restore --census FILE` can prove it whole; "
        "for that nobody should be writing meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--census", metavar="FILE", help="where to write the census")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            dynamodb = administrator(os.environ).client("dynamodb")
        except NotAdministrator as problem:
            raise CommandError(str(problem)) from problem
        name = declare(os.environ).health.name
        if options["census"]:
            census = census_of(dynamodb, name)
            Path(options["census"]).write_text(census.as_json(), encoding="utf-8")
            self.stdout.write(f"{census.items} items in {len(census.partitions)} partitions")
        copy = back_up(dynamodb, name)
        self.stdout.write(copy.arn)
