"""`manage.py demo_people`: who can sign in to the demo clinic."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tools.demo.people import DEMO_SIGN_INS


class Command(BaseCommand):
    """Lists the demo sign-ins; their password is this installation's own (`DEMO_PASSWORD`)."""

    help = "Print the demo sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--json` for programs."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a table, or objects with role, username, password and userId."""
        if not settings.DEMO:
            raise CommandError("There are no demo people here: DEMO is off.")
        people = [
            {"role": each.role, "username": each.username,
             "password": settings.DEMO_PASSWORD, "userId": each.user_id}
            for each in DEMO_SIGN_INS
        ]  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(people, indent=2))
            return
        for person in people:
            self.stdout.write("  {role:<11} {username:<34} {password}".format(**person))
