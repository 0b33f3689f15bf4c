"""Whom a message reaches where the patient has no address of their own: who acts for them."""

from medisecure.access.proxies import Scope
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import AccountStatus, Person
from medisecure.identity.repository import People


def who_is_told(uow: UnitOfWork, patient_id: str) -> Person | None:
    """The first who acts for the patient, may get their messages now and has an e-mail.

    The relation is read as it stands, so that nobody is told anything after it has ended.
    """
    relations = Proxies(uow).of_patient(patient_id)
    for each in sorted(relations, key=lambda it: it.since):
        if Scope.MESSAGES in each.scopes_at(uow.at):
            person = People(uow).get(each.proxy_id)
            if person.email and person.status is AccountStatus.ACTIVE:
                return person
    return None
