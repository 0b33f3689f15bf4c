"""Relations between patients and those who act for them, in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from medisecure.access.proxies import Proof, Relationship, Scope
from medisecure.web.display.words.wording import Words

RELATIONSHIPS: Words = {
    Relationship.PARENT: _("Parent"),
    Relationship.GUARDIAN: _("Legal guardian"),
    Relationship.SPOUSE: _("Husband or wife"),
    Relationship.CHILD: _("Son or daughter"),
    Relationship.SIBLING: _("Brother or sister"),
    Relationship.CARER: _("Carer"),
    Relationship.OTHER: _("Somebody else"),
}
PROOFS: Words = {
    Proof.BIRTH_CERTIFICATE: _("Birth certificate"),
    Proof.FAMILY_ID: _("Ids of both, or a family card"),
    Proof.COURT_ORDER: _("Court order"),
    Proof.POWER_OF_ATTORNEY: _("Power of attorney"),
    Proof.PATIENT_CONSENT: _("The patient said so here"),
    Proof.OTHER: _("Something else (say what)"),
}
SCOPES: Words = {
    Scope.VISITS: _("See visits"),
    Scope.BOOK: _("Book, move and cancel visits"),
    Scope.HEALTH: _("Read the record and documents, ask for medicines and changes"),
    Scope.MESSAGES: _("Get messages about visits"),
}


def scopes_said(scopes: Iterable[Scope]) -> list[Any]:
    """What may be done, always in the same order."""
    held = set(scopes)
    return [words for scope, words in SCOPES.items() if scope in held]
