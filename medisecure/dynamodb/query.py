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
class Asked:
    """A question: sort keys that begin with `start`'s, or lie between it and `until`."""

    pattern: Pattern
    start: Key
    until: str = ""
    limit: int = 25
    newest_first: bool = True
    consistent: bool = False
    only: Sequence[str] = ()


def read_page(table: Table, asked: Asked, mark: Mark | None) -> tuple[list[RawItem], Mark | None]:
    """Up to `limit` items in order, and where to go on: one mark a shard, None at the end."""
    starts = asked.pattern.partitions(asked.start)
    marks: Mark = mark or []
    marks = [*marks, *[None] * (len(starts) - len(marks))]  # shards may have come since
    if len(starts) == 1:
        page = _query(table, asked, starts[0], marks[0])
        return page.items, [page.next_key] if page.next_key else None
    open_shards = [n for n, at in enumerate(marks) if at != END]
    calls = [
        lookup(lambda n=n: _query(table, asked, starts[n], marks[n]))  # type: ignore[misc]
        for n in open_shards
    ]
    pages = {n: call.result() for n, call in zip(open_shards, calls, strict=True)}
    return merged(asked, pages, marks)


def merged(
    asked: Asked, pages: dict[int, RawPage], marks: Mark
) -> tuple[list[RawItem], Mark | None]:
    """The first items over all shards, and each shard's mark at its last item that was taken."""
    sk = asked.pattern.sk_name
    streams = [[(item[sk]["S"], n, item) for item in page.items] for n, page in pages.items()]
    ordered = merge(*streams, key=lambda entry: entry[0], reverse=asked.newest_first)
    taken = list(islice(ordered, asked.limit))
    after: Mark = [END if n not in pages else marks[n] for n in range(len(marks))]
    for n, page in pages.items():
        mine = [item for _, shard, item in taken if shard == n]
        if len(mine) == len(page.items) and page.next_key is None:
            after[n] = END
        elif mine:
            after[n] = {name: mine[-1][name] for name in _key_names(asked.pattern)}
    items = [item for _, _, item in taken]
    return items, None if all(at == END for at in after) else after


def _key_names(pattern: Pattern) -> list[str]:
    return sorted({"PK", "SK", pattern.pk_name, pattern.sk_name})


def _query(table: Table, asked: Asked, start: Key, after: Any) -> RawPage:
    return table.query(
        asked.pattern,
        start,
        until=asked.until,
        limit=asked.limit,
        newest_first=asked.newest_first,
        after=after or None,
        only=asked.only,
        consistent=asked.consistent and not asked.pattern.index,
    )
