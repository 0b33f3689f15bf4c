"""One page of a list, from one partition or merged from the shards of a busy one."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

from medisecure.dynamodb.calls.parallel import start_call
from medisecure.dynamodb.keys import Key, Pattern
from medisecure.dynamodb.table import RawItem, RawPage, Table

Mark = list[Any]  # of each partition: None, END, a key, or with many of them a key in short
END: RawItem = {}
SPARE = 3  # hashing spreads a list evenly, and not exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question: sort keys that begin with `start`'s, or lie between it and `until`.

    With `also` the answer is the lists of several partitions in one order. What has the text of
    `passing_over` in that attribute counts towards `limit` and stays with the store; not where
    several partitions are put in one order: there it comes along. Of `among` only what has one of
    these texts in that attribute is sent; the rest counts towards `limit` as well.
    """

    pattern: Pattern
    start: Key
    until: str = ""
    limit: int = 25
    newest_first: bool = True
    consistent: bool = False
    only: Sequence[str] = ()
    passing_over: tuple[str, str] | None = None  # an attribute and its text
    among: tuple[str, Sequence[str]] | None = None  # an attribute and its texts, 100 at most
    also: Sequence[Key] = ()  # where the same list begins in other partitions


def read_page(table: Table, query: Query, mark: Mark | None) -> tuple[list[RawItem], Mark | None]:
    """Up to `limit` items in order, and where to go on: one mark a shard, None at the end."""
    starts = [*query.pattern.partitions(query.start), *map(dict, query.also)]
    marks: Mark = mark or []
    marks = [*marks, *[None] * (len(starts) - len(marks))]  # shards may have come since
    if len(starts) == 1:
        page = _query(table, query, starts[0], marks[0])
        return page.items, [page.next_key] if page.next_key else None
    query = replace(query, passing_over=None, among=None)  # else it is read on for its share
    shards = [
        Shard(start, mark=at, after=_key_at(query.pattern, start, at), ended=at == END)
        for start, at in zip(starts, marks, strict=True)
    ]
    items = merged(table, query, shards)
    after = [_position(query.pattern, shard) for shard in shards]
    return items, None if all(at == END for at in after) else after


@dataclass(slots=True)
class Shard:
    """One of the partitions a list is spread over: what was read of it and what was taken."""

    start: Key
    mark: Any  # where this page begins
    after: RawItem | None  # where its next reading begins
    ended: bool
    read: deque[RawItem] = field(default_factory=deque)
    taken: RawItem | None = None  # the last item that is on the page

    @property
    def is_silent(self) -> bool:
        """Whether it may have more, none of which is known yet."""
        return not self.read and not self.ended


def merged(table: Table, query: Query, shards: list[Shard]) -> list[RawItem]:
    """The first `limit` items over all shards, reading little more of each than its share.

    A reading of `limit` items of every shard would cost as many times as there are shards.
    """
    taken: list[RawItem] = []
    while len(taken) < query.limit:
        silent = [shard for shard in shards if shard.is_silent]
        if silent:
            _read_on(table, query, silent, query.limit - len(taken), len(shards))
            continue
        speaking = [shard for shard in shards if shard.read]
        if not speaking:
            break
        shard = _next(query, speaking)
        shard.taken = shard.read.popleft()
        taken.append(shard.taken)
    return taken


def _next(query: Query, speaking: list[Shard]) -> Shard:
    choose = max if query.newest_first else min
    return choose(speaking, key=lambda shard: shard.read[0][query.pattern.sk_name]["S"])


def _read_on(table: Table, query: Query, silent: list[Shard], limit_left: int, of: int) -> None:
    """Read on in these shards, side by side: a fair share of what is wanted and a little more.

    Ids of one patient share nothing evenly: all of it may be under one, and is read at once.
    """
    fair = query.limit if query.also else min(query.limit, ceil(limit_left / of) + SPARE)
    share = replace(query, limit=fair)
    calls = [
        start_call(lambda shard=shard: _query(table, share, shard.start, shard.after))  # type: ignore[misc]
        for shard in silent
    ]
    for shard, call in zip(silent, calls, strict=True):
        page: RawPage = call.result()
        shard.read.extend(page.items)
        shard.after, shard.ended = page.next_key, page.next_key is None


def _position(pattern: Pattern, shard: Shard) -> Any:
    """Where the shard's next page begins: at its last taken item, in as few words as that needs."""
    if shard.ended and not shard.read:
        return END
    if shard.taken is None:
        return shard.mark
    return [shard.taken[name]["S"] for name in _names(pattern)]


def _key_at(pattern: Pattern, start: Key, at: Any) -> RawItem | None:
    """The key a shard's mark stands for; the partition's own part is known from the shard."""
    if not isinstance(at, list):  # None, the end, or the mark of a list begun with one partition
        return at or None
    own = {pattern.pk_name: {"S": start[pattern.pk_name]}}
    return own | {name: {"S": text} for name, text in zip(_names(pattern), at, strict=True)}


def _names(pattern: Pattern) -> list[str]:
    """What a mark has to say beside the partition: sort key, and in an index the item's own key."""
    return [pattern.sk_name, "PK", "SK"] if pattern.index else [pattern.sk_name]


def _query(table: Table, query: Query, start: Key, after: Any) -> RawPage:
    return table.query(
        query.pattern,
        start,
        until=query.until,
        limit=query.limit,
        newest_first=query.newest_first,
        after=after or None,
        # What several lists are put in order by must come along with a part of each item.
        only=(*query.only, query.pattern.pk_name, query.pattern.sk_name)
        if query.only and query.also and query.pattern.index
        else query.only,
        passing_over=query.passing_over,
        among=query.among,
        consistent=query.consistent and not query.pattern.index,
    )
