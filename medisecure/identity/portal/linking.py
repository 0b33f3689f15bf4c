"""The first sign-in of somebody who was invited: their code says that it is they.

Cognito has seen the password, which came by mail; the code came from the clinic another way.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from django.contrib.sessions.backends.base import SessionBase

from medisecure.access.limits import CODES_OF_ONE_SIGN_IN
from medisecure.audit.actions import Action
from medisecure.dynamodb import counters
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Invalid, gettext_noop
from medisecure.identity.person import Person, Preferences
from medisecure.identity.portal.invitations import Invitation, Invitations, is_code
from medisecure.identity.portal.inviting import linked
from medisecure.identity.repository import People, SignIn, SignIns
from medisecure.wiring import sessions_table

WAITING = "waiting_for_code"
SECONDS = 15 * 60
WRONG = gettext_noop(
    "This is not the code. It has eight letters and digits and stands on the paper the clinic gave "
    "you. Of several papers the newest is good."
)


def wait(session: SessionBase, sub: str, authenticated_at: int) -> None:
    """Note that this browser signed in as `sub`, who is nobody before the code is typed."""
    session[WAITING] = {"sub": sub, "at": int(time.time()), "authenticated_at": authenticated_at}


def forget(session: SessionBase) -> None:
    """Nobody waits in this browser."""
    session.pop(WAITING, None)


def waiting(session: SessionBase) -> tuple[str, int] | None:
    """The `sub` that waits, and when its password was seen; None after a quarter of an hour."""
    kept = session.get(WAITING)
    if not kept or not 0 <= time.time() - kept["at"] <= SECONDS:
        return None
    return str(kept["sub"]), int(kept["authenticated_at"])


def open_invitations(uow: UnitOfWork, sub: str) -> tuple[list[Invitation], list[Invitation]]:
    """The invitations of this sign-in whose code may be typed, and those that are over.

    That they were opened is noted once.
    """
    found = Invitations(uow).for_sign_in(sub)
    now_open = [each for each in found if each.is_open(uow.at)]
    for each in now_open:
        if each.opened_at is None:
            _note_opened(uow, each)
    return now_open, [each for each in found if not each.is_open(uow.at)]


def _note_opened(uow: UnitOfWork, invitation: Invitation) -> None:
    try:
        with uow:
            opened = replace(invitation, opened_at=uow.at)
            Invitations(uow).save(opened, Action.OPEN_INVITATION)
    except Conflict:
        return  # another tab has noted it, or the desk has changed it


def link(uow: UnitOfWork, sub: str, typed: str, language: str = "") -> Person:
    """Let `sub` sign in as whoever was invited with this code, from now on.

    `language` is the one they have chosen to read in: it is theirs, whatever the desk had noted.
    Raises `Invalid` for a wrong code, `TooMany` for too many of them, and `Conflict` if the
    invitation was used, withdrawn or made anew meanwhile.
    """
    limit = partial(counters.count, sessions_table(), "code", sub)
    limit(CODES_OF_ONE_SIGN_IN, time.time())
    candidates = [each for each in Invitations(uow).for_sign_in(sub) if each.is_open(uow.at)]
    meant = next((each for each in candidates if is_code(uow, each, typed)), None)
    if meant is None:
        _tell_wrong(uow, candidates)
        raise Invalid({"code": WRONG})
    person = People(uow).get(meant.user_id)
    if not person.is_active or person.cognito_user_id:
        raise Conflict
    with uow:
        SignIns(uow).add(SignIn(sub=sub, user_id=person.user_id, created_at=uow.at),
                         Action.LINK_SIGN_IN)  # fmt: skip
        Invitations(uow).save(replace(meant, used_at=uow.at), Action.USE_INVITATION)
        return People(uow).save(linked(reading(person, language), sub), Action.LINK_SIGN_IN)


def reading(person: Person, language: str) -> Person:
    """The person with this language; as they are if none was chosen."""
    if not language:
        return person
    wishes = person.preferences or Preferences()
    return replace(person, preferences=replace(wishes, language=language))


def _tell_wrong(uow: UnitOfWork, candidates: Sequence[Invitation]) -> None:
    for each in candidates:
        uow.record(Action.TYPE_WRONG_CODE, each.invitation_id, each.patient_id or "")
