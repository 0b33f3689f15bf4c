"""A kind of thing we keep: its name in the policy, its type, and the keys it is kept under."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from medisecure.dynamodb.keys import Key, Pattern
from medisecure.fields import secret_fields

E = TypeVar("E")


class Trace(Enum):
    """What a look at a thing leaves in the audit trail."""

    EACH = "the thing itself"
    QUESTION = "the question that was asked, not the answers"
    BESIDE = "nothing of its own: the entry of what it is shown beside covers it"
    NONE = "nothing: a read of it leaves no entry of its own"


@dataclass(frozen=True, slots=True)
class ItemType(Generic[E]):
    """`name` is the noun of the policy ("record" in "record:read").

    `entity_type` is the schema's `entityType`. `whole` is false where the entity holds only some
    attributes of its item: it is read with a projection and is never written anew. `fields` are
    those that are asked for where that is not all the entity has (`scheduling_info.mode` for a part
    of one); the others keep their default or are told by the key. All its secrets are among them:
    a seal lists them.
    `cached_as` names the list of it that every process caches (`gate/cached_lists.py`). `shut_as`
    is what a page of it shows of those the actor may not read and yet may know of. `is_final` is
    true for what nobody changes once it is written: no unit of work keeps it for a change. `points`
    is true for what only says where to look: it holds no secret, is never written, and its seal is
    checked where it points to.
    """

    name: str
    entity: type[E]
    key: Pattern
    indexes: tuple[Pattern, ...] = ()
    entity_type: str = ""
    trace: Trace = Trace.EACH
    whole: bool = True
    points: bool = False
    is_final: bool = False
    fields: tuple[str, ...] = ()
    cached_as: str = ""
    shut_as: "ItemType[Any] | None" = None

    def __post_init__(self) -> None:
        if self.fields and (self.whole or secret_fields(self.entity) - set(self.fields)):
            raise ValueError(f"a part of a {self.name}: not whole, and with all of its secrets")

    def keys_of(self, entity: E) -> Key:
        """The item's key in the table and in every index that holds it."""
        found = dict(self.key.key_of(entity))
        if not found:
            raise ValueError(f"a {self.name} lacks a part of its key")
        for pattern in self.indexes:
            found.update(pattern.key_of(entity))
        return found
