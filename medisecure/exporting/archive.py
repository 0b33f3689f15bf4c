"""One archive of a patient: written part by part, with the SHA-256 of each, in bounded memory."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from medisecure.exporting.elements import Json

MANIFEST = "manifest.json"
PACKED = ("application/pdf", "image/jpeg", "image/png")  # these gain nothing by packing again


@dataclass(slots=True)
class Archive:
    """A ZIP being written; `parts` is its manifest so far."""

    zip: ZipFile
    parts: list[dict[str, Any]] = field(default_factory=list)

    def bundle(self, name: str, resources: Iterable[Json], at: str) -> dict[str, int]:
        """Write a FHIR Bundle of these resources, one at a time; how many of each type."""
        counts: dict[str, int] = {}
        with self._part(name, ZIP_DEFLATED) as part:
            head = {"resourceType": "Bundle", "type": "collection", "timestamp": at}
            part.write(json.dumps(head)[:-1].encode() + b', "entry": [')
            for number, each in enumerate(resources):
                kind = each["resourceType"]
                counts[kind] = counts.get(kind, 0) + 1
                entry = {"fullUrl": f"urn:medisecure:{kind}:{each['id']}", "resource": each}
                before = b",\n" if number else b"\n"
                part.write(before + json.dumps(entry, ensure_ascii=False).encode())
            part.write(b"\n]}\n")
        return counts

    def lines(self, name: str, lines: Iterable[str]) -> None:
        """Write a text, line by line."""
        with self._part(name, ZIP_DEFLATED) as part:
            for each in lines:
                part.write(each.encode())

    def file(self, name: str, chunks: Iterable[bytes], mime_type: str) -> None:
        """Write a file as it comes."""
        with self._part(name, ZIP_STORED if mime_type in PACKED else ZIP_DEFLATED) as part:
            for each in chunks:
                part.write(each)

    def manifest(self, **facts: Any) -> None:
        """Write the manifest, last of all: what is in the archive, and what is not."""
        whole = facts | {"parts": self.parts}
        text = json.dumps(whole, ensure_ascii=False, indent=2)
        with self.zip.open(MANIFEST, "w") as part:
            part.write(text.encode())

    @contextmanager
    def _part(self, name: str, packing: int) -> Iterator["_Summed"]:
        self.zip.compression = packing
        with self.zip.open(name, "w", force_zip64=True) as stream:
            part = _Summed(stream)
            yield part
        self.parts.append({"name": name, "bytes": part.size, "sha256": part.sum.hexdigest()})


class _Summed:
    """A stream that knows how much was written, and its sum."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.size = 0
        self.sum = hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        self._stream.write(chunk)
        self.sum.update(chunk)
        self.size += len(chunk)
