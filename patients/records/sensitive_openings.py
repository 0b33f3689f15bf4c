"""A sensitive entry opened by another doctor than its author: for a reason, and for an hour.

Each opening is an item that is only ever added; the patient reads who gave which reason.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from medisecure.fields import QUIET, secret

FEWEST_WORDS, MOST_WORDS, MOST_TOLD = 10, 500, 100
LASTS = timedelta(hours=1)
REASON_NEEDED = _("Say in a few words why you have to read it.")
LONG = _("This is too long.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitiveOpening:
    """One doctor's reason to read one sensitive entry, until an instant."""

    entity_type: ClassVar[str] = "SENSITIVE_OPENING"

    opening_id: str
    patient_id: str
    provider_id: str
    record_id: str
    opened_at: datetime
    until: datetime
    reason: str = secret()
    version: int = field(default=0, metadata=QUIET)

    def __post_init__(self) -> None:
        words = self.reason.strip()
        if len(words) < FEWEST_WORDS:
            raise Invalid({"reason": REASON_NEEDED})
        if len(words) > MOST_WORDS:
            raise Invalid({"reason": LONG})

    @property
    def resource_id(self) -> str:
        """The opening's own id."""
        return self.opening_id


OPENING = ItemType(
    "sensitive_opening", SensitiveOpening, keys.SENSITIVE_OPENING, (), "SENSITIVE_OPENING",
    Trace.NONE,
)  # fmt: skip


class Openings(Repository[SensitiveOpening]):
    """Who opened a patient's sensitive entries, and why."""

    item_type = OPENING

    def now(self, patient_id: str, record_id: str, provider_id: str) -> SensitiveOpening | None:
        """The doctor's own that holds at this moment."""
        start = keys.SENSITIVE_OPENING.start(
            patient_id=patient_id, record_id=record_id, provider_id=provider_id
        )
        query = Query(pattern=keys.SENSITIVE_OPENING, start=start, limit=1, consistent=True)
        found = self._page(query).items
        return found[0] if found and found[0].until > self._uow.at else None

    def of_patient(self, patient_id: str) -> list[SensitiveOpening]:
        """The reasons that were given, for the patient."""
        start = keys.SENSITIVE_OPENING.start(patient_id=patient_id)
        query = Query(pattern=keys.SENSITIVE_OPENING, start=start, limit=MOST_TOLD)
        return self._page(query).items


def open_sensitive(
    uow: UnitOfWork, opening_id: str, patient_id: str, record_id: str, reason: str
) -> SensitiveOpening:
    """Open one sensitive entry to the acting doctor for an hour. Own transaction.

    `Invalid` without a reason, `AccessDenied` for who has not the patient in their care.
    """
    opening = SensitiveOpening(
        opening_id=opening_id, patient_id=patient_id, provider_id=uow.actor.user_id,
        record_id=record_id, opened_at=uow.at, until=uow.at + LASTS, reason=reason.strip(),
    )  # fmt: skip
    with uow:
        Openings(uow).add(opening, Action.OPEN_SENSITIVE)
    return opening
