"""Another e-mail for somebody who signs in: index key, account at Cognito and sessions together.

Cognito is another system, so that it cannot be one transaction. The change is noted first; Cognito
follows; then profile, index key, sessions and the note change in one transaction. Whatever fails
between, the note says so, and the change is finished or taken back. See docs/adr/0054.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from medisecure import aws
from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound, gettext_noop
from medisecure.fields import QUIET, secret
from medisecure.identity.person import PersonItem
from medisecure.identity.portal.inviting import TAKEN

UNFINISHED = gettext_noop(
    "Another change of this e-mail has begun and is not finished. Finish it or take it back first, "
    "on the patient's details."
)
NOTHING_OPEN = gettext_noop("No change of the e-mail is open.")
TAKEN_AT_COGNITO = frozenset({"AliasExistsException", "UsernameExistsException"})


class Step(StrEnum):
    """How far it has come. BEGUN: whether Cognito has followed is not known."""

    BEGUN = "BEGUN"
    DONE = "DONE"
    TAKEN_BACK = "TAKEN_BACK"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailChange(PersonItem):
    """The last change of the e-mail with which a person signs in."""

    entity_type: ClassVar[str] = "EMAIL_CHANGE"

    sub: str
    old: str = secret()
    new: str = secret()
    step: Step = Step.BEGUN
    begun_by: str
    begun_at: datetime
    ended_at: datetime | None = None
    version: int = field(default=0, metadata=QUIET)

    @property
    def is_open(self) -> bool:
        """Whether it has to be finished or taken back."""
        return self.step is Step.BEGUN

    def ended(self, step: Step, at: datetime) -> "EmailChange":
        """The same once it is over."""
        return replace(self, step=step, ended_at=at)


EMAIL_CHANGE = ItemType(
    "email_change", EmailChange, keys.EMAIL_CHANGE, (), "EMAIL_CHANGE", Trace.NONE
)


class EmailChanges(Repository[EmailChange]):
    """The last change of each person."""

    item_type = EMAIL_CHANGE

    def of(self, user_id: str) -> EmailChange | None:
        """As it is now; None for whose e-mail never changed."""
        try:
            return self._get(user_id=user_id, consistent=True)
        except NotFound:
            return None

    def done(self, change: EmailChange, at: datetime) -> None:
        """Stage, beside the profile with the new address, that it is done."""
        self.save(change.ended(Step.DONE, at), Action.CHANGE_EMAIL)


def begin(uow: UnitOfWork, new_email: EmailChange) -> EmailChange:
    """Note the change and have Cognito follow; the caller's transaction ends it.

    The same change that has begun goes on. Raises `Conflict` if the address is somebody else's
    sign-in or another change is open, and `Unavailable` if Cognito did not answer: then it is open.
    """
    change = _noted(uow, new_email)
    try:
        aws.rename_sign_in(change.sub, change.new)
    except aws.CognitoRefused as refusal:
        if refusal.code == "UserNotFoundException":
            return change  # an account that is gone has no address to move
        if refusal.code not in TAKEN_AT_COGNITO:
            raise
        with uow:
            EmailChanges(uow).save(change.ended(Step.TAKEN_BACK, uow.at), Action.KEEP_EMAIL)
        raise Conflict(TAKEN) from refusal
    return change


def _noted(uow: UnitOfWork, new_email: EmailChange) -> EmailChange:
    changes = EmailChanges(uow)
    last = changes.of(new_email.user_id)
    if last and last.is_open:
        if last.new != new_email.new:
            raise Conflict(UNFINISHED)
        return last
    there = aws.find_sign_in(new_email.new)
    if there and there.sub != new_email.sub:
        raise Conflict(TAKEN)
    with uow:
        if last:
            changes.save(replace(new_email, version=last.version), Action.BEGIN_EMAIL_CHANGE)
        else:
            changes.add(new_email, Action.BEGIN_EMAIL_CHANGE)
    noted = changes.of(new_email.user_id)
    if noted is None or noted.new != new_email.new:
        raise Conflict(UNFINISHED)
    return noted


def take_back(uow: UnitOfWork, user_id: str) -> None:
    """Have Cognito use the old address again; `Conflict` if no change is open."""
    change = EmailChanges(uow).of(user_id)
    if change is None or not change.is_open:
        raise Conflict(NOTHING_OPEN)
    try:
        aws.rename_sign_in(change.sub, change.old)
    except aws.CognitoRefused as refusal:
        if refusal.code != "UserNotFoundException":
            raise
    with uow:
        EmailChanges(uow).save(change.ended(Step.TAKEN_BACK, uow.at), Action.KEEP_EMAIL)
