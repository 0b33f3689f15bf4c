"""`make bench SOAK=1`: twenty thousand requests to one worker, and what it weighs before and after.

`SOAK=600` sends so many: the short form, for whoever changed what a process keeps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path

from tools.bench.clinic import papers
from tools.bench.clinic.crowd import FEW
from tools.bench.pages import PAGES, Page, Scene, free_slots
from tools.bench.visitor import Visitor
from tools.web_server import web_server

WARM_SHARE = 0.1  # of the requests: by then everything is loaded and every list is kept
TURNS = 2  # of all pages at least: the first one loads, the second finds its threads
MOST_MB, MOST_GROWTH = 140, 1.05
KB = 1024


@dataclass(frozen=True, slots=True)
class Weight:
    """The worker's resident memory once it was warm, and after all requests."""

    requests: int
    warm_mb: float
    last_mb: float

    def breaches(self) -> list[str]:
        """What a worker may weigh, and that it does not grow."""
        found = []
        if self.last_mb > MOST_MB:
            found.append(f"a worker weighs {self.last_mb} MB after {self.requests:,} requests")
        if self.last_mb > self.warm_mb * MOST_GROWTH:
            found.append(f"a worker grew from {self.warm_mb} to {self.last_mb} MB")
        return found


def soak(environ: Mapping[str, str], port: int, requests: int) -> Weight:
    """All pages that are only opened, one after another, in turns."""
    visitor = Visitor(Scene(FEW, free_slots(), papers.add(FEW)))
    opened = [each for each in PAGES if each.form is None and not each.starts_a_program
              and "{booked}" not in each.url and "{series}" not in each.url]  # fmt: skip
    warm = max(int(requests * WARM_SHARE), TURNS * len(opened))
    with web_server({**environ, "WEB_CONCURRENCY": "1"}, port) as server:
        _send(visitor, islice(cycle(opened), warm), port)
        before = _resident_mb(server.pid)
        _send(visitor, islice(cycle(opened), max(requests - warm, 0)), port)
        return Weight(requests, before, _resident_mb(server.pid))


def _send(visitor: Visitor, pages: Iterator[Page], port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for page in pages:
        connection.request("GET", visitor.scene.path(page.url), headers=visitor.headers(page))
        response = connection.getresponse()
        response.read()
        if response.status not in (*page.may_end, HTTPStatus.SERVICE_UNAVAILABLE):
            raise RuntimeError(f"{page.name} answered {response.status}")
    connection.close()


def _resident_mb(server: int) -> float:
    """The largest of the server's processes: its one worker."""
    return max(_resident_kb(pid) for pid in _started_by(server)) // KB


def _started_by(pid: int) -> Iterator[int]:
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    for child in map(int, told.split()):
        yield child
        yield from _started_by(child)


def _resident_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(each for each in lines if each.startswith("VmRSS:")).split()[1])
