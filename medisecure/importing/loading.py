"""One item at a time: check it, then store it with everything that follows from it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from typing import Any

from appointments.outbox.repository import Outbox
from appointments.visits.care import follow_care
from appointments.visits.models import Appointment
from appointments.visits.repository import Days
from documents.intake.repository import Intakes
from documents.models import Document
from medisecure.access.care import LONGEST_ASSIGNMENT, Care, CareKind, Ground
from medisecure.audit.actions import IMPORTING
from medisecure.clock import now
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Invalid, NotFound
from medisecure.importing.item_types import kind_of
from medisecure.importing.lengths import check_lengths
from patients.profile.models import Patient
from patients.profile.repository import CareRelations
from patients.records.models import Record
from patients.search.index import file_patient
from patients.vitals.measurements import with_inferred_units

LARGEST_ITEM = 300 * 1024


class LoadOutcome(Enum):
    LOADED = "loaded"
    PRESENT = "already there"


def load(uow: UnitOfWork, item: Mapping[str, Any]) -> LoadOutcome:
    """Store one item of the schema with its search words, care relation and claimed time.

    One transaction holds all of it. An item whose key is taken is left as it is (people may have
    changed it since). Raises `Invalid` with a reason per attribute, or `Conflict` if a live visit
    overlaps another one of its doctor.
    """
    item_type, entity = checked(item)
    return store(uow, item_type, entity)


def store(uow: UnitOfWork, item_type: ItemType[Any], entity: Any) -> LoadOutcome:
    """Store one entity that was `checked`, as `load` does."""
    try:
        with uow:
            uow.add(item_type, entity, IMPORTING[item_type.name])
            follow(uow, entity)
    except Conflict:
        if _is_present(uow, item_type, entity):
            return LoadOutcome.PRESENT
        raise
    return LoadOutcome.LOADED


def checked(item: Mapping[str, Any]) -> tuple[ItemType[Any], Any]:
    """The item's kind and entity, or `Invalid` with every reason at once."""
    if not isinstance(item, Mapping):
        raise Invalid({"item": "must be a JSON object"})
    item_type = kind_of(item)
    if not all(isinstance(item.get(name), str) for name in ("PK", "SK")):
        raise Invalid({"item.PK": "PK and SK must be text"})
    check_text(item)
    entity = codec.from_import(item_type, item)
    check_lengths(entity)
    try:
        keys = item_type.keys_of(entity)
    except ValueError as error:
        raise Invalid({"item.PK": "the item's own ids and times do not make a key"}) from error
    wrong = {
        f"item.{name}": "does not agree with the item's own ids and times"
        for name in ("PK", "SK")
        if item[name] != keys[name]
    }
    if wrong:
        raise Invalid(wrong)
    return item_type, inferred(entity)


def check_text(item: Mapping[str, Any]) -> None:
    """`Invalid` for an item that could not be written down: too large, or with broken text."""
    try:
        text = json.dumps(item, ensure_ascii=False, allow_nan=False, default=_number)
        size = len(text.encode())
    except (ValueError, TypeError, RecursionError) as error:
        raise Invalid({"item": "holds a number or a text that cannot be kept"}) from error
    if "\\u0000" in text:
        raise Invalid({"item": "holds a null byte"})
    if size > LARGEST_ITEM:
        raise Invalid({"item": "is larger than an item may be"})


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError("no JSON")


def inferred(entity: Any) -> Any:
    """A record with the units of its vital signs, worked out where none are given."""
    if not isinstance(entity, Record) or entity.clinical_data is None:
        return entity
    vitals = entity.clinical_data.vital_signs
    if vitals is None:
        return entity
    clinical = replace(entity.clinical_data, vital_signs=with_inferred_units(vitals))
    return replace(entity, clinical_data=clinical)


def follow(uow: UnitOfWork, entity: Any) -> None:
    """What comes with an entity: search words, a care relation, its doctor's time."""
    if isinstance(entity, Patient):
        file_patient(uow, entity)
    if isinstance(entity, Appointment) and entity.is_live:
        Days(uow).claim(entity)
        Outbox(uow).plan(entity)
        follow_care(uow, opened=[entity], imported=True)
    if isinstance(entity, Document) and entity.is_verified:
        Intakes(uow).plan_comparing(entity)
    if isinstance(entity, Record | Document) and entity.provider_id:
        CareRelations(uow).stage(care_of_author(entity), "add")


def care_of_author(entity: Record | Document) -> Care:
    """The author of what is imported goes on caring, as named by the clinic: with an end."""
    at = now()
    ground = Ground(
        kind=CareKind.ASSIGNED,
        source_id="import",
        since=at,
        opens=at,
        until=at + LONGEST_ASSIGNMENT,
        by="system_import",
        reason="IMPORT",
    )
    return Care(
        patient_id=entity.patient_id, provider_id=entity.provider_id or "", grounds=(ground,)
    )


def _is_present(uow: UnitOfWork, item_type: ItemType[Any], entity: Any) -> bool:
    try:
        uow.get(item_type, item_type.key.key_of(entity), consistent=True)
    except NotFound:
        return False
    return True
