"""`manage.py invite USER_ID`: lets a registered person sign in."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from infra.provision.administrator import NotAdministrator, administrator
from medisecure.errors import MediSecureError
from medisecure.identity.inviting import invite
from medisecure.wiring import system_work


class Command(BaseCommand):
    """Creates the account at Cognito in the group of the person's role and links it."""

    help = "Give a registered person an account; Cognito mails them a temporary password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One id of a person who is already in the table."""
        parser.add_argument("user_id")

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite, audited under the command's own name."""
        try:
            cognito = administrator(os.environ).client("cognito-idp")
            uow = system_work("invite")
            invite(uow, cognito, settings.USER_POOL_ID, options["user_id"])
            uow.close()
        except (NotAdministrator, MediSecureError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write("Invited.")
