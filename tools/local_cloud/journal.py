"""The write-ahead log: a line is on disk before the answer it belongs to is sent."""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import Any

from tools.local_cloud import durable


class JournalDamagedError(Exception):
    """A line before the last one cannot be read: the disk lost something it had confirmed."""


class Journal:
    """One generation of the log, `journal-<n>.jsonl`, in a folder.

    A generation belongs to the snapshot that names it; starting the next one leaves the
    older files to `forget_others`.
    """

    def __init__(self, folder: Path, generation: int) -> None:
        self.path = folder / f"journal-{generation}.jsonl"
        self._lock = Lock()
        self._file = self.path.open("ab")
        durable.sync_dir(folder)

    def append(self, record: dict[str, Any]) -> None:
        """Add one record and wait for the disk. Raises `OSError` if it cannot be kept."""
        line = _line(record)
        with self._lock:
            self._file.write(line)
            self._file.flush()
            durable.sync(self._file.fileno(), names_too=False)

    def close(self) -> None:
        self._file.close()

    def forget_others(self) -> None:
        """Remove every other generation."""
        for old in self.path.parent.glob("journal-*.jsonl"):
            if old != self.path:
                old.unlink()


def read(folder: Path, generation: int) -> Iterator[dict[str, Any]]:
    """The records of a generation in order; a torn last line was never confirmed and is left out.

    Raises `JournalDamagedError` for an unreadable line with readable ones after it.
    """
    path = folder / f"journal-{generation}.jsonl"
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    for number, line in enumerate(lines, start=1):
        record = _record(line)
        if record is not None:
            yield record
        elif any(_record(later) is not None for later in lines[number:]):
            raise JournalDamagedError(f"{path.name}, line {number}")


def _line(record: dict[str, Any]) -> bytes:
    body = json.dumps(record, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(body), body)


def _record(line: bytes) -> dict[str, Any] | None:
    checksum, _, body = line.partition(b" ")
    if checksum != b"%08x" % zlib.crc32(body) or not body:
        return None
    record: dict[str, Any] = json.loads(body)
    return record
