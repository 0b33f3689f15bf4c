"""How often one person, or one address, may do what costs others something. Data only.

A limit counts in windows of fixed length, so at the border of two windows twice as much may pass.
An address stands for a whole clinic behind one router: its limits are many people's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from medisecure.access.actor import Role


class LimitedAction(StrEnum):
    """What is counted."""

    SIGN_IN = "sign-in"
    INVITE = "invite"
    LINK = "link"  # typing the code of an invitation
    SEARCH = "search"
    HOLD = "hold"
    BOOK = "book"
    WAITLIST = "waitlist"
    EXPORT = "export"
    SEND = "send"  # a document, to be checked
    SEND_PART = "send-part"  # one of its files
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in a window of so many seconds."""

    most: int
    seconds: int


MINUTE, TEN_MINUTES, HOUR = 60, 600, 3600
# A patient's own, and everybody else's: the front desk works for many.
OF_A_PATIENT: Mapping[LimitedAction, Limit] = {
    LimitedAction.HOLD: Limit(30, TEN_MINUTES),
    LimitedAction.BOOK: Limit(15, TEN_MINUTES),
    LimitedAction.WAITLIST: Limit(20, HOUR),
    LimitedAction.EXPORT: Limit(60, HOUR),
    LimitedAction.SEND: Limit(20, HOUR),
    LimitedAction.SEND_PART: Limit(200, HOUR),
}
OF_A_COLLEAGUE: Mapping[LimitedAction, Limit] = {
    LimitedAction.INVITE: Limit(60, HOUR),
    LimitedAction.SEARCH: Limit(30, MINUTE),
    LimitedAction.HOLD: Limit(300, TEN_MINUTES),
    LimitedAction.BOOK: Limit(200, TEN_MINUTES),
    LimitedAction.WAITLIST: Limit(200, HOUR),
    LimitedAction.EXPORT: Limit(120, HOUR),
    LimitedAction.SEND: Limit(120, HOUR),
    LimitedAction.SEND_PART: Limit(1_000, HOUR),
}
OF_AN_ADDRESS: Mapping[LimitedAction, Limit] = {
    LimitedAction.SIGN_IN: Limit(120, MINUTE),
    LimitedAction.INVITE: Limit(300, HOUR),
    LimitedAction.LINK: Limit(60, TEN_MINUTES),
    LimitedAction.SEARCH: Limit(600, MINUTE),
    LimitedAction.HOLD: Limit(1_000, TEN_MINUTES),
    LimitedAction.BOOK: Limit(1_000, TEN_MINUTES),
    LimitedAction.WAITLIST: Limit(1_000, HOUR),
    LimitedAction.EXPORT: Limit(1_000, HOUR),
    LimitedAction.SEND: Limit(1_000, HOUR),
    LimitedAction.SEND_PART: Limit(10_000, HOUR),
    LimitedAction.CHECK: Limit(
        60, TEN_MINUTES
    ),  # a pharmacy; guessing would take longer than the universe
}
# One person is not sent more mails than this, whoever asks; nor may one sign-in guess codes.
INVITATIONS_OF_ONE = Limit(4, HOUR)
CODES_OF_ONE_SIGN_IN = Limit(6, TEN_MINUTES)
# Found by a search or opened, by one colleague in one hour, before somebody should ask why.
MANY_PATIENTS = Limit(120, HOUR)
# On boards and in lists, which name a whole day: who goes through them day by day is told, too.
MANY_LISTED = Limit(600, HOUR)


def limit_of(role: Role, action: LimitedAction) -> Limit | None:
    """What this role may do of it; None where nothing is counted."""
    of = OF_A_PATIENT if role in {Role.PATIENT, Role.PROXY} else OF_A_COLLEAGUE
    return of.get(action)
