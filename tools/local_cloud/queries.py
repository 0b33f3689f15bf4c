"""Query and Scan answered from ordered keys.

The engine's own functions run as they are, with every check of theirs; only what they look at
is another: instead of a whole partition they are shown the page they would have come to.
What is not understood here (legacy key conditions, keys of several attributes, parallel scans)
is left to the engine, which walks everything.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from types import FunctionType, SimpleNamespace
from typing import Any

from tools.local_cloud import engine
from tools.local_cloud.key_condition import SortCondition, sort_condition
from tools.local_cloud.ordered import Address, between, span
from tools.local_cloud.orders import TABLE, Item, Kept, Orders, Table

Request = dict[str, Any]
BRACKETS = {"LPAREN", "RPAREN"}


def install() -> None:
    """Keep the orders and read by them. Whoever watches the engine's writes comes after this."""
    dynamodb, orders = engine.service("dynamodb"), Orders()
    orders.install()
    dynamodb._query = _reading(dynamodb, dynamodb._query, lambda asked: QueryView(orders, asked))
    dynamodb._scan = _reading(dynamodb, dynamodb._scan, lambda asked: ScanView(orders, asked))


def _reading(
    dynamodb: Any, function: Any, view_for: Callable[[Request], "View"]
) -> Callable[[Request], Any]:
    def read(request: Request) -> Any:
        """The engine's function, seeing a view where it looks for its tables and pages."""
        view = view_for(request)
        seen = {
            "_tables": view,
            "_evaluate_condition": view.holds,
            "_paginate_evaluated_items": view.paginate,
        }
        return FunctionType(function.__code__, {**vars(dynamodb), **seen})(request)

    return read


class View(ABC):
    """One request's sight of the tables: `get` is where the engine looks a table up."""

    def __init__(self, orders: Orders, request: Request) -> None:
        self.request = request
        self._orders = orders
        self._dynamodb = engine.part("services.dynamodb")
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

    @abstractmethod
    def _shown(self, table: Table) -> Table:
        """The table with no more of it than the page this request would come to."""

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
        kept = self._orders.of(table).get(index)
        condition = self._sort_condition(kept) if kept else None
        if kept is None or condition is None:
            return table
        operator, names = condition
        pages: dict[str, dict[int, Item]] = {}

        def page_of(partition: Any, _: Any = None) -> Any:
            values = self.request["ExpressionAttributeValues"]
            operands = [kept.value(values[name]) for name in names]
            cursor = self.request.get("ExclusiveStartKey")
            with self._orders.lock:
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
        kept = self._orders.of(table)[TABLE]
        if not self._is_answered(kept):
            return table
        start = self.request.get("ExclusiveStartKey") or {}
        with self._orders.lock:
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
