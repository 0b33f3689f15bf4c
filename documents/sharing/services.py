"""Sharing, taking back, and opening what was shared."""

import hmac
import secrets
from dataclasses import dataclass

from documents.letters.numbers import SIGNS, read_signs
from documents.repository import Documents
from documents.sharing.models import Share, until
from documents.sharing.repository import Shares
from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork

CODE_LENGTH = 8  # 40 bits, and five tries


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRequest:
    """What somebody wants to show: a document or (without one) the summary, to whom, how long."""

    share_id: str
    document_id: str
    to: str
    days: int


@dataclass(frozen=True, slots=True)
class ShareSecrets:
    """What is said once and kept nowhere: the link's secret and the code."""

    secret: str
    code: str


def share(uow: UnitOfWork, patient_id: str, share_request: ShareRequest) -> ShareSecrets:
    """Store a new one; `Conflict` if the form was sent before, `NotFound` for no such document."""
    title = (
        Documents(uow).get(patient_id, share_request.document_id).title
        if share_request.document_id
        else None
    )
    told = ShareSecrets(
        secrets.token_urlsafe(32), "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))
    )
    made = Share(
        share_id=share_request.share_id, patient_id=patient_id,
        document_id=share_request.document_id or None,
        title=title, to=share_request.to, digest=digest_of(uow, told.secret),
        check=check_of(uow, share_request.share_id, told.code), shared_at=uow.at,
        until=until(uow.at, share_request.days),
    )  # fmt: skip
    with uow:
        Shares(uow).add(made, Action.SHARE)
    return told


def take_back(uow: UnitOfWork, patient_id: str, share_id: str) -> None:
    """Have the link lead nowhere; `Conflict` if it did not any more."""
    after = Shares(uow).get(patient_id, share_id).ended(uow.at)
    with uow:
        Shares(uow).save(after, Action.END_SHARE)


def working_share(uow: UnitOfWork, secret: str) -> Share | None:
    """What the link leads to, while it works; None alike for what never was and what is over."""
    found = Shares(uow).by_digest(digest_of(uow, secret))
    return found if found and found.works(uow.at) else None


def is_right(uow: UnitOfWork, share: Share, typed: str, *, again: bool) -> bool:
    """Whether the code is right. Each wrong one counts, before the answer is known outside.

    `Conflict` if two are typed at once: then neither is answered. With `again` it is another page
    of what was opened already, which is not counted as opened anew.
    """
    code = read_signs(typed)
    right = hmac.compare_digest(check_of(uow, share.share_id, code), share.check)
    if right and again:
        return True
    after, action = (
        (share.looked_at(uow.at), Action.OPEN_SHARE) if right
        else (share.tried(), Action.TYPE_WRONG_CODE)
    )  # fmt: skip
    with uow:
        Shares(uow).save(after, action)
    return right


def digest_of(uow: UnitOfWork, secret: str) -> str:
    """What a link is recognised by."""
    return uow.blind(f"share {secret}")


def check_of(uow: UnitOfWork, share_id: str, code: str) -> str:
    """What the code of one share is recognised by."""
    return uow.blind(f"share code {share_id} {code}")
