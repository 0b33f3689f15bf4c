"""What a visit does to the care relation of its patient and doctor.

From its booking until some days after its end a visit opens the chart to its doctor: before its
time what prepares it, then all. One that is called off, missed or goes to another doctor opens
nothing from that moment. Staged in the transaction that does it: there is no moment between.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from appointments.visits.models import Appointment
from medisecure.access.care import Care, CareKind, Ground
from medisecure.clinic_rules import RULES
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.profile.repository import CareRelations

Relation = tuple[str, str]  # patient id, provider id


def follow_care(
    uow: UnitOfWork,
    *,
    opened: Iterable[Appointment] = (),
    closed: Iterable[Appointment] = (),
    verb: str = "",
    imported: bool = False,
) -> None:
    """Stage what these visits open and what they no longer open, one update a relation.

    A visit that is in both with the same doctor (moved to another time) stays open. `verb` is the
    policy's word for opening, if it is not `add`. An imported visit opened when it was booked.
    """
    grounds: dict[Relation, dict[str, Ground]] = defaultdict(dict)
    ends: set[Relation] = set()
    for visit in closed:
        for who in doctors_of(visit):
            grounds[visit.patient_id, who][visit.appointment_id] = ground_of(visit, ended=uow.at)
            ends.add((visit.patient_id, who))
    for visit in opened:
        for who in doctors_of(visit):
            grounds[visit.patient_id, who][visit.appointment_id] = ground_of(
                visit, since=None if imported else uow.at
            )
            ends.discard((visit.patient_id, who))
    for relation, named in grounds.items():
        patient_id, provider_id = relation
        care = Care(
            patient_id=patient_id, provider_id=provider_id, grounds=tuple(named.values())
        )  # fmt: skip
        CareRelations(uow).stage(care, "end" if relation in ends else verb or "add")


def ground_of(
    visit: Appointment, *, since: datetime | None = None, ended: datetime | None = None
) -> Ground:
    """The period in which this visit opens its patient's chart."""
    return Ground(
        kind=CareKind.VISIT,
        source_id=visit.appointment_id,
        since=since or visit.created_at,
        opens=visit.starts_at - RULES.near,
        until=visit.ends_at + RULES.care,
        ended=ended,
    )


def doctors_of(visit: Appointment) -> list[str]:
    """The visit's doctor, and who stands in for them that day."""
    return [each for each in (visit.provider_id, visit.stand_in_id) if each]
