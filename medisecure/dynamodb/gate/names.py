"""By what a thing, an item and a key are known: its kind and key, its id, its patient."""

from collections.abc import Mapping
from typing import Any

from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.keys import Key
from medisecure.dynamodb.relations.links import PROFILE
from medisecure.dynamodb.table import RawItem

Identity = tuple[str, str, str]


def identity(item_type: ItemType[Any], key: Key) -> Identity:
    """The kind and the key of a thing: what a unit of work knows it by."""
    return item_type.name, key["PK"], key["SK"]


def id_of(entity: Any) -> str:
    return str(entity.resource_id)


def patient_of(entity: Any) -> str:
    """The patient a thing belongs to; "" of what concerns no single one."""
    return getattr(entity, "patient_id", None) or ""


def key_of(item: RawItem) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]


def is_profile(key: Mapping[str, str]) -> bool:
    return key.get("SK") == PROFILE


def partition_patient(key: Mapping[str, str]) -> str | None:
    """The patient whose partition a key names, if it names one."""
    for name, text in key.items():
        head, _, rest = text.partition("#")
        if name.endswith("PK") and head in ("USER", "PATIENT"):
            return rest
    return None
