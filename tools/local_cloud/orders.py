"""The order of every table and index, kept true beside the engine's store of items.

Every write of the engine (also within transactions, batches, PartiQL, restores and the expiry of
old items) goes through its `_set_item` and `_remove_item`, and they through `_index_item`.
"""

from collections.abc import Callable
from threading import RLock
from typing import Any

from tools.local_cloud import engine
from tools.local_cloud.ordered import Entry, Order

Item = dict[str, dict[str, Any]]
Table = dict[str, Any]
TABLE = ""  # the table's own order, beside those of its indexes


class Stored(dict[str, dict[str, Any]]):
    """An item in a table, which is replaced and never changed: its size is counted once."""

    size: int | None = None


class Kept:
    """The order of a table or of one index, with what the engine knows about its keys."""

    def __init__(self, dynamodb: Any, table: Table, hashes: list[str], ranges: list[str]) -> None:
        self._dynamodb = dynamodb
        self._keys = hashes, ranges
        self._attributes = dynamodb._index_order_keys(table, ranges)
        self.order = Order()
        self.single = len(hashes) == 1 and len(ranges) <= 1
        self.partition, self.sort = hashes[0], (ranges[0] if ranges else None)
        self.type = dynamodb._get_attr_type(table, self.sort)

    def move(self, pk: str, sk: str, item: Item, *, add: bool) -> None:
        """Let an item in or out; one without the keys of a (sparse) index is not its member."""
        partition = self._dynamodb._index_partition(item, *self._keys)
        if partition is not None:
            change = self.order.add if add else self.order.remove
            change(partition, (*self.place(item), pk, sk))

    def get(self, partition: Any, default: Any = ()) -> Any:
        """The addresses of all of a partition's items: how the engine asks its own members."""
        return [entry[-2:] for entry in self.order.entries(partition)] or default

    def place(self, item: Item) -> Entry:
        """Where an item, or a cursor, stands within its partition."""
        value = self._dynamodb._index_order_value
        return tuple(value(item, name, kind) for name, kind in self._attributes)

    def value(self, attribute: dict[str, Any]) -> Any:
        """A value of the request as something to compare sort keys with."""
        return self._dynamodb._sort_key_value(attribute, self.type)


class Orders:
    """Watches the engine's writes."""

    def __init__(self) -> None:
        self._dynamodb = engine.service("dynamodb")
        # Held by readers too: the expiry of old items runs on a thread of its own.
        self.lock = RLock()

    def install(self) -> None:
        """Take the places in the engine. Whoever else watches its writes must come after this."""
        dynamodb = self._dynamodb
        dynamodb._index_members = self.of
        dynamodb._index_item = self._move
        dynamodb._set_item = self._setting(dynamodb._set_item)
        dynamodb._remove_item = self._removing(dynamodb._remove_item)
        dynamodb._item_size_bytes = _counted_once(dynamodb._item_size_bytes)

    def of(self, table: Table) -> dict[str, Kept]:
        """The orders of a table by the names of its indexes, made at first use.

        They lie where the engine keeps its own members of indexes, which it forgets whenever
        items or indexes are replaced as a whole, and never writes to disk.
        """
        place = self._dynamodb._INDEX_MEMBERS
        with self.lock:
            if table.get(place) is None:
                table[place] = self._made(table)
            found: dict[str, Kept] = table[place]
            return found

    def _made(self, table: Table) -> dict[str, Kept]:
        own = [table["pk_name"]], [table["sk_name"]] if table["sk_name"] else []
        found = {TABLE: Kept(self._dynamodb, table, *own)}
        for name, hashes, ranges in self._dynamodb._index_key_schemas(table):
            found[name] = Kept(self._dynamodb, table, hashes, ranges)
        for pk, items in table["items"].items():
            for sk, item in items.items():
                for kept in found.values():
                    kept.move(pk, sk, item, add=True)
        return found

    def _move(self, table: Table, pk: str, sk: str, item: Item, add: bool) -> None:  # noqa: FBT001
        for kept in (table.get(self._dynamodb._INDEX_MEMBERS) or {}).values():
            kept.move(pk, sk, item, add=add)

    def _setting(self, put: Callable[..., Any]) -> Callable[..., Any]:
        def setting(table: Table, pk: str, sk: str, item: Item) -> Any:
            with self.lock:
                return put(table, pk, sk, item if isinstance(item, Stored) else Stored(item))

        return setting

    def _removing(self, remove: Callable[..., Any]) -> Callable[..., Any]:
        def removing(table: Table, pk: str, sk: str) -> Any:
            with self.lock:
                return remove(table, pk, sk)

        return removing


def _counted_once(size_of: Callable[[Any], int]) -> Callable[[Any], int]:
    def size(item: Any) -> int:
        if not isinstance(item, Stored):
            return size_of(item)
        if item.size is None:
            item.size = size_of(item)
        return item.size

    return size
