"""`manage.py invite USER_ID`: lets a registered person sign in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from medisecure.errors import MediSecureError
from medisecure.identity.accounts import Accounts
from medisecure.identity.portal.invitations import code_of
from medisecure.identity.portal.inviting import Sender, invite
from medisecure.identity.repository import People
from medisecure.wiring import system_work


class Command(BaseCommand):
    """Creates or finds the account at Cognito, has it mailed, and says the code to hand over."""

    help = (
        "Invite a registered person, or invite them again: Cognito mails a temporary password, and "
        "the code that is asked for at the first sign-in is printed here, to be given another way."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One id of a person who is already in the table."""
        parser.add_argument("user_id")

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite, audited under the command's own name."""
        user_id, uow = options["user_id"], system_work("invite")
        try:
            account, person = Accounts(uow).get(user_id), People(uow).get(user_id)
            invitation = invite(uow, Sender(account, person.email))
            code = code_of(uow, invitation)
            uow.close()
        except MediSecureError as problem:
            uow.close()
            raise CommandError(str(problem)) from problem
        if invitation.mailed:
            self.stdout.write("Invited: a mail with a temporary password was sent.")
        else:
            self.stdout.write("Invited: they have a password already, and no mail was sent.")
        self.stdout.write(f"Code for the first sign-in: {code} (until {invitation.expires_at})")
