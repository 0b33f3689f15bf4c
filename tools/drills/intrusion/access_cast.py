"""Patients of the access drill: each stands in one relation to the doctor, and can be told apart.

Whatever of a patient could be shown holds a word nobody else has: a canary, of the kind of what it
stands in.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from appointments.booking.calling_off import mark_in_error
from appointments.booking.requests import BookingRequest
from appointments.booking.services import book, cancel, move
from appointments.stand_in.services import name_stand_in
from medisecure import wiring
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.access.care import Care, CareKind, Ground
from medisecure.access.emergency import Emergency, EmergencyReason
from medisecure.audit.actions import Action
from medisecure.clock import utc_text
from medisecure.dynamodb.repositories.emergencies import Emergencies
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.importing.loading import load
from medisecure.web.input.fields import new_id
from patients.profile.repository import CareRelations

LETTERS = "bcdfghjklmnpqrstvwxz"
NAME, CHART, OLD = "name", "chart", "old chart"
DESK = Actor(user_id="staff_drill", role=Role.STAFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Victim:
    """A patient, the ids under which their things are asked for, and their canaries by class."""

    relation: str
    patient_id: str
    canaries: Mapping[str, str]  # the word → its class
    visit_id: str  # with a colleague
    record_id: str
    document_id: str
    emergency_id: str
    ground: str
    is_whole: bool  # whether all of the chart is open to the doctor


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How the doctor comes to the patient, and what that opens: classes of canaries."""

    name: str
    make: Callable[["Stage", str], None]
    opens: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The doctor who tries, a colleague, and the instant everything is arranged around."""

    doctor: str
    colleague: str
    at: datetime
    chance: Random


def acting(actor: Actor) -> UnitOfWork:
    return wiring.unit_of_work(actor, RequestContext(request_id="drill", page="drill"))


def _visit(stage: Stage, patient_id: str, starts: timedelta, doctor: str = "") -> Any:
    """A visit the desk put in at that distance from now, whatever else is there."""
    starts_at = (stage.at + starts).replace(second=0, microsecond=0)
    wanted = BookingRequest(
        appointment_id=new_id("appointment"), patient_id=patient_id,
        provider_id=doctor or stage.doctor, starts_at=starts_at, minutes=15, overrule="drill",
        beyond="drill",
    )  # fmt: skip
    return book(acting(DESK), wanted)


def _nothing(stage: Stage, patient_id: str) -> None:
    """The two never met."""


def _coming(stage: Stage, patient_id: str) -> None:
    _visit(stage, patient_id, timedelta(days=9))


def _begun(stage: Stage, patient_id: str) -> None:
    _visit(stage, patient_id, timedelta(minutes=10))


def _cancelled(stage: Stage, patient_id: str) -> None:
    visit = _visit(stage, patient_id, timedelta(days=9))
    cancel(acting(DESK), patient_id, visit.appointment_id, "")


def _in_error(stage: Stage, patient_id: str) -> None:
    visit = _visit(stage, patient_id, timedelta(minutes=10))
    mark_in_error(acting(DESK), patient_id, visit.appointment_id, "drill", expected="SCHEDULED")


def _moved_away(stage: Stage, patient_id: str) -> None:
    visit = _visit(stage, patient_id, timedelta(days=9))
    wanted = BookingRequest(
        appointment_id=visit.appointment_id, patient_id=patient_id, provider_id=stage.colleague,
        starts_at=visit.starts_at, minutes=15, overrule="drill", beyond="drill",
    )  # fmt: skip
    move(acting(DESK), patient_id, wanted)


def _long_ago(stage: Stage, patient_id: str) -> None:
    _ground(stage, patient_id, CareKind.VISIT, stage.at - timedelta(days=400), timedelta(days=90))


def _assigned(stage: Stage, patient_id: str) -> None:
    _ground(stage, patient_id, CareKind.ASSIGNED, stage.at - timedelta(days=1), timedelta(days=30))


def _assigned_over(stage: Stage, patient_id: str) -> None:
    _ground(stage, patient_id, CareKind.ASSIGNED, stage.at - timedelta(days=31), timedelta(days=30))


def _emergency(stage: Stage, patient_id: str) -> None:
    _broken(stage, patient_id, stage.at)


def _emergency_over(stage: Stage, patient_id: str) -> None:
    _broken(stage, patient_id, stage.at - timedelta(hours=2))


def _stood_in(stage: Stage, patient_id: str) -> None:
    visit = _visit(stage, patient_id, timedelta(minutes=10), stage.colleague)
    name_stand_in(acting(DESK), stage.colleague, visit.local_date, stage.doctor)


def _ground(
    stage: Stage, patient_id: str, kind: CareKind, since: datetime, lasts: timedelta
) -> None:
    name = new_id("ground")
    ground = Ground(kind=kind, source_id=name, since=since, opens=since, until=since + lasts)
    care = Care(patient_id=patient_id, provider_id=stage.doctor, grounds=(ground,))
    with wiring.system_work("drill") as uow:
        CareRelations(uow).stage(care, "add")
        uow.record_change(Action.ASSIGN_CARE, stage.doctor, patient_id)


def _broken(stage: Stage, patient_id: str, since: datetime) -> None:
    emergency = Emergency(
        emergency_id=new_id("emergency"), patient_id=patient_id, provider_id=stage.doctor,
        reason=EmergencyReason.OTHER, words="x" * 20, since=since, until=since + timedelta(hours=1),
    )  # fmt: skip
    with wiring.system_work("drill") as uow:
        Emergencies(uow).open(emergency)


ALL = frozenset({NAME, CHART, OLD})
CLOSED: frozenset[str] = frozenset()
RELATIONS = (
    Relation(name="none", make=_nothing, opens=CLOSED),
    Relation(name="visit coming", make=_coming, opens=frozenset({NAME, CHART})),
    Relation(name="visit begun", make=_begun, opens=ALL),
    Relation(name="visit cancelled", make=_cancelled, opens=CLOSED),
    Relation(name="visit in error", make=_in_error, opens=CLOSED),
    Relation(name="visit moved away", make=_moved_away, opens=CLOSED),
    Relation(name="visit long over", make=_long_ago, opens=CLOSED),
    Relation(name="assigned", make=_assigned, opens=ALL),
    Relation(name="assignment over", make=_assigned_over, opens=CLOSED),
    Relation(name="emergency", make=_emergency, opens=ALL),
    Relation(name="emergency over", make=_emergency_over, opens=CLOSED),
    Relation(name="stand-in", make=_stood_in, opens=ALL),
)


def victim(stage: Stage, relation: Relation) -> Victim:
    """A fresh patient with a chart, a visit to a colleague, and this relation to the doctor."""
    words = iter(lambda: "".join(stage.chance.choices(LETTERS, k=12)), "")
    patient_id = new_id("patient")
    canaries: dict[str, str] = {}

    def canary(of: str) -> str:
        word = next(words).capitalize()
        canaries[word] = of
        return word

    items = list(_chart(stage, patient_id, canary))
    for item in items:
        uow = wiring.system_work("drill")
        load(uow, item)
        uow.close()
    visit = _visit(stage, patient_id, timedelta(minutes=20), stage.colleague)
    emergency = Emergency(
        emergency_id=new_id("emergency"),
        patient_id=patient_id,
        provider_id=stage.colleague,
        reason=EmergencyReason.OTHER,
        words=canary(CHART) + "x" * 10,
        since=stage.at - timedelta(days=2),
        until=stage.at - timedelta(days=1),
    )
    with wiring.system_work("drill") as uow:
        Emergencies(uow).open(emergency)
    relation.make(stage, patient_id)
    return Victim(
        relation=relation.name, patient_id=patient_id, canaries=canaries,
        visit_id=visit.appointment_id, record_id=items[1]["recordId"],
        document_id=items[3]["documentId"], emergency_id=emergency.emergency_id,
        ground=f"{stage.colleague} visit:{visit.appointment_id}", is_whole=relation.opens == ALL,
    )  # fmt: skip


def _chart(stage: Stage, patient_id: str, canary: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """The profile, an entry of late, an old one, and a document, all by the colleague."""
    stamp = utc_text(stage.at - timedelta(days=1000))
    yield {
        "PK": f"USER#{patient_id}", "SK": "PROFILE#main", "GSI1PK": f"EMAIL#{patient_id}@x.example",
        "GSI1SK": f"USER#{patient_id}", "entityType": "USER", "userType": "PATIENT",
        "cognitoUserId": f"sub-{patient_id}",
        "personalInfo": {"firstName": canary(NAME), "lastName": canary(NAME)},
        "medicalInfo": {"allergies": [canary(CHART)]},
        "createdAt": stamp, "updatedAt": stamp, "status": "ACTIVE",
    }  # fmt: skip
    for days, of in ((30, CHART), (900, OLD)):
        name, seen = new_id("record"), utc_text(stage.at - timedelta(days=days))
        yield {
            "PK": f"USER#{patient_id}", "SK": f"RECORD#{name}#{seen}", "entityType": "RECORD",
            "recordId": name, "recordType": "CONSULTATION", "patientId": patient_id,
            "providerId": stage.colleague, "visitInfo": {"date": seen}, "status": "COMPLETED",
            "clinicalData": {"chiefComplaint": canary(of)}, "createdAt": seen, "updatedAt": seen,
        }  # fmt: skip
    name, filed = new_id("document"), utc_text(stage.at - timedelta(days=20))
    yield {
        "PK": f"USER#{patient_id}", "SK": f"DOCUMENT#{name}#{filed}", "entityType": "DOCUMENT",
        "documentId": name, "patientId": patient_id, "providerId": stage.colleague,
        "documentInfo": {"type": "ECG_REPORT", "title": canary(CHART)},
        "fileInfo": {"s3Bucket": "b", "s3Key": f"documents/{patient_id}/{name}"},
        "security": {"accessLevel": "PROVIDER_ONLY"}, "status": "ACTIVE",
        "createdAt": filed, "updatedAt": filed,
    }  # fmt: skip


def person(user_id: str, kind: str) -> str:
    """Somebody who tries: of the desk, of compliance, another patient."""
    item = {
        "PK": f"USER#{user_id}", "SK": "PROFILE#main", "GSI1PK": f"EMAIL#{user_id}@x.example",
        "GSI1SK": f"USER#{user_id}", "entityType": "USER", "userType": kind,
        "cognitoUserId": f"sub-{user_id}", "personalInfo": {"firstName": "Drill", "lastName": "X"},
        "createdAt": "2025-06-01T08:00:00Z", "updatedAt": "2025-06-01T08:00:00Z",
        "status": "ACTIVE",
    }  # fmt: skip
    uow = wiring.system_work("drill")
    load(uow, item)
    uow.close()
    return user_id


def of_relation(*names: str) -> tuple[Relation, ...]:
    """The relations of these names; all without any."""
    return tuple(each for each in RELATIONS if not names or each.name in names)
