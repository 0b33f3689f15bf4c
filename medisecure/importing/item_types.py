"""Which kind of thing an item of the schema is."""

from collections.abc import Mapping
from typing import Any

from appointments.visits.repository import APPOINTMENT
from documents.repository import DOCUMENT
from medisecure.dynamodb.item_type import ItemType
from medisecure.errors import Invalid
from medisecure.identity.repository import COLLEAGUE
from patients.profile.repository import PATIENT
from patients.records.repository import RECORD
from providers.directory.repository import PROVIDER

PEOPLE: Mapping[str, ItemType[Any]] = {
    "PATIENT": PATIENT,
    "PROVIDER": PROVIDER,
    "STAFF": COLLEAGUE,
    "COMPLIANCE": COLLEAGUE,
}
KINDS: Mapping[str, ItemType[Any]] = {
    "RECORD": RECORD,
    "APPOINTMENT": APPOINTMENT,
    "DOCUMENT": DOCUMENT,
}


def kind_of(item: Mapping[str, Any]) -> ItemType[Any]:
    """The kind an item belongs to, or `Invalid` naming the attribute that should tell."""
    entity_type = item.get("entityType")
    if entity_type == "USER":
        found = PEOPLE.get(str(item.get("userType")))
        if found is None:
            raise Invalid({"item.userType": "must be PATIENT, PROVIDER, STAFF or COMPLIANCE"})
        return found
    found = KINDS.get(str(entity_type))
    if found is None:
        raise Invalid({"item.entityType": "must be USER, RECORD, APPOINTMENT or DOCUMENT"})
    return found
