"""Writing to disk so that what was promised is there after the power goes."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

EXIT_CANNOT_KEEP = 74  # EX_IOERR
# What the system has taken outlives the process; only the power's end asks for the disk itself.
outlives_power = True


def sync(handle: int, *, names_too: bool = True) -> None:
    """Wait until the disk has what was written."""
    if outlives_power:
        (os.fsync if names_too else os.fdatasync)(handle)


def sync_dir(folder: Path) -> None:
    """Make renames and new names in `folder` last."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync(handle)
    finally:
        os.close(handle)


def sync_dirs(folder: Path, *, up_to: Path) -> None:
    """As `sync_dir`, for `folder` and each folder above it as far as `up_to`."""
    sync_dir(folder)
    while folder != up_to and up_to in folder.parents:
        folder = folder.parent
        sync_dir(folder)


def write(path: Path, content: bytes) -> None:
    """Write one file, readable by its owner only, and wait for the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        sync(file.fileno())


def replace(path: Path, content: bytes) -> None:
    """Put `content` in the place of `path` whole or not at all."""
    waiting = path.with_name(path.name + ".new")
    write(waiting, content)
    waiting.replace(path)
    sync_dir(path.parent)


@contextmanager
def or_stop(what: str) -> Iterator[None]:
    """End the whole process if the disk refuses.

    The memory already holds the change; answering anything would be a lie about what is kept.
    A client then sees a lost connection, which it must treat as "outcome unknown".
    """
    try:
        yield
    except (OSError, TypeError, ValueError, json.JSONDecodeError) as error:
        stop(f"cannot keep {what}: {error}")


def stop(reason: str) -> NoReturn:
    """Say why on stderr and end at once, without the chance to answer anything."""
    sys.stderr.write(f"local cloud: {reason}; stopping\n")
    sys.stderr.flush()
    os._exit(EXIT_CANNOT_KEEP)
