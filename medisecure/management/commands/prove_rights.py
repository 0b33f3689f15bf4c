"""`manage.py prove_rights`: shows on this account what the application may and may not do."""

import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from infra.proving.addresses import shown_addresses
from infra.proving.by_hand import STEPS
from infra.proving.items import item_proofs
from infra.proving.proof import Shown, show
from infra.proving.services import FILE, service_proofs
from medisecure import wiring
from medisecure.aws import client
from medisecure.document_store import download_link
from medisecure.errors import MediSecureError
from medisecure.resources import CALLBACK_PATH, declare


class Command(BaseCommand):
    """Run it once on the first day, and after every change of rights, as the application itself."""

    help = (
        "Try everything the application must be able to do in AWS and everything it must not, "
        "with its own credentials, and say of each whether it came out as it must. Leaves one "
        "entry on a day of the trail nobody worked on, and one small file."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """A line each; an error when one is wrong, and then no patient belongs in here."""
        wrong = 0
        for shown in everything():
            wrong += not shown.well
            self.stdout.write(str(shown))
        self.stdout.write(f"{wrong} wrong\n\nBy hand, which no program can see:")
        for number, (deed, expected) in enumerate(STEPS, start=1):
            self.stdout.write(f"{number}. {deed}\n   → {expected}")
        if wrong:
            raise CommandError(f"{wrong} things are not as they must be.")


def everything() -> Iterator[Shown]:
    """Items, services, keysets, addresses."""
    resources = declare(os.environ)
    yield from show(item_proofs(client("dynamodb"), resources))
    yield from show(service_proofs(client, resources, settings.USER_POOL_ID))
    yield keysets_open()
    link = download_link(FILE, "proof.txt", "text/plain")
    yield from shown_addresses(oidc(), link)


def keysets_open() -> Shown:
    """The keysets open under their context: the one use of the master key that is ours."""
    try:
        wiring.forget_cipher()
        wiring.cipher()
    except MediSecureError as error:
        return Shown("the keysets open", well=False, code=type(error).__name__)
    return Shown("the keysets open", well=True, code="allowed")


def oidc() -> dict[str, str]:
    return {
        "OIDC_JWKS_ENDPOINT": settings.OIDC_OP_JWKS_ENDPOINT,
        "OIDC_TOKEN_ENDPOINT": settings.OIDC_OP_TOKEN_ENDPOINT,
        "OIDC_CLIENT_ID": settings.OIDC_RP_CLIENT_ID,
        "OIDC_CLIENT_SECRET": settings.OIDC_RP_CLIENT_SECRET,
        "REDIRECT_URI": settings.BASE_URL + CALLBACK_PATH,
    }
