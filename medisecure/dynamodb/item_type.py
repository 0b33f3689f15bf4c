"""A kind of thing we keep: its name in the policy, its type, and the keys it is kept under."""

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from medisecure.dynamodb.keys import Key, Pattern

E = TypeVar("E")


class Trace(Enum):
    """What a look at a thing leaves in the audit trail."""

    EACH = "the thing itself"
    QUESTION = "the question that was asked, not the answers"
    NONE = "nothing: it concerns no patient"


@dataclass(frozen=True, slots=True)
class ItemType(Generic[E]):
    """`name` is the noun of the policy ("record" in "record:read").

    `entity_type` is the schema's `entityType`. `whole` is false where the entity holds only some
    attributes of its item: it is read with a projection and is never written anew. `kept_as` is the
    list of that name which every process keeps of it (`kept_lists.py`).
    """

    name: str
    entity: type[E]
    key: Pattern
    indexes: tuple[Pattern, ...] = ()
    entity_type: str = ""
    trace: Trace = Trace.EACH
    whole: bool = True
    kept_as: str = ""

    def keys_of(self, entity: E) -> Key:
        """The item's key in the table and in every index that holds it."""
        found = dict(self.key.key_of(entity))
        if not found:
            raise ValueError(f"a {self.name} lacks a part of its key")
        for pattern in self.indexes:
            found.update(pattern.key_of(entity))
        return found
