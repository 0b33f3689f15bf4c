"""Letting a registered person sign in: an account at Cognito, linked to who they are here."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from medisecure.audit.actions import Action
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Invalid
from medisecure.identity.person import Person
from medisecure.identity.repository import People, SignIn, SignIns


def invite(
    uow: UnitOfWork, cognito: Any, pool_id: str, user_id: str, *, password: str = ""
) -> Person:
    """Give the person an account under their e-mail, in the group of their role; repeatable.

    Without a `password` Cognito mails them a temporary one. Raises `NotFound` for nobody of that
    id and `Invalid` for somebody without an e-mail.
    """
    person = People(uow).get(user_id)
    if person.email is None:
        raise Invalid({"email": "an e-mail is needed to sign in"})
    sub = ensure_account(cognito, pool_id, person, password)
    if person.cognito_user_id == sub:
        return person
    with uow:
        SignIns(uow).link(SignIn(sub=sub, user_id=user_id, created_at=now()))
        linked = replace(
            person, cognito_user_id=sub, session_epoch=person.session_epoch + 1, updated_at=now()
        )
        return People(uow).save(linked, Action.LINK_SIGN_IN)


def ensure_account(cognito: Any, pool_id: str, person: Person, password: str) -> str:
    """The `sub` of the person's account, made if it is missing."""
    name = {"UserPoolId": pool_id, "Username": person.email}
    mail = [
        {"Name": "email", "Value": person.email},
        {"Name": "email_verified", "Value": "true"},
    ]
    quietly = {"MessageAction": "SUPPRESS"} if password else {"DesiredDeliveryMediums": ["EMAIL"]}
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(**name, UserAttributes=mail, **quietly)
    if password:
        cognito.admin_set_user_password(**name, Password=password, Permanent=True)
    cognito.admin_add_user_to_group(**name, GroupName=person.user_type.value.lower())
    account = cognito.admin_get_user(**name)
    attributes = {each["Name"]: str(each["Value"]) for each in account["UserAttributes"]}
    return attributes["sub"]
