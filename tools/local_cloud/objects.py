"""Stored files: body and description reach the disk together, before the answer."""

import hashlib
import json
from pathlib import Path
from typing import Any

from tools.local_cloud import durable, engine

SIDECAR = ".meta.json"
STAGED = ".tmp"  # the engine's listing of stored files leaves these names out


class Staging:
    """Collects the files of one stored object, so that they are renamed into place as one step.

    The description goes first: a file without its body is not listed, and a body whose
    description has arrived is finished by `finish_interrupted` at the next start.
    """

    def __init__(self, root: Path, persist: Any) -> None:
        self._root = root
        self._persist = persist
        self._waiting: list[tuple[Path, Path]] | None = None

    def write(self, path: str, data: bytes | str, *, text: bool = False) -> None:
        """Takes the place of the engine's own writer."""
        final = Path(path)
        content = data.encode() if isinstance(data, str) else data
        with durable.or_stop("a file"):
            if self._waiting is None:
                durable.replace(final, content)
                return
            staged = final.with_name(final.name + STAGED)
            durable.write(staged, content)
            self._waiting.append((staged, final))

    def persist(self, bucket: str, key: str, stored: Any) -> None:
        """Store one object: everything on disk first, then in place."""
        self._waiting = []
        try:
            self._persist(bucket, key, stored)
            with durable.or_stop("a file"):
                for staged, final in reversed(self._waiting):
                    staged.replace(final)
                for folder in {final.parent for _, final in self._waiting}:
                    durable.sync_dirs(folder, up_to=self._root)
        finally:
            self._waiting = None


def install(root: Path) -> None:
    """Let every stored file go through `Staging`."""
    root.mkdir(mode=0o700, exist_ok=True)
    s3 = engine.service("s3")
    staging = Staging(root, s3._persist_object)
    s3._atomic_write = staging.write
    s3._persist_object = staging.persist


def finish_interrupted(root: Path) -> None:
    """After a crash: put a body in place whose description got there, drop all other leftovers."""
    for staged in sorted(root.rglob(f"*{STAGED}")):
        final = staged.with_name(staged.name.removesuffix(STAGED))
        if not final.name.endswith(SIDECAR) and _described(final, staged.read_bytes()):
            staged.replace(final)
        else:
            staged.unlink()


def _described(final: Path, body: bytes) -> bool:
    sidecar = final.with_name(final.name + SIDECAR)
    if not sidecar.exists():
        return False
    description = json.loads(sidecar.read_bytes())
    etag = str(description.get("etag", "")).strip('"')
    same = "-" in etag or etag == hashlib.md5(body, usedforsecurity=False).hexdigest()
    return same and description.get("size") == len(body)
