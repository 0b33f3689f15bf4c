"""What the gate hands out, and what it keeps it in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.table import RawItem, Table
from medisecure.encryption.cipher import Cipher

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Storage:
    """The table and the cipher of its secrets."""

    table: Table
    cipher: Cipher


@dataclass(frozen=True, slots=True)
class Page(Generic[E]):
    """Some entities of a list, and where the next ones start: "" at the end, a mark or its maker.

    `shut` is what the actor may know of those of the same stretch that they may not read.
    """

    items: list[E] = field(default_factory=list)
    goes_on: str | Callable[[], str] = ""
    shut: list[Any] = field(default_factory=list)

    @property
    def next_cursor(self) -> str:
        """The mark where the next ones start, sealed when it is asked for; empty at the end."""
        return self.goes_on if isinstance(self.goes_on, str) else self.goes_on()


@dataclass(frozen=True, slots=True)
class Unopened(Generic[E]):
    """A list of several patients' things as it was fetched: shut until `opened` decides on each."""

    item_type: ItemType[E]
    raw: list[RawItem] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Damaged:
    """A thing that is there and cannot be opened: its kind as the policy names it, and its id."""

    kind: str
    resource_id: str
