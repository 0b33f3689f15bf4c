"""What the page of one document says of its past and its end."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from documents.keeping import kept_until
from documents.models import Change, Document, Status
from documents.wording import ACCESS_LEVELS, DEEDS, DOCUMENT_TYPES
from medisecure.clock import clinic_date
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.repository import Colleagues
from medisecure.web.display.words.wording import label_of
from patients.profile.models import Patient
from patients.records.repository import Records


@dataclass(frozen=True, slots=True)
class PastDeed:
    """One thing that was done to it: what, when, by whom, why, and what was said before."""

    what: str
    at: datetime
    by: str
    reason: str
    before: tuple[Any, ...]


def history_of(uow: UnitOfWork, document: Document) -> list[PastDeed]:
    """What was done to the document, the latest first."""
    if not document.changes:
        return []
    people = Colleagues(uow).named(each.by for each in document.changes)
    names = {user_id: each.display_name for user_id, each in people.items()}
    return [
        PastDeed(
            label_of(DEEDS, each.deed), each.at, names.get(each.by, each.by), each.reason or "",
            _before(each),
        )
        for each in reversed(document.changes)
    ]  # fmt: skip


def _before(change: Change) -> tuple[Any, ...]:
    if change.before is None:
        return ()
    info = change.before
    told = (
        info.title, label_of(DOCUMENT_TYPES, info.type), info.dated_on, info.description,
        label_of(ACCESS_LEVELS, change.level_before),
    )  # fmt: skip
    return tuple(each for each in told if each)


def kept_until_of(uow: UnitOfWork, patient: Patient, document: Document) -> date | None:
    """The day until which it is kept at least; None for what is kept no more.

    Care is what the reader knows of it: the latest entry of the chart, or the document itself.
    """
    if document.status is Status.DISPOSED:
        return None
    latest = Records(uow).latest(document.patient_id, 1).items
    seen = max([document.created_at, *(each.seen_at for each in latest)])
    return kept_until(
        document.security.retention_period, clinic_date(seen), patient.personal_info.date_of_birth
    )
