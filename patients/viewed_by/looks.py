"""Who looked at a patient's record, in words the patient understands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from medisecure.access.actor import Role
from medisecure.audit.actions import Action
from medisecure.audit.event import AuditEvent, Result
from medisecure.dynamodb.item_types import AUDIT
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import Person
from medisecure.web.display.frame import ROLE_NAMES
from medisecure.web.display.trail_words import for_patient
from medisecure.web.display.wording import Words

REASONS: Words = {
    "TREAT": gettext_lazy("for treatment"),
    "HOPERAT": gettext_lazy("to arrange visits"),
    "HCOMPL": gettext_lazy("to check that access is right"),
    "BTG": gettext_lazy("in an emergency"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody's look at the record: who, as what, when, what they did and why."""

    at: datetime
    name: str
    role: str
    deed: str
    reason: str


@dataclass(frozen=True, slots=True)
class Trail:
    """A patient's audit trail, as the policy is asked about it."""

    patient_id: str

    @property
    def resource_id(self) -> str:
        return self.patient_id


def open_trail(uow: UnitOfWork, patient_id: str) -> None:
    """`AccessDenied`, remembered, for anyone who may not know who looked at this record.

    A list only holds back what is not the reader's; without this a stranger would see an empty one.
    """
    uow.permit(AUDIT, Trail(patient_id), "read", Action.READ_AUDIT)


def by_others(events: Iterable[AuditEvent], patient_id: str) -> list[AuditEvent]:
    """What other people did with the record: no refusals, no jobs, not the patient themself."""
    return [
        each
        for each in events
        if each.result is Result.SUCCESS and each.role != Role.SYSTEM and each.user_id != patient_id
    ]


def looks(events: Iterable[AuditEvent], people: Mapping[str, Person]) -> list[Look]:
    """The entries in words."""
    return [look_of(each, people.get(each.user_id)) for each in events]


def look_of(event: AuditEvent, person: Person | None) -> Look:
    """One entry in words; of an account that is gone only its role is left."""
    role = ROLE_NAMES.get(Role(event.role), event.role) if event.role in set(Role) else event.role
    return Look(
        at=event.timestamp,
        name=person.display_name if person else "",
        role=str(role),
        deed=for_patient(event.action),
        reason=str(REASONS.get(event.purpose, "")),
    )
