"""What an export holds, as the members of a tar file: keysets, items, file versions, a census.

keysets/values, keysets/words    the keysets themselves: they are why the stream is sealed
table/000001.jsonl …             items as DynamoDB writes JSON, one a line
bucket/000001.json …             a version of a file: its key, type, and whether it was deleted
bucket/000001                    its content, behind it
census.json                      what must be there once everything has arrived
"""

import io
import json
import tarfile
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import Any

A_CHUNK = 4 * 1024 * 1024
LARGEST_MEMBER = 64 * 1024 * 1024  # of those that are read whole


def add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    add_stream(tar, name, len(content), io.BytesIO(content))


def add_stream(tar: tarfile.TarFile, name: str, size: int, source: Any) -> None:
    """A member read from `source` as it is written."""
    member = tarfile.TarInfo(name)
    member.size = size
    tar.addfile(member, source)


def chunks(items: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Items as lines, some megabytes at a time."""
    lines, size = [], 0
    for item in items:
        line = json.dumps(item, default=_base64, separators=(",", ":")).encode() + b"\n"
        lines.append(line)
        size += len(line)
        if size >= A_CHUNK:
            yield b"".join(lines)
            lines, size = [], 0
    if lines:
        yield b"".join(lines)


def items_in(chunk: bytes) -> Iterator[dict[str, Any]]:
    """The items of such a chunk, binary attributes as bytes again."""
    for line in chunk.splitlines():
        yield {name: _with_bytes(value) for name, value in json.loads(line).items()}


def content_of(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """A member read whole."""
    source = tar.extractfile(member)
    if source is None or member.size > LARGEST_MEMBER:
        raise ValueError(f"{member.name} is no member of an export")
    return source.read()


def _base64(value: Any) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    raise TypeError(f"an item holds no {type(value).__name__}")


def _with_bytes(value: dict[str, Any]) -> dict[str, Any]:
    """One typed value; `{"B": …}` inside a map of ours is a type and never a name's value."""
    [(kind, inside)] = value.items()
    if kind == "B":
        return {kind: b64decode(inside)}
    if kind == "BS":
        return {kind: [b64decode(each) for each in inside]}
    if kind == "L":
        return {kind: [_with_bytes(each) for each in inside]}
    if kind == "M":
        return {kind: {name: _with_bytes(each) for name, each in inside.items()}}
    return value
