"""Everything of one place into a sealed stream, read once and held nowhere."""

import json
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from infra.leaving.archive import add, add_stream, chunks
from infra.provision.administrator import Administrator
from infra.restoring.census import Census, every_item
from medisecure.dynamodb.sealing.keysets import stored
from medisecure.dynamodb.table import Table
from medisecure.encryption.cipher import VALUES, WORDS, carried
from medisecure.encryption.kms import KmsWrapper
from medisecure.resources import Resources

KEYSETS = "KEYSET#"


@dataclass(slots=True)
class Moved:
    """How much went out, or came in."""

    items: int = 0
    files: int = 0
    bytes: int = 0

    def __str__(self) -> str:
        return f"{self.items} items, {self.files} versions of files, {self.bytes} bytes of content"


def leave(admin: Administrator, resources: Resources, sealed: BinaryIO) -> Moved:
    """Keysets, items and every version of every document; nobody should be writing meanwhile."""
    moved, census = Moved(), Census()
    with tarfile.open(fileobj=sealed, mode="w|") as tar:
        table = Table(admin.client("dynamodb"), resources.health.name)
        wrapper = KmsWrapper(admin.client("kms"), resources.key.alias)
        for kind in (VALUES, WORDS):
            blob = stored(table, kind)["wrapped"]
            add(tar, f"keysets/{kind.name}", carried(blob, kind, wrapper))
        items = counting(data_of(admin.client("dynamodb"), table.name), census)
        for number, chunk in enumerate(chunks(items), start=1):
            add(tar, f"table/{number:06}.jsonl", chunk)
        moved.items = census.items
        for number, version in enumerate(every_version(admin, resources.documents.name), start=1):
            add_version(tar, admin, resources.documents.name, number=number, version=version)
            moved.files += 1
            moved.bytes += version.get("Size", 0)
        add(tar, "census.json", census.as_json().encode())
    return moved


def data_of(dynamodb: Any, table: str) -> Iterator[dict[str, Any]]:
    """Every item but the keysets, which each place wraps under a key of its own."""
    return (e for e in every_item(dynamodb, table) if not e["PK"]["S"].startswith(KEYSETS))


def counting(items: Iterable[dict[str, Any]], census: Census) -> Iterator[dict[str, Any]]:
    for item in items:
        census.add(item)
        yield item


def every_version(admin: Administrator, bucket: str) -> Iterator[dict[str, Any]]:
    """Versions and marks of deletion, those of each key in the order they were made."""
    listed = admin.client("s3").get_paginator("list_object_versions").paginate(Bucket=bucket)
    key, of_key = "", list[dict[str, Any]]()
    for page in listed:
        marks = [each | {"deleted": True} for each in page.get("DeleteMarkers", [])]
        for each in sorted([*page.get("Versions", []), *marks], key=lambda each: each["Key"]):
            if each["Key"] != key:
                yield from in_order(of_key)
                key, of_key = each["Key"], []
            of_key.append(each)
    yield from in_order(of_key)


def in_order(versions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The oldest first; of two of one second the one in use comes last."""
    return sorted(versions, key=lambda each: (each["LastModified"], each["IsLatest"]))


def add_version(
    tar: tarfile.TarFile, admin: Administrator, bucket: str, *, number: int, version: dict[str, Any]
) -> None:
    told = {"key": version["Key"], "deleted": version.get("deleted", False)}
    if told["deleted"]:
        add(tar, f"bucket/{number:06}.json", json.dumps(told).encode())
        return
    here = {"Bucket": bucket, "Key": version["Key"], "VersionId": version["VersionId"]}
    answer = admin.client("s3").get_object(**here)
    told |= {"type": answer["ContentType"], "metadata": answer.get("Metadata", {})}
    add(tar, f"bucket/{number:06}.json", json.dumps(told).encode())
    add_stream(tar, f"bucket/{number:06}", answer["ContentLength"], answer["Body"])
