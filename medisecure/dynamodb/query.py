"""One page of a list, from one partition or merged from the shards of a busy one."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any

from medisecure.dynamodb.keys import Key, Pattern
from medisecure.dynamodb.parallel import lookup
from medisecure.dynamodb.table import RawItem, RawPage, Table

Mark = list[RawItem | None]
END: RawItem = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question: sort keys that begin with `start`'s, or lie between it and `until`."""

    pattern: Pattern
    start: Key
    until: str = ""
    limit: int = 25
    newest_first: bool = True
    consistent: bool = False
    only: Sequence[str] = ()


def read_page(table: Table, query: Query, mark: Mark | None) -> tuple[list[RawItem], Mark | None]:
    """Up to `limit` items in order, and where to go on: one mark a shard, None at the end."""
    starts = query.pattern.partitions(query.start)
    marks: Mark = mark or []
    marks = [*marks, *[None] * (len(starts) - len(marks))]  # shards may have come since
    if len(starts) == 1:
        page = _query(table, query, starts[0], marks[0])
        return page.items, [page.next_key] if page.next_key else None
    open_shards = [n for n, at in enumerate(marks) if at != END]
    calls = [
        lookup(lambda n=n: _query(table, query, starts[n], marks[n]))  # type: ignore[misc]
        for n in open_shards
    ]
    pages = {n: call.result() for n, call in zip(open_shards, calls, strict=True)}
    return merged(query, pages, marks)


def merged(
    query: Query, pages: dict[int, RawPage], marks: Mark
) -> tuple[list[RawItem], Mark | None]:
    """The first items over all shards, and each shard's mark at its last item that was taken."""
    sk = query.pattern.sk_name
    streams = [[(item[sk]["S"], n, item) for item in page.items] for n, page in pages.items()]
    ordered = merge(*streams, key=lambda entry: entry[0], reverse=query.newest_first)
    taken = list(islice(ordered, query.limit))
    after: Mark = [END if n not in pages else marks[n] for n in range(len(marks))]
    for n, page in pages.items():
        mine = [item for _, shard, item in taken if shard == n]
        if len(mine) == len(page.items) and page.next_key is None:
            after[n] = END
        elif mine:
            after[n] = {name: mine[-1][name] for name in _key_names(query.pattern)}
    items = [item for _, _, item in taken]
    return items, None if all(at == END for at in after) else after


def _key_names(pattern: Pattern) -> list[str]:
    return sorted({"PK", "SK", pattern.pk_name, pattern.sk_name})


def _query(table: Table, query: Query, start: Key, after: Any) -> RawPage:
    return table.query(
        query.pattern,
        start,
        until=query.until,
        limit=query.limit,
        newest_first=query.newest_first,
        after=after or None,
        only=query.only,
        consistent=query.consistent and not query.pattern.index,
    )
