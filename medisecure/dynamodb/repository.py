"""Keeping one kind of thing: a subclass names its kind and has one method per question."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from medisecure.audit.actions import Action
from medisecure.dynamodb.gate.reading import Choice
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.keys import Key, Pattern
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.unit_of_work import Page, UnitOfWork, Unopened

E = TypeVar("E")
AT_ONCE = 500  # items in a page of a list that is read to its end


class Repository(Generic[E]):
    """Reads and writes one kind through the gate."""

    item_type: ClassVar[ItemType[Any]]

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def add(self, entity: E, action: Action) -> None:
        """Store a new one; see `UnitOfWork.add`."""
        self._uow.add(self.item_type, entity, action)

    def save(self, entity: E, action: Action) -> E:
        """Store a changed one that was read through the same unit of work."""
        saved: E = self._uow.save(self.item_type, entity, action)
        return saved

    def _get(self, *, consistent: bool = False, **parts: Any) -> E:
        found: E = self._uow.get(self.item_type, self._key(**parts), consistent=consistent)
        return found

    def _key(self, **parts: Any) -> Key:
        return self.item_type.key.key(**parts)

    def _first(self, **parts: Any) -> E:
        found: E = self._uow.first(self.item_type, self.item_type.key.start(**parts))
        return found

    def _many(self, all_parts: Iterable[dict[str, Any]]) -> list[E]:
        return self._uow.many(self.item_type, [self._key(**parts) for parts in all_parts])

    def _fetch(self, query: Query) -> Unopened[E]:
        """See `UnitOfWork.fetch`."""
        return self._uow.fetch(self.item_type, query)

    def _page(
        self,
        query: Query,
        cursor: str = "",
        *,
        among: Collection[str] | None = None,
        choose: Choice | None = None,
    ) -> Page[E]:
        found: Page[E] = self._uow.page(
            self.item_type, query, cursor_text=cursor, among=among, choose=choose
        )
        return found

    def _latest(self, pattern: Pattern, limit: int, cursor: str = "", **parts: Any) -> Page[E]:
        return self._page(Query(pattern=pattern, start=pattern.start(**parts), limit=limit), cursor)

    def _all(self, query: Query) -> list[E]:
        """Everything a query finds, page by page, however much: no list stops silently."""
        page = self._page(query)
        found = page.items
        while page.next_cursor:
            page = self._page(query, page.next_cursor)
            found = found + page.items
        return found

    def _in_order(
        self, pattern: Pattern, *, among: tuple[str, Sequence[str]] | None = None, **parts: Any
    ) -> list[E]:
        """Everything of a partition (a day, a queue), oldest first; for `among` see `Query`."""
        start = pattern.start(**parts)
        query = Query(pattern=pattern, start=start, limit=AT_ONCE, newest_first=False, among=among)
        return self._all(query)
