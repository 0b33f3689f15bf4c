"""The collected static files: hashed and compressed once, and again only when one has changed.

Collecting takes eight seconds of a processor; a test run, the drills and `make run` all need it.
"""

import fcntl
import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "static"
JOINING = ROOT / "medisecure" / "web" / "display" / "joined_files.py"
COLLECTED = ROOT / "build" / "static"
STAMP = COLLECTED / ".collected-from"
LOCK = COLLECTED.parent / "static.lock"
COMMAND = ("collectstatic", "--noinput", "--verbosity", "0")


def collect(manage: Callable[..., object], environ: Mapping[str, str]) -> None:
    """Collect by `manage(environ, "collectstatic", …)`, unless what is there is of these files.

    Of several that want it at once (the workers of a test run on a new machine) one does it.
    """
    found = fingerprint(SOURCES)
    with one_at_a_time():
        if STAMP.exists() and STAMP.read_text(encoding="utf-8") == found:
            return
        manage(environ, *COMMAND)
        STAMP.write_text(found, encoding="utf-8")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait for whoever collects already; the lock ends with the process that holds it."""
    COLLECTED.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fingerprint(folder: Path) -> str:
    """A digest of the folder's files, their names, and the libraries' files beside them.

    crispy-bootstrap and Django bring static files too; they change with the environment alone.
    """
    digest = hashlib.sha256(sys.prefix.encode())
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        digest.update(str(path.relative_to(folder)).encode())
        digest.update(path.read_bytes())
    for listed in (JOINING, *sorted(ROOT.glob("requirements*.txt"))):
        digest.update(listed.read_bytes())
    return digest.hexdigest()
