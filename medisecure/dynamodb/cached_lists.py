"""A short list that nearly every page asks for and that rarely changes: each process keeps its own.

A page asks only what has changed since. Every change of such an item is noted, in the transaction
that makes it, under the key `CHANGED#<list>` with its time: one small question with nothing in its
answer is what the list costs then. What did change is read by its own key, so that an index which
lags behind can never be kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4
from weakref import WeakKeyDictionary

from medisecure.clock import now, utc_text
from medisecure.dynamodb import change, keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.keys import Key, Pattern
from medisecure.dynamodb.query import Query, read_page
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.sealing.clear_view import clear
from medisecure.dynamodb.sealing.seal import Manifest
from medisecure.dynamodb.table import RawItem, Table, get_in_batches
from medisecure.encryption.cipher import Cipher, Tampered

OVERLAP = timedelta(minutes=2)  # more than clocks differ and a transaction takes, together
LONGEST = timedelta(minutes=10)  # what was written past the gate is seen after it at the latest
A_PAGE = 1_000
AFTER_ALL = "9"  # sorts after every time
Place = tuple[str, str]  # partition and sort key in the table


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChange:
    """One item of a cached list is new, other than it was, or gone from it."""

    entity_type: ClassVar[str] = "CHANGED"

    list_name: str
    changed_at: datetime
    changed: str  # the item's sort key in the list's index: an id, no name
    suffix: str
    pk: str
    sk: str


LIST_CHANGE = ItemType("list_change", ListChange, keys.CHANGED, (), "CHANGED", Trace.NONE)


@dataclass(frozen=True, slots=True)
class CachedItem:
    """One item: what the policy judges, and the entity; None where it does not open."""

    clear_view: Any
    entity: Any
    manifest: Manifest | None


@dataclass(frozen=True, slots=True)
class State:
    """The list as this process knows it. It is replaced, never changed."""

    items: dict[Place, CachedItem]
    read_at: datetime
    asked_at: datetime
    taken_in: frozenset[str] = field(default_factory=frozenset)  # changes it has heeded


_states: WeakKeyDictionary[Table, dict[str, State]] = WeakKeyDictionary()


def forget() -> None:
    """Begin anew: for tests that write past the gate."""
    _states.clear()


def last_cached(table: Table, item_type: ItemType[Any]) -> list[Any]:
    """What this process last knew; empty before it has asked. Nothing is asked for it."""
    state = _states.get(table, {}).get(item_type.cached_as)
    return [each.entity for each in state.items.values() if each.entity] if state else []


def note(
    item_type: ItemType[Any], entity: Any, cipher: Cipher, table: str
) -> list[change.Operation]:
    """What goes into the transaction that changes this item; nothing if no list of it is kept."""
    if not item_type.cached_as:
        return []
    own = item_type.keys_of(entity)
    noted = ListChange(
        list_name=item_type.cached_as, changed_at=now(), changed=str(entity.resource_id),
        suffix=uuid4().hex[:12], pk=own["PK"], sk=own["SK"],
    )  # fmt: skip
    return [change.addition(LIST_CHANGE, noted, cipher, table)]


@dataclass(frozen=True, slots=True)
class CachedList:
    """One list: of which items, by which index, and where it begins."""

    table: Table
    cipher: Cipher
    item_type: ItemType[Any]
    pattern: Pattern
    start: Key

    def now(self) -> Mapping[Place, CachedItem]:
        """The whole list as it stands now, by own key, in the order of its index."""
        known, name = _states.setdefault(self.table, {}), self.item_type.cached_as
        state, at = known.get(name), now()
        if state is None or at - state.read_at > LONGEST:
            state = self._read(at)
        known[name] = state = self._with_changes(state, at)
        return state.items

    def _read(self, at: datetime) -> State:
        """The list by its index, which may lag: what changed of late is read again by its key."""
        query = Query(pattern=self.pattern, start=self.start, limit=A_PAGE, newest_first=False)
        items = {_place(each): self._opened(each) for each in self._all(query)}
        return State(items, read_at=at, asked_at=at)

    def _with_changes(self, state: State, at: datetime) -> State:
        changes = self._changes(state.asked_at - OVERLAP)
        noted = {each["SK"]["S"]: (each["pk"]["S"], each["sk"]["S"]) for each in changes}
        new = {place for name, place in noted.items() if name not in state.taken_in}
        items = self._fresh(state.items, new) if new else state.items
        return replace(state, items=items, asked_at=at, taken_in=frozenset(noted))

    def _fresh(
        self, items: dict[Place, CachedItem], changed: set[Place]
    ) -> dict[Place, CachedItem]:
        wanted = [{"PK": {"S": pk}, "SK": {"S": sk}} for pk, sk in sorted(changed)]
        stay = {place: each for place, each in items.items() if place not in changed}
        for raw in get_in_batches(self.table, wanted):
            if raw.get(self.pattern.pk_name, {}).get("S") == self.start[self.pattern.pk_name]:
                stay[_place(raw)] = self._opened(raw)
        return dict(sorted(stay.items()))

    def _changes(self, since: datetime) -> list[RawItem]:
        """Strongly consistent: who has just changed one sees it on the next page anywhere."""
        start = {**keys.CHANGED.start(list_name=self.item_type.cached_as), "SK": utc_text(since)}
        return self._all(Query(pattern=keys.CHANGED, start=start, until=AFTER_ALL, limit=A_PAGE,
                               newest_first=False, consistent=True))  # fmt: skip

    def _all(self, query: Query) -> list[RawItem]:
        found, mark = read_page(self.table, query, None)
        while mark is not None:
            more, mark = read_page(self.table, query, mark)
            found = found + more
        return found

    def _opened(self, raw: RawItem) -> CachedItem:
        clear_view = clear(self.item_type, raw)
        try:
            entity, manifest = codec.opened(self.item_type, raw, self.cipher, self.table.sealed_as)
        except Tampered:
            return CachedItem(clear_view, None, None)
        return CachedItem(clear_view, entity, manifest)


def _place(raw: RawItem) -> Place:
    return raw["PK"]["S"], raw["SK"]["S"]
