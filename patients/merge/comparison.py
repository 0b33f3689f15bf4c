"""Two records side by side: what each of them says, and what hangs on each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from appointments.booking.visit_lists import visits_of
from appointments.visits.models import Appointment
from appointments.waitlist.models import WaitlistEntry
from appointments.waitlist.repository import Entries
from documents.repository import DOCUMENT
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.keys import Pattern
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.linking.choosing import FIELDS, contradict, differs, is_blank
from patients.linking.models import ProfileFields
from patients.linking.services import Pair
from patients.merge.wording import KINDS, LABELS, field_value, note
from patients.profile.models import Patient
from patients.records.repository import RECORD

MOST_COUNTED = 100
MOST_VISITS = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One field of both records; `differs` if they do not say the same and one is chosen."""

    name: str
    label: Any
    kind: str
    values: tuple[Any, Any]
    notes: tuple[Any, Any]
    differs: bool
    take: bool  # the other record's, unless somebody chooses: ours says nothing there
    stays: bool  # it differs, and cannot be chosen: the sign-in hangs on it


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records, with what the desk may know of what is kept under it."""

    patient: Patient
    coming: list[Appointment]
    called_off: list[Appointment]
    past: list[Appointment]
    more_past: bool
    waits: list[WaitlistEntry]
    entries: tuple[int, bool]
    documents: tuple[int, bool]

    @property
    def has_sign_in(self) -> bool:
        return bool(self.patient.cognito_user_id)


def lines_of(pair: Pair) -> list[Line]:
    """All fields, the survivor's first."""
    one, other = ProfileFields.of(pair.survivor), ProfileFields.of(pair.retired)
    return list(_lines(pair, one, other))


def _lines(pair: Pair, one: ProfileFields, other: ProfileFields) -> Iterator[Line]:
    signs_in = bool(pair.survivor.cognito_user_id)
    for name in FIELDS:
        fixed = name == "email" and signs_in  # the sign-in hangs on it
        yield Line(
            name=name,
            label=LABELS[name],
            kind=KINDS.get(name, ""),
            values=(field_value(one, name), field_value(other, name)),
            notes=(note(one, name), note(other, name)),
            differs=differs(one, other, name) and not fixed,
            stays=differs(one, other, name) and fixed,
            take=is_blank(one, name) and not is_blank(other, name) and not fixed,
        )


def contradicting(pair: Pair) -> bool:
    """Whether something in the charts speaks against their being one person."""
    return contradict(ProfileFields.of(pair.survivor), ProfileFields.of(pair.retired))


def sides_of(uow: UnitOfWork, pair: Pair) -> tuple[Side, Side]:
    """Both records with their visits, places and counts, side by side."""
    one, other = in_parallel(
        lambda: side_of(uow, pair.survivor), lambda: side_of(uow, pair.retired)
    )
    return one, other


def side_of(uow: UnitOfWork, patient: Patient) -> Side:
    """One record; its entries and documents are counted and not read."""
    who = patient.patient_id
    visits, waits, entries, documents = in_parallel(
        lambda: visits_of(uow, who, before=uow.at, limit=MOST_VISITS),
        lambda: Entries(uow).of_patient(who),
        lambda: _count(uow, RECORD, keys.RECORD, who),
        lambda: _count(uow, DOCUMENT, keys.DOCUMENT, who),
    )
    return Side(
        patient=patient,
        coming=visits.coming,
        called_off=visits.called_off,
        past=visits.past.items,
        more_past=bool(visits.past.next_cursor),
        waits=[each for each in waits if each.waits],
        entries=entries,
        documents=documents,
    )


def _count(
    uow: UnitOfWork, item_type: ItemType[Any], pattern: Pattern, patient_id: str
) -> tuple[int, bool]:
    start = pattern.start(patient_id=patient_id)
    query = Query(pattern=pattern, start=start, limit=MOST_COUNTED)
    return uow.count(item_type, query, verb="count")
