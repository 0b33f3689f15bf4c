"""Letting a registered person sign in: an account at Cognito, and a code that links it to them.

Our own table comes first and last, Cognito stands between: whatever fails, doing it again ends
well. An account at Cognito alone opens nothing. See docs/adr/0052-invitations.md.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from ulid import ULID

from medisecure import aws
from medisecure.audit.actions import Action
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Invalid, NotFound, gettext_noop
from medisecure.identity.accounts import Account
from medisecure.identity.person import Person
from medisecure.identity.portal.invitations import Invitation, Invitations
from medisecure.identity.repository import People, SignIn, SignIns
from medisecure.wiring import system_work

DISABLED = gettext_noop("This account is disabled. Enable it first, then invite.")
LINKED = gettext_noop("They sign in already: there is nothing to send.")
NO_EMAIL = gettext_noop("No e-mail is kept to which it could be sent. Add one first.")
TAKEN = gettext_noop(
    "Somebody else signs in with this e-mail. Each person needs an e-mail of their own to sign in."
)
OVER = gettext_noop("There is no open invitation.")


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom to invite, and the address the desk keeps for them."""

    account: Account
    email: str | None


def invite(uow: UnitOfWork, who: Sender) -> Invitation:
    """Invite somebody, or invite them again: a new code, a new mail, and days that begin anew.

    Whoever chose a password already is mailed nothing: they need the code alone. Raises `Conflict`
    with the reason where there is nothing to invite to, and `Unavailable` if Cognito did not do
    its part: then the invitation stands as begun, and inviting again goes on from there.
    """
    account, email = who.account, who.email
    if not email:
        raise Conflict(NO_EMAIL)
    if not account.is_active:
        raise Conflict(DISABLED)
    if account.cognito_user_id:
        raise Conflict(LINKED)
    known = aws.find_sign_in(email)
    if known and is_somebodys(known.sub):
        raise Conflict(TAKEN)
    invitations = Invitations(uow)
    begun = _begun(uow, account, email)
    has_password = bool(known and known.has_password)
    if known is None:
        _make(email)
    elif not has_password:
        aws.mail_again(email)
    made = known or aws.find_sign_in(email)
    if made is None:
        raise NotFound
    aws.let_in(made.sub, account.user_type.value.lower())
    with uow:
        sent = begun.sent(made.sub, mailed=not has_password, at=now())
        return invitations.save(sent, Action.SEND_INVITATION)


def _begun(uow: UnitOfWork, account: Account, email: str) -> Invitation:
    """The invitation as it is noted before anything is sent, in the place of an earlier one."""
    invitations = Invitations(uow)
    earlier = invitations.of(account.user_id)
    new = Invitation.new(account.user_id, account.user_type, email, f"invitation_{ULID()}",
                         by=uow.actor.user_id, at=uow.at)  # fmt: skip
    with uow:
        if earlier is None:
            invitations.add(new, Action.INVITE_TO_PORTAL)
        else:
            invitations.save(replace(new, version=earlier.version), Action.INVITE_TO_PORTAL)
    kept = invitations.of(account.user_id)
    if kept is None or kept.invitation_id != new.invitation_id:
        raise Conflict
    return kept


def _make(email: str) -> None:
    try:
        aws.make_sign_in(email)
    except aws.CognitoRefused as refusal:
        # A call whose answer was lost has made it; whether it was mailed nobody knows.
        if refusal.code != "UsernameExistsException":
            raise
        aws.mail_again(email)


def is_somebodys(sub: str) -> bool:
    """Whether somebody signs in with it: asked by a job, for no person may look sign-ins up."""
    try:
        SignIns(system_work("inviting")).get(sub)
    except NotFound:
        return False
    return True


def withdraw(uow: UnitOfWork, user_id: str) -> Invitation:
    """End an invitation that was not used; `Conflict` if there is none.

    The account at Cognito stays, and opens nothing.
    """
    invitation = Invitations(uow).of(user_id)
    if invitation is None or not invitation.is_open(uow.at):
        raise Conflict(OVER)
    with uow:
        gone = replace(invitation, withdrawn_at=uow.at)
        return Invitations(uow).save(gone, Action.WITHDRAW_INVITATION)


def open_account(
    uow: UnitOfWork, cognito: Any, pool_id: str, user_id: str, *, password: str
) -> Person:
    """Give a person an account whose password is known here, linked at once; repeatable.

    For the people of a demo or a test: whoever sets the password needs no code. Raises `NotFound`
    for nobody of that id and `Invalid` for somebody without an e-mail.
    """
    person = People(uow).get(user_id)
    if person.email is None:
        raise Invalid({"email": "an e-mail is needed to sign in"})
    sub = _with_password(cognito, pool_id, person, password)
    if person.cognito_user_id == sub:
        return person
    with uow:
        SignIns(uow).link(SignIn(sub=sub, user_id=user_id, created_at=now()))
        return People(uow).save(linked(person, sub), Action.LINK_SIGN_IN)


def linked(person: Person, sub: str) -> Person:
    """The person signing in with `sub`; no session of before lives on."""
    return replace(
        person, cognito_user_id=sub, session_epoch=person.session_epoch + 1, updated_at=now()
    )


def _with_password(cognito: Any, pool_id: str, person: Person, password: str) -> str:
    """The `sub` of the person's account, made if it is missing."""
    name = {"UserPoolId": pool_id, "Username": person.email}
    mail = [
        {"Name": "email", "Value": person.email},
        {"Name": "email_verified", "Value": "true"},
    ]
    with suppress(cognito.exceptions.UsernameExistsException):
        cognito.admin_create_user(**name, UserAttributes=mail, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(**name, Password=password, Permanent=True)
    cognito.admin_add_user_to_group(**name, GroupName=person.user_type.value.lower())
    account = cognito.admin_get_user(**name)
    attributes = {each["Name"]: str(each["Value"]) for each in account["UserAttributes"]}
    return attributes["sub"]
