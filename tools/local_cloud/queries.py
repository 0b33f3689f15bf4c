"""Query and Scan answered from ordered keys.

The engine's own functions run as they are, with every check of theirs; only what they look at
is another: instead of a whole partition they are shown the page they would have come to.
What is not understood here (legacy key conditions, keys of several attributes, parallel scans)
is left to the engine, which walks everything.
"""

from collections.abc import Callable, Iterator
from threading import RLock
from types import FunctionType, SimpleNamespace
from typing import Any

from tools.local_cloud import engine
from tools.local_cloud.key_condition import SortCondition, sort_condition
from tools.local_cloud.ordered import Address, Entry, Order, between, span

Item = dict[str, dict[str, Any]]
Table = dict[str, Any]
Request = dict[str, Any]
TABLE = ""  # the table's own order, beside those of its indexes
BRACKETS = {"LPAREN", "RPAREN"}


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


class Queries:
    """Keeps the orders of all tables true, and lets Query and Scan read by them."""

    def __init__(self) -> None:
        self.dynamodb = engine.service("dynamodb")
        # The expiry of old items runs on a thread of its own.
        self.lock = RLock()
        self._query, self._scan = self.dynamodb._query, self.dynamodb._scan

    def install(self) -> None:
        """Take the places in the engine. Whoever watches its writes must come after this."""
        self.dynamodb._index_members = self.kept
        self.dynamodb._index_item = self._move
        self.dynamodb._set_item = self._setting(self.dynamodb._set_item)
        self.dynamodb._remove_item = self._removing(self.dynamodb._remove_item)
        self.dynamodb._item_size_bytes = self._sizing(self.dynamodb._item_size_bytes)
        self.dynamodb._query = lambda request: self._run(self._query, QueryView(self, request))
        self.dynamodb._scan = lambda request: self._run(self._scan, ScanView(self, request))

    def kept(self, table: Table) -> dict[str, Kept]:
        """The orders of a table, made at first use.

        They lie where the engine keeps its own members of indexes, which it forgets whenever
        items or indexes are replaced as a whole, and never writes to disk.
        """
        with self.lock:
            found: dict[str, Kept] | None = table.get(self.dynamodb._INDEX_MEMBERS)
            if found is None:
                own = [table["pk_name"]], [table["sk_name"]] if table["sk_name"] else []
                found = {TABLE: Kept(self.dynamodb, table, *own)}
                for name, hashes, ranges in self.dynamodb._index_key_schemas(table):
                    found[name] = Kept(self.dynamodb, table, hashes, ranges)
                for pk, items in table["items"].items():
                    for sk, item in items.items():
                        for kept in found.values():
                            kept.move(pk, sk, item, add=True)
                table[self.dynamodb._INDEX_MEMBERS] = found
            return found

    def _move(self, table: Table, pk: str, sk: str, item: Item, add: bool) -> None:  # noqa: FBT001
        for kept in (table.get(self.dynamodb._INDEX_MEMBERS) or {}).values():
            kept.move(pk, sk, item, add=add)

    def _setting(self, put: Callable[..., Any]) -> Callable[..., Any]:
        def setting(table: Table, pk: str, sk: str, item: Item) -> Any:
            with self.lock:
                return put(table, pk, sk, item if isinstance(item, Stored) else Stored(item))

        return setting

    def _removing(self, remove: Callable[..., Any]) -> Callable[..., Any]:
        def removing(*place: Any) -> Any:
            with self.lock:
                return remove(*place)

        return removing

    def _sizing(self, size_of: Callable[[Any], int]) -> Callable[[Any], int]:
        def sizing(item: Any) -> int:
            if not isinstance(item, Stored):
                return size_of(item)
            if item.size is None:
                item.size = size_of(item)
            return item.size

        return sizing

    def _run(self, function: Any, view: "View") -> Any:
        """The engine's function, seeing `view` where it looks for its tables and pages."""
        seen = {
            "_tables": view,
            "_evaluate_condition": view.holds,
            "_paginate_evaluated_items": view.paginate,
        }
        return FunctionType(function.__code__, {**vars(self.dynamodb), **seen})(view.request)


class View:
    """One request's sight of the tables: `get` is where the engine looks a table up."""

    def __init__(self, queries: Queries, request: Request) -> None:
        self.request = request
        self._queries = queries
        self._dynamodb = queries.dynamodb
        self._more: bool | None = None  # whether more follows the page; None while there is none

    def get(self, name: str) -> Table | None:
        """What the engine is shown as the table of this name."""
        table: Table | None = self._dynamodb._tables.get(name)
        return self._shown(table) if table else table

    def paginate(self, items: Any, *rest: Any) -> Any:
        """In the place of the engine's: what it was shown is the page already."""
        if self._more is None:
            return self._dynamodb._paginate_evaluated_items(items, *rest)
        return items, self._more

    def holds(self, *asked: Any, slot: str) -> Any:
        """In the place of the engine's reading of a condition for one item."""
        return self._dynamodb._evaluate_condition(*asked, slot=slot)

    def _shown(self, table: Table) -> Table:
        raise NotImplementedError

    def _page(self, table: Table, addresses: Iterator[Address]) -> list[Item]:
        """As many of these items as the limit or a megabyte allows, counted by the engine."""
        items = table["items"]
        page: list[Item]
        page, self._more = self._dynamodb._paginate_evaluated_items(
            (items[pk][sk] for pk, sk in addresses),
            self.request.get("Limit"),
            table,
            self.request.get("IndexName"),
        )
        return page


class QueryView(View):
    """Shows a table with one page of the partition asked for."""

    _condition: SortCondition | None
    _first_was_read = False

    def holds(self, *asked: Any, slot: str) -> Any:
        """The order has answered for the key condition; one item is read to find bad spelling."""
        if self._more is None or slot != "KeyConditionExpression":
            return super().holds(*asked, slot=slot)
        if not self._first_was_read:
            self._first_was_read = True
            return super().holds(*asked, slot=slot)
        return True

    def _shown(self, table: Table) -> Table:
        index = self.request.get("IndexName") or TABLE
        kept = self._queries.kept(table).get(index)
        condition = self._sort_condition(kept) if kept else None
        if kept is None or condition is None:
            return table
        operator, names = condition
        pages: dict[str, dict[int, Item]] = {}

        def page_of(partition: Any, _: Any = None) -> Any:
            values = self.request["ExpressionAttributeValues"]
            operands = [kept.value(values[name]) for name in names]
            cursor = self.request.get("ExclusiveStartKey")
            with self._queries.lock:
                entries = kept.order.entries(partition)
                found = between(
                    entries,
                    span(entries, operator, operands),
                    forward=self.request.get("ScanIndexForward", True),
                    after=kept.place(cursor) if cursor else None,
                )
                pages[""] = dict(enumerate(self._page(table, found)))
            return [("", number) for number in pages[""]] if index else pages[""]

        if index:
            members = {index: SimpleNamespace(get=page_of)}
            return {**table, "items": pages, self._dynamodb._INDEX_MEMBERS: members}
        return {**table, "items": SimpleNamespace(get=page_of)}

    def _sort_condition(self, kept: Kept) -> SortCondition | None:
        text = self.request.get("KeyConditionExpression")
        if not kept.single or not text or self.request.get("KeyConditions"):
            return None
        tokens = [t for t in self._dynamodb._tokenize(text) if t[0] not in BRACKETS]
        clauses = self._dynamodb._key_condition_clauses(tokens)
        names = self.request.get("ExpressionAttributeNames") or {}
        return sort_condition(clauses, names, kept.partition, kept.sort)


class ScanView(View):
    """Shows a table with only the page of it that a scan would come to."""

    def _shown(self, table: Table) -> Table:
        kept = self._queries.kept(table)[TABLE]
        if not self._is_answered(kept):
            return table
        start = self.request.get("ExclusiveStartKey") or {}
        with self._queries.lock:
            page = self._page(table, self._addresses(kept, start))
        items: dict[Any, dict[int, Item]] = {"": dict(enumerate(page))}
        return {**table, "items": items}

    def _is_answered(self, kept: Kept) -> bool:
        limit, start = self.request.get("Limit"), self.request.get("ExclusiveStartKey")
        # The engine scans sort keys as text, which is the order kept only for those of text.
        return (
            kept.type == "S"
            and not any(name in self.request for name in ("IndexName", "Segment", "TotalSegments"))
            and (limit is None or int(limit) > 0)
            and (not start or {kept.partition, kept.sort} - {None} <= start.keys())
        )

    def _addresses(self, kept: Kept, start: Item) -> Iterator[Address]:
        first = self._dynamodb._extract_key_val(start.get(kept.partition))
        for partition in kept.order.names(since=first):
            entries = kept.order.entries(partition)
            after = kept.place(start) if start and partition == first else None
            yield from between(entries, (0, len(entries)), forward=True, after=after)
