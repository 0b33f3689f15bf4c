"""What a read leaves in the trail: what was opened, listed, asked, refused, absent or damaged."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import structlog

from medisecure.access.care import CareKind
from medisecure.audit.actions import Action, listing, reading
from medisecure.audit.event import Result
from medisecure.audit.trail import Access, Trail
from medisecure.dynamodb.gate.answers import Damaged
from medisecure.dynamodb.gate.names import id_of, partition_patient, patient_of
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.keys import Key
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.relations.care_relations import Relations
from medisecure.errors import AccessDenied, NotFound

EMERGENCY_PURPOSE = "BTG"  # HL7 v3 PurposeOfUse: break the glass
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Looks:
    """One actor's looks on their way into the trail."""

    trail: Trail
    relations: Relations
    patients_opened: set[str] = field(default_factory=set)
    damaged: list[Damaged] = field(default_factory=list)

    def record_opened(self, item_type: ItemType[Any], entities: Iterable[Any]) -> None:
        """Each of them; why the actor looks is asked once for each patient."""
        if item_type.trace is not Trace.EACH:
            return
        action, purposes = reading(item_type.name), dict[str, str]()
        for entity in entities:
            patient_id = patient_of(entity)
            if patient_id not in purposes:
                purposes[patient_id] = self._purpose(patient_id)
                self.patients_opened.update({patient_id} - {""})
            self.trail.record(
                Access(
                    action,
                    id_of(entity),
                    patient_id,
                    Result.SUCCESS,
                    purpose=purposes[patient_id],
                )
            )

    def record_listed(self, item_type: ItemType[Any], entities: Iterable[Any]) -> None:
        """Who stands in a list, each of them once."""
        if item_type.trace is not Trace.EACH:
            return
        found = list(entities)
        whose = dict.fromkeys(map(patient_of, found))
        if "" in whose:  # things of nobody's stand there by themselves
            listed = dict.fromkeys(
                (patient_of(each) or id_of(each), patient_of(each)) for each in found
            )
        else:
            listed = dict.fromkeys((each, each) for each in whose)
        self.trail.record_list(listing(item_type.name), listed)

    def record_question(self, item_type: ItemType[Any], query: Query) -> None:
        """That a list was asked for, where the question is the look."""
        if item_type.trace is not Trace.QUESTION:
            return
        of = query.start[query.pattern.pk_name].partition("#")[2]
        patient_id = partition_patient(query.start) or ""
        self.trail.record(Access(reading(item_type.name), of, patient_id, Result.SUCCESS))

    def refusal(self, entity: Any, action: Action) -> AccessDenied:
        """The error to raise for what the actor may not do to this, which is recorded."""
        self.trail.record(Access(action, id_of(entity), patient_of(entity), Result.DENIED))
        return AccessDenied()

    def absence(self, item_type: ItemType[Any], key: Key) -> NotFound:
        """The error to raise for what is not there, which is recorded."""
        if item_type.trace is not Trace.NONE:
            query = key.get("SK", "").split("#")
            name = query[1] if len(query) > 1 and query[1] else "unknown"
            action = reading(item_type.name)
            self.trail.record(Access(action, name, partition_patient(key) or "", Result.ABSENT))
        return NotFound()

    def record_damaged(self, item_type: ItemType[Any], clear_view: Any) -> None:
        """Tell page, trail and log of a thing that the actor may see and that does not open."""
        name = id_of(clear_view)
        whose = patient_of(clear_view)
        self.trail.record(Access(Action.CANNOT_OPEN, name, whose, Result.FAILURE))
        log.error("an item does not open", code=item_type.name, item=name)
        self.damaged.append(Damaged(item_type.name, name))

    def _purpose(self, patient_id: str) -> str:
        """Why the actor looks, where it is not what their role is for: in an emergency."""
        ground = self.relations.ground(patient_id)
        return EMERGENCY_PURPOSE if ground and ground.kind is CareKind.EMERGENCY else ""
