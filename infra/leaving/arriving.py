"""A sealed stream into a place that is set up and empty, counted and compared at the end."""

import json
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from infra.leaving.archive import content_of, items_in
from infra.leaving.leaving import Moved, data_of
from infra.provision.administrator import Administrator
from infra.restoring.census import Census, Difference, census_from, compared, counted
from medisecure.dynamodb.keys import KEYSET
from medisecure.encryption.cipher import VALUES, WORDS, rewrapped
from medisecure.encryption.kms import KmsWrapper
from medisecure.resources import Resources

A_BATCH = 25
IN_MEMORY = 8 * 1024 * 1024


class NotEmpty(Exception):
    """The place has data of its own: nothing is brought in over it."""


def arrive(
    admin: Administrator, resources: Resources, opened: BinaryIO
) -> tuple[Moved, Difference | None]:
    """Everything of the stream; and how the table differs from the census, None if there is none.

    The place's own key wraps the keysets from now on. `NotEmpty` before anything is written.
    """
    table = resources.health.name
    if next(iter(data_of(admin.client("dynamodb"), table)), None) is not None:
        raise NotEmpty(f"{table} is not empty")
    arrival = Arrival(admin, resources)
    with tarfile.open(fileobj=opened, mode="r|") as tar:
        for member in tar:
            arrival.take(tar, member)
    if arrival.must_be is None:
        return arrival.moved, None
    census = counted(data_of(admin.client("dynamodb"), table))
    return arrival.moved, compared(census, arrival.must_be)


@dataclass(slots=True)
class Arrival:
    """What has come so far; `told` is what the stream said of the content that comes next."""

    admin: Administrator
    resources: Resources
    moved: Moved = field(default_factory=Moved)
    must_be: Census | None = None
    told: dict[str, Any] = field(default_factory=dict)

    def take(self, tar: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        """One member, in the order they were written."""
        room, _, name = member.name.partition("/")
        if room == "bucket" and not name.endswith(".json"):
            put_file(self.admin, self.resources, self.told, tar.extractfile(member))
            self.moved.files, self.moved.bytes = (
                self.moved.files + 1,
                self.moved.bytes + member.size,
            )
            return
        content = content_of(tar, member)
        if room == "keysets":
            put_keyset(self.admin, self.resources, name, content)
        elif room == "table":
            dynamodb = self.admin.client("dynamodb")
            self.moved.items += put_items(dynamodb, self.resources, items_in(content))
        elif room == "bucket":
            self.announced(json.loads(content))
        else:
            self.must_be = census_from(content.decode())

    def announced(self, told: dict[str, Any]) -> None:
        """What comes next; a deletion is all there is of itself."""
        self.told = told
        if told["deleted"]:
            here = {"Bucket": self.resources.documents.name, "Key": told["key"]}
            self.admin.client("s3").delete_object(**here)
            self.moved.files += 1


def put_keyset(admin: Administrator, resources: Resources, name: str, content: bytes) -> None:
    """The keyset under this place's key, instead of the one its set-up made and nothing used."""
    kind = {each.name: each for each in (VALUES, WORDS)}[name]
    wrapper = KmsWrapper(admin.client("kms"), resources.key.alias)
    key = {part: {"S": text} for part, text in KEYSET.key(name=name).items()}
    wrapped = {"wrapped": {"B": rewrapped(content, kind, wrapper)}, "version": {"N": "1"}}
    admin.client("dynamodb").put_item(TableName=resources.health.name, Item=key | wrapped)


def put_items(dynamodb: Any, resources: Resources, items: Iterator[dict[str, Any]]) -> int:
    number, table = 0, resources.health.name
    while part := list(islice(items, A_BATCH)):
        left = {table: [{"PutRequest": {"Item": item}} for item in part]}
        while left:
            left = dynamodb.batch_write_item(RequestItems=left).get("UnprocessedItems") or {}
        number += len(part)
    return number


def put_file(admin: Administrator, resources: Resources, told: dict[str, Any], source: Any) -> None:
    """One version; a large one waits on the disk, for S3 wants to know its length."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as kept:
        while piece := source.read(1024 * 1024):
            kept.write(piece)
        kept.seek(0)
        admin.client("s3").put_object(
            Bucket=resources.documents.name, Key=told["key"], Body=kept,
            ContentType=told["type"], Metadata=told["metadata"],
        )  # fmt: skip
