"""Having files inspected: what can be told from outside first, then one process for each file."""

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from documents.models import FILE_BYTES
from documents.verification import limits, pages
from documents.verification.findings import FileFinding
from documents.verification.kinds import IMAGES, FileKind, kind_of
from documents.verification.outcome import Inspected, Refused, unpacked
from medisecure.errors import Unavailable

INSPECTOR = Path(__file__).with_name("inspector.py")
ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
JOIN, PORTRAIT = "join", "portrait:"
log = structlog.get_logger()


def inspected(contents: Sequence[bytes]) -> Inspected:
    """The clean copy of what was sent, several files as one paper; `Refused` with the reason.

    `Unavailable` where a machine is too busy, or its inspector not whole: that is no file's fault.
    """
    kinds = [known_kind(each) for each in contents]
    if len(kinds) > 1 and not IMAGES.issuperset(set(kinds) - {FileKind.PDF}):
        raise Refused(FileFinding.MIXED)
    found = [inspect_file(kind, content) for kind, content in zip(kinds, contents, strict=True)]
    if len(found) == 1:
        return found[0]
    return run(JOIN, pages.packed((each.kind, each.content) for each in found))


def portrait(contents: Sequence[bytes]) -> Inspected:
    """A patient's photo out of what was sent: one picture, small; `Refused` with the reason."""
    kinds = [known_kind(each) for each in contents]
    if len(kinds) != 1 or kinds[0] not in IMAGES:
        raise Refused(FileFinding.NO_PICTURE)
    return run(f"{PORTRAIT}{kinds[0].value}", contents[0])


def known_kind(content: bytes) -> FileKind:
    """The kind of file, from its size and its first bytes; `Refused` if it is none of ours."""
    if not content:
        raise Refused(FileFinding.EMPTY)
    if len(content) > FILE_BYTES:
        raise Refused(FileFinding.TOO_LARGE)
    kind = kind_of(content)
    if isinstance(kind, FileFinding):
        raise Refused(kind)
    return kind


def inspect_file(kind: FileKind, content: bytes) -> Inspected:
    """The clean copy of one file, made in a process of its own; `Refused` with the reason."""
    return run(kind.value, content)


def run(work: str, content: bytes) -> Inspected:
    """One process, its answer, and its end: one that is killed was stopped by its limits.

    `Unavailable` for one that had no time to come to its end, or could not begin.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the work is one of our words
            [sys.executable, "-I", str(INSPECTOR), work],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may quote the file
            timeout=limits.PATIENCE,
            env=ENVIRONMENT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        log.warning("a file was not inspected in time")
        raise Unavailable from None
    if done.returncode > 0:
        log.error("the inspector is not whole", code=done.returncode)
        raise Unavailable
    return unpacked(done.stdout)


def digest(content: bytes) -> str:
    """The digest as the schema writes it.

    >>> digest(b"")
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
