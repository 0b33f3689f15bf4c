"""The inspector: one file in, a clean copy or a reason out. A process of its own for each file.

It knows nothing of MediSecure: no settings, no keys, no credentials are in its environment. It
can open no connection, start no program and write no file; memory, time and output are bounded
by the system. What it does with a file that was made to break it stays in here.

`inspector.py image/jpeg` reads a file of that kind. `inspector.py join` reads several that were
inspected before, each after a line with its kind and its length, and makes one paper of them.
`inspector.py portrait:image/jpeg` makes a small JPEG of a picture: the photo of a patient.
"""

import resource
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from documents.verification import limits
from documents.verification.findings import FileFinding
from documents.verification.kinds import FileKind
from documents.verification.outcome import Inspected, Refused, packed

# https://docs.python.org/3/library/audit_events.html
REFUSED = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "urllib.",
    "ftplib.", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink",
    "os.chmod", "os.chown", "os.truncate", "os.kill", "shutil.",
)  # fmt: skip
DESCRIPTORS = 64


def alone(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: no connection, no program, nothing written."""
    if event.startswith(REFUSED):
        raise PermissionError("the inspector works alone")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise PermissionError("the inspector writes nothing")


def confined() -> None:
    """What the system itself holds this process to."""
    for what, most in (
        (resource.RLIMIT_AS, limits.MEMORY),
        (resource.RLIMIT_CPU, limits.SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, DESCRIPTORS),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    sys.addaudithook(alone)


def inspected(kind: FileKind, content: bytes) -> Inspected:
    """The clean copy of one file; only the library of its own kind is loaded."""
    if kind is FileKind.PDF:
        from documents.verification import papers  # noqa: PLC0415

        return papers.inspected(content)
    if kind is FileKind.DICOM:
        from documents.verification import slices  # noqa: PLC0415

        return slices.inspected(content)
    from documents.verification import pictures  # noqa: PLC0415

    pictures.prepare(kind)
    return pictures.inspected(content, kind)


def portrait(kind: FileKind, content: bytes) -> Inspected:
    """The photo of a patient out of one picture."""
    from documents.verification import pictures  # noqa: PLC0415

    pictures.prepare(kind)
    return pictures.portrait(content, kind)


def joined(told: bytes) -> Inspected:
    """One paper of several parts; a photo becomes a page of its own."""
    from documents.verification import pages, papers  # noqa: PLC0415

    parts = [pages.paper(kind, content) for kind, content in pages.unpacked(told)]
    return papers.joined(parts)


def done(work: str, content: bytes) -> Inspected:
    """What the work comes to."""
    if work == "join":
        return joined(content)
    what, _, kind = work.rpartition(":")
    return (portrait if what == "portrait" else inspected)(FileKind(kind), content)


def answer(work: str, content: bytes) -> bytes:
    """What is written to the other side; whatever goes wrong in a library is the file's fault.

    But not that a library is missing: then nothing is said, and no file is blamed.
    """
    try:
        found = done(work, content)
        if len(found.content) > limits.RESULT:
            raise Refused(FileFinding.TOO_LARGE)
        return found.packed()
    except Refused as refused:
        return packed(refused)
    except ImportError:
        raise
    except MemoryError:
        return packed(Refused(FileFinding.TOO_HEAVY))
    except Exception:  # noqa: BLE001 - libraries fail in any way on files made to break them
        return packed(Refused(FileFinding.DAMAGED))


if __name__ == "__main__":
    confined()
    sys.stdout.buffer.write(answer(sys.argv[1], sys.stdin.buffer.read()))
