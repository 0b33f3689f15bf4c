"""What AWS bills for one call, found by looking: for measurements only, it asks for more itself.

An answer does not say it: a projection saves transfer and no units, an update costs what the item
weighs before or after, and every index keeps a copy of its own. So while a meter is on, the items
of a call are read before and after it, beside the count.
Source: the service's developer guide, "Capacity unit consumption for read and write operations"
(2025). That an index pays a transaction's write once, and a check twice the item it checks, is how
we read that page: it says neither outright, and no account was at hand to see it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from medisecure.dynamodb.calls.meter import item_bytes
from medisecure.dynamodb.calls.wire import Typed

READ_UNIT, WRITE_UNIT = 4096, 1024  # bytes
LEFT_OUT = ("ProjectionExpression", "FilterExpression")  # is read, and paid for, all the same
COUNTING = "ReturnConsumedCapacity"
LARGEST_BATCH = 100
Item = Mapping[str, Typed]
ItemAddress = tuple[str, str]  # table, and the key as text


@dataclass(frozen=True, slots=True)
class Units:
    """Read and write units of one call."""

    read: float = 0.0
    write: float = 0.0


@dataclass(slots=True)
class Bill:
    """Looks at what one call touches, before it and after it."""

    client: Any
    operation: str
    request: Mapping[str, Any]
    indexes: Sequence[str]
    _before: dict[ItemAddress, Item] = field(default_factory=dict)

    def open(self) -> None:
        """Look before the call; reads need no such look."""
        if self._touched():
            self._before = self._images()

    def close(self, answer: Mapping[str, Any] | None) -> Units:
        """The units, given the answer; None when a condition failed, which is billed too."""
        if self._touched():
            after = self._images() if answer is not None else self._before
            return Units(write=sum(self._written(after)))
        if answer is None:
            return Units()
        return Units(read=self._read(answer))

    # writes

    def _touched(self) -> list[tuple[str, str, Mapping[str, Any]]]:
        """Each write: its kind, its table, its body."""
        kinds = {"put_item": "Put", "update_item": "Update", "delete_item": "Delete"}
        if self.operation in kinds:
            return [(kinds[self.operation], self.request["TableName"], self.request)]
        if self.operation != "transact_write_items":
            return []
        return [(kind, body["TableName"], body)
                for entry in self.request["TransactItems"]
                for kind, body in entry.items()]  # fmt: skip

    def _images(self) -> dict[ItemAddress, Item]:
        wanted: dict[str, list[Item]] = {}
        for _, table, body in self._touched():
            wanted.setdefault(table, []).append(key_of(body))
        found: dict[ItemAddress, Item] = {}
        for table, keys in wanted.items():
            for item in read_all(self.client, table, keys):
                found[item_address(table, item)] = item
        return found

    def _written(self, after: Mapping[ItemAddress, Item]) -> Iterator[float]:
        doubled = 2 if self.operation == "transact_write_items" else 1
        for kind, table, body in self._touched():
            at = item_address(table, key_of(body))
            old, new = self._before.get(at), after.get(at)
            yield doubled * write_units(max(size(old), size(new)))
            if kind != "ConditionCheck":
                yield sum(index_units(old, new, index) for index in self.indexes)

    # reads

    def _read(self, answer: Mapping[str, Any]) -> float:
        whole = {
            name: value
            for name, value in self.request.items()
            if name not in LEFT_OUT and name != COUNTING
        }
        if "ExpressionAttributeNames" in whole and self.operation == "get_item":
            del whole["ExpressionAttributeNames"]  # only the projection used them
        if self.operation == "query":
            if any(name in self.request for name in LEFT_OUT):
                for used in ("ExpressionAttributeNames", "ExpressionAttributeValues"):
                    whole[used] = {
                        alias: meant for alias, meant in whole[used].items()
                        if alias in whole["KeyConditionExpression"]
                    }  # fmt: skip
                answer = self.client.query(**whole)
            blocks = read_blocks(sum(map(item_bytes, answer.get("Items", []))))
            return halved(blocks, consistent=bool(self.request.get("ConsistentRead")))
        if self.operation == "batch_get_item":
            return sum(self._batch(answer))
        if "ProjectionExpression" in self.request:
            answer = self.client.get_item(**whole)
        blocks = read_blocks(size(answer.get("Item")))
        return halved(blocks, consistent=bool(self.request.get("ConsistentRead")))

    def _batch(self, answer: Mapping[str, Any]) -> Iterator[float]:
        """Each key asked for, found or not, is rounded up by itself."""
        for table, wanted in self.request["RequestItems"].items():
            left = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
            found = answer.get("Responses", {}).get(table, [])
            if "ProjectionExpression" in wanted:
                found = [
                    *read_all(self.client, table, [e for e in wanted["Keys"] if e not in left])
                ]
            blocks = sum(read_blocks(item_bytes(item)) for item in found)
            blocks += len(wanted["Keys"]) - len(left) - len(found)
            yield halved(blocks, consistent=bool(wanted.get("ConsistentRead")))


def index_units(old: Item | None, new: Item | None, index: str) -> float:
    """What one index pays for an item's change; it holds whole items that carry its keys."""
    before, after = entry(old, index), entry(new, index)
    if before is None or after is None:
        return write_units(size(before or after)) if before or after else 0
    if index_key(before, index) != index_key(after, index):
        return write_units(size(before)) + write_units(size(after))  # taken out, and put in anew
    return write_units(max(size(before), size(after))) if before != after else 0


def entry(item: Item | None, index: str) -> Item | None:
    """The item as the index holds it, or None where it lacks the index's keys."""
    return item if item and f"{index}PK" in item and f"{index}SK" in item else None


def index_key(item: Item, index: str) -> tuple[Any, Any]:
    return item[f"{index}PK"], item[f"{index}SK"]


def write_units(size_: int) -> int:
    return max(1, ceil(size_ / WRITE_UNIT))


def read_blocks(size_: int) -> int:
    return max(1, ceil(size_ / READ_UNIT))


def halved(blocks: float, *, consistent: bool) -> float:
    """An eventually consistent read costs half."""
    return blocks if consistent else blocks / 2


def size(item: Item | None) -> int:
    return item_bytes(item) if item else 0


def key_of(body: Mapping[str, Any]) -> Item:
    whole: Item = body.get("Key") or body["Item"]
    return {name: whole[name] for name in ("PK", "SK") if name in whole}


def item_address(table: str, item: Item) -> ItemAddress:
    return table, "|".join(str(item[name]["S"]) for name in ("PK", "SK") if name in item)


def read_all(client: Any, table: str, keys: Iterable[Item]) -> Iterator[Item]:
    """The items under these keys, read consistently, a hundred at a time."""
    listed = list(keys)
    for start in range(0, len(listed), LARGEST_BATCH):
        part = {"Keys": listed[start : start + LARGEST_BATCH], "ConsistentRead": True}
        left: dict[str, Any] = {table: part}
        while left:
            answer = client.batch_get_item(RequestItems=left)
            yield from answer["Responses"].get(table, [])
            left = answer.get("UnprocessedKeys") or {}
