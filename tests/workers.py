"""How the tests are shared out among workers: whole files, the longest first.

Each worker has a cloud of its own, so tests of one file find it as they left it, and what a file
brings in once is brought in once. The round of every page is the longest by far: it is shared out
by person, so that both languages of a page are looked at in one place.
"""

import gc
import os
import socket
import time
from pathlib import PurePosixPath
from typing import Any

import pytest

if "PYTEST_XDIST_WORKER" in os.environ:
    gc.disable()  # until all is collected: nothing that is loaded meanwhile goes away
BEGAN = time.monotonic()
ROUND = "test_every_page.py"
# The longest on a quiet machine, longest first (`make test-slow`); all others follow.
LONGEST = (
    ROUND, "test_every_press.py", "test_short_forms.py", "test_doctor_ill.py", "test_bad_input.py",
    "test_front_desk.py", "test_keyboard.py", "test_every_url.py", "test_survives_kill.py",
    # What reads the whole table or goes through everybody in it, while the table is small.
    "test_refiling.py", "test_load_items.py", "test_odd_input.py", "test_answering.py",
    "test_import_fhir.py",
)  # fmt: skip


# A folder whose files share a site of their own, beside that of all journeys.
OWN_SITE = "tests/journeys/busy/"


def file_of(nodeid: str) -> str:
    return PurePosixPath(nodeid.partition("::")[0]).name


def scope_of(nodeid: str) -> str:
    """What stays together: a file, or a folder with a site; of the round one person's.

    >>> scope_of("tests/web/test_logs.py::test_a[x-1]")
    'tests/web/test_logs.py'
    >>> scope_of("tests/journeys/busy/test_board.py::test_a")
    'tests/journeys/busy/'
    >>> scope_of("tests/journeys/test_every_page.py::test_every_page[front desk-ar]")
    'tests/journeys/test_every_page.py front desk'
    """
    path = nodeid.partition("::")[0]
    if path.startswith(OWN_SITE):
        return OWN_SITE
    if file_of(nodeid) != ROUND:
        return path
    return f"{path} {nodeid.partition('[')[2].rpartition('-')[0]}"


def rank(nodeid: str) -> int:
    name = file_of(nodeid)
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: it works while another waits, for a timeout or a start."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """What a worker tells of a retry goes out at once.

    pytest-rerunfailures tells two things of each test, one after the other, and asks for a third:
    without this the second waits for the word that the first has come, 40 ms on Linux.
    """
    sock = getattr(getattr(config, "failures_db", None), "sock", None)
    if hasattr(config, "workerinput") and sock is not None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a worker the longest come first, so that none is left over at the end; browsers next."""
    if hasattr(config, "workerinput"):
        in_browser = [item.get_closest_marker("browser") is not None for item in items]
        order = sorted(range(len(items)), key=lambda n: (rank(items[n].nodeid), not in_browser[n]))
        items[:] = [items[n] for n in order]


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays: the collector need not look at it again.

    With its usual thresholds a fifth of the suite's processor time went into looking.
    """
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """pytest looks five times through everything for what failed unseen, which takes a worker 6 s.

    What the tests of a worker left behind it looks at once; what stays then was looked at.
    """
    if hasattr(session.config, "workerinput"):
        gc.collect()
        gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """xdist's own sharing of scopes, with ours for scopes."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - only where workers are

    class WholeFiles(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return scope_of(nodeid)

    config.option.loadscopereorder = False  # the order above, not the number of tests
    return WholeFiles(config, log)


def yardstick() -> float:
    """The processor's seconds for a fixed piece of pure Python, the best of three.

    Two machines, or one on two days, are compared by how many of these a run takes.
    """

    def once() -> float:
        began, total = time.process_time(), 0
        for n in range(2_000_000):
            total = (total * 31 + n) % 1_000_003
        return time.process_time() - began

    return min(once() for _ in range(3))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """How long it took in yardsticks, where all of it was run among workers."""
    if getattr(config.option, "numprocesses", None):
        seconds, yard = time.monotonic() - BEGAN, yardstick()
        terminalreporter.write_line(
            f"{seconds:.0f} s on {config.option.numprocesses} workers: "
            f"{seconds / yard:.0f} yardsticks of {yard:.3f} s"
        )
