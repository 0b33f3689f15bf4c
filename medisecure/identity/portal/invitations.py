"""An invitation to sign in: to whom, by whom, whether it was used, and the code that goes with it.

There is one for each person, and the last one counts. Its code is made from its id with our key:
whoever has the table has no code, and whoever has the mail has none either.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest
from typing import ClassVar, Self

from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import NotFound
from medisecure.fields import QUIET, secret
from medisecure.identity.person import PersonItem, UserType
from medisecure.resources.kinds import INVITATION_DAYS
from medisecure.written.characters import western_digits

GOOD_FOR = timedelta(days=INVITATION_DAYS)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none is read as another one
CODE_LETTERS, BITS = 8, 5
ALSO_READ_AS = str.maketrans("OIL", "011")


class Stage(StrEnum):
    """How far an invitation has come."""

    BEGUN = "BEGUN"  # noted here; whether the sign-in service did its part is not known
    SENT = "SENT"
    OPENED = "OPENED"  # signed in, and has not typed the code yet
    USED = "USED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation(PersonItem):
    """Who is invited to sign in as themselves; `mailed` if a temporary password was sent."""

    entity_type: ClassVar[str] = "INVITATION"

    invitation_id: str
    email: str = secret()
    sub: str | None = None
    invited_by: str
    invited_at: datetime
    expires_at: datetime
    sent_at: datetime | None = None
    mailed: bool = field(default=False, metadata=QUIET)
    texted_at: datetime | None = None  # the code, to the phone that is kept
    opened_at: datetime | None = None
    used_at: datetime | None = None
    withdrawn_at: datetime | None = None
    version: int = field(default=0, metadata=QUIET)

    @classmethod
    def new(
        cls, user_id: str, user_type: UserType, email: str, name: str, *, by: str, at: datetime
    ) -> Self:
        """An invitation nothing was sent for yet; `name` is its id."""
        return cls(
            user_id=user_id, user_type=user_type, invitation_id=name, email=email, invited_by=by,
            invited_at=at, expires_at=at + GOOD_FOR,
        )  # fmt: skip

    @property
    def resource_id(self) -> str:
        """The invitation's own id."""
        return self.invitation_id

    def stage_at(self, instant: datetime) -> Stage:
        """How far it had come at that instant."""
        if self.used_at:
            return Stage.USED
        if self.withdrawn_at:
            return Stage.WITHDRAWN
        if instant >= self.expires_at:
            return Stage.EXPIRED
        if self.opened_at:
            return Stage.OPENED
        return Stage.SENT if self.sent_at else Stage.BEGUN

    def is_open(self, instant: datetime) -> bool:
        """Whether its code links a sign-in at that instant."""
        return self.stage_at(instant) in (Stage.BEGUN, Stage.SENT, Stage.OPENED)

    def sent(self, sub: str, *, mailed: bool, at: datetime) -> "Invitation":
        """The same once the sign-in service did its part."""
        return replace(self, sub=sub, mailed=mailed, sent_at=at)


INVITATION = ItemType(
    "invitation", Invitation, keys.INVITATION, (keys.INVITATION_BY_SUB,), "INVITATION", Trace.NONE
)


class Invitations(Repository[Invitation]):
    """The last invitation of each person."""

    item_type = INVITATION

    def of(self, user_id: str) -> Invitation | None:
        """The person's invitation as it is now; None for who was never invited."""
        try:
            return self._get(user_id=user_id, consistent=True)
        except NotFound:
            return None

    def for_sign_in(self, sub: str) -> list[Invitation]:
        """Those this sign-in was made for, as they are now; several if people share an e-mail."""
        start = keys.INVITATION_BY_SUB.start(sub=sub)
        listed = self._page(Query(pattern=keys.INVITATION_BY_SUB, start=start, limit=10)).items
        now = [self.of(each.user_id) for each in listed]
        return [each for each in now if each and each.sub == sub]


def code_of(uow: UnitOfWork, invitation: Invitation) -> str:
    """The code in two groups of four, as it is printed and read aloud: 40 bits.

    It is made anew from the invitation's id each time, and stands nowhere.
    """
    number = int(uow.blind(f"invitation {invitation.invitation_id}"), 16)
    letters = [LETTERS[number >> (BITS * n) & (len(LETTERS) - 1)] for n in range(CODE_LETTERS)]
    half = CODE_LETTERS // 2
    return f"{''.join(letters[:half])}-{''.join(letters[half:])}"


def is_code(uow: UnitOfWork, invitation: Invitation, typed: str) -> bool:
    """Whether that is its code, however it was typed."""
    return compare_digest(folded(typed).encode(), folded(code_of(uow, invitation)).encode())


def folded(typed: str) -> str:
    """A code without marks, with the letters it is made of.

    >>> folded("k7qf - 2mor"), folded("٢٣ab")
    ('K7QF2M0R', '23AB')
    """
    bare = "".join(each for each in western_digits(typed) if each.isalnum())
    return bare.upper().translate(ALSO_READ_AS)
