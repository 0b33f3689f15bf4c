"""Disabling a person and enabling them again, and a lost phone: sign-in, sessions, account.

Our own table comes first: from that moment no session of theirs opens a page. Cognito follows.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from medisecure import aws
from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.fields import QUIET
from medisecure.identity.person import AccountStatus, PersonItem

DEEDS = {
    AccountStatus.DISABLED: Action.DISABLE_ACCOUNT,
    AccountStatus.ACTIVE: Action.ENABLE_ACCOUNT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(PersonItem):
    """Of a person's profile what decides whether they may sign in; no name, no secret."""

    entity_type: ClassVar[str] = "USER"

    cognito_user_id: str | None = None
    session_epoch: int = field(default=0, metadata=QUIET)
    status: AccountStatus = AccountStatus.ACTIVE
    updated_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def is_active(self) -> bool:
        return self.status is AccountStatus.ACTIVE

    def signed_out(self, *, at: datetime) -> "Account":
        """The same account without any session of before."""
        return replace(self, session_epoch=self.session_epoch + 1, updated_at=at)

    def switched(self, status: AccountStatus, *, at: datetime) -> "Account":
        """The same account disabled or enabled; either way no earlier session lives on."""
        return replace(self, status=status, session_epoch=self.session_epoch + 1, updated_at=at)


# Whether somebody can be booked stands in the list of doctors, which every process keeps: it is
# told. Of an account that is no doctor's the list takes nothing in.
ACCOUNT = ItemType(
    "account", Account, keys.PERSON, (), "USER", Trace.NONE, whole=False, cached_as="doctors"
)


class Accounts(Repository[Account]):
    """Whether people may sign in."""

    item_type = ACCOUNT

    def get(self, user_id: str) -> Account:
        return self._get(user_id=user_id, consistent=True)


def switch(uow: UnitOfWork, user_id: str, status: AccountStatus) -> Account:
    """Disable or enable a person, here and at Cognito; the same again does it at Cognito again.

    Raises `NotFound` or `AccessDenied` for whom the actor may not, `Conflict` if somebody else
    changed the account meanwhile, and `Unavailable` if it is done here but Cognito did not answer:
    no page opens to them, but a sign-in that is under way there is not ended yet.
    """
    account = Accounts(uow).get(user_id)
    if account.status is not status:
        with uow:
            account = Accounts(uow).save(account.switched(status, at=uow.at), DEEDS[status])
    if account.cognito_user_id:
        aws.switch_sign_in(account.cognito_user_id, on=account.is_active)
    return account


def reset_second_factor(uow: UnitOfWork, user_id: str) -> Account:
    """Have Cognito ask this person for no code, as their phone is lost; all their sessions end.

    Whoever needs a code is led to set one up at the next sign-in. Errors as `switch`.
    """
    account = Accounts(uow).get(user_id)
    with uow:
        account = Accounts(uow).save(account.signed_out(at=uow.at), Action.RESET_SECOND_FACTOR)
    if account.cognito_user_id:
        aws.forget_second_factor(account.cognito_user_id)
    return account
