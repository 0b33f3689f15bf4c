"""What a table holds, in figures that can be compared: items, and a digest of each partition.

A census tells nothing of anybody: partitions stand in it by a hash of their key.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

DIGEST_BYTES = 16


@dataclass(slots=True)
class Census:
    """Items by kind, and for each partition how many items it has and a digest of them all.

    The digest covers every attribute, `version` among them: equal digests mean that each item of
    a patient is there in the same version and no other.
    """

    items: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    partitions: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, item: Mapping[str, Any]) -> None:
        """Count one item as the wire has it; their order does not matter."""
        self.items += 1
        kind = next(iter(item.get("entityType", {"S": "other"}).values()))
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        name = hashed(item["PK"]["S"].encode()).hex()
        count, digest = self.partitions.get(name, (0, 0))
        mine = int.from_bytes(hashed(canonical(item)), "big")
        self.partitions[name] = (count + 1, (digest + mine) % 2 ** (8 * DIGEST_BYTES))

    def as_json(self) -> str:
        """The census as text; `census_from` reads it."""
        return json.dumps({"items": self.items, "kinds": self.kinds, "partitions": self.partitions})


def census_from(text: str) -> Census:
    said = json.loads(text)
    partitions = {name: (count, digest) for name, (count, digest) in said["partitions"].items()}
    return Census(items=said["items"], kinds=said["kinds"], partitions=partitions)


def census_of(dynamodb: Any, table: str) -> Census:
    """Read the whole table once, consistently."""
    return counted(every_item(dynamodb, table))


def counted(items: Iterable[Mapping[str, Any]]) -> Census:
    census = Census()
    for item in items:
        census.add(item)
    return census


def every_item(dynamodb: Any, table: str) -> Iterable[dict[str, Any]]:
    """Every item of a table; for the keeper's work only."""
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return (item for page in pages for item in page["Items"])


@dataclass(frozen=True, slots=True)
class Difference:
    """How a table differs from a census; a partition is a patient, a doctor, a day of the trail."""

    items_more: int
    missing: int
    added: int
    changed: int

    @property
    def is_none(self) -> bool:
        return not (self.items_more or self.missing or self.added or self.changed)

    def __str__(self) -> str:
        if self.is_none:
            return "every item is there in its version, and no other"
        return (f"{self.items_more:+} items; partitions missing {self.missing}, added "
                f"{self.added}, changed {self.changed}")  # fmt: skip


def compared(is_: Census, must_be: Census) -> Difference:
    """What is otherwise in `is_`."""
    both = is_.partitions.keys() & must_be.partitions.keys()
    return Difference(
        items_more=is_.items - must_be.items,
        missing=len(must_be.partitions.keys() - both),
        added=len(is_.partitions.keys() - both),
        changed=sum(1 for name in both if is_.partitions[name] != must_be.partitions[name]),
    )


def canonical(item: Mapping[str, Any]) -> bytes:
    return json.dumps(item, sort_keys=True, default=bytes.hex).encode()


def hashed(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=DIGEST_BYTES).digest()
