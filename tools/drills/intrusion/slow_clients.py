"""Slow clients: sockets that send or read next to nothing, and bodies of 200 MB, at a real server.

However many there are, `/healthz` and a signed-in page must answer within a second, and nothing of
a large body may reach the disk. The planted fault is gunicorn's own threaded worker, whose threads
wait for clients: eight of them stop it.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread

from django.conf import settings

from tools import static_files
from tools.drills.cast import patients
from tools.drills.intrusion.browser import signed_in
from tools.drills.intrusion.slow_crowd import HOST, crowd, send_far_too_much
from tools.drills.report import Drill, Mutant
from tools.drills.stage import Scan
from tools.run_local import manage
from tools.web_server import free_port, web_server

NAME = "slow-clients"
SIZES, SECONDS, WITHIN = (8, 64, 500), 25.0, 1.0
UPLOADS = 4
LARGEST_ON_DISK = 1024 * 1024
PAGES = {"/healthz": 200, "/home/": 200}
WAITING_IN_THREADS = {
    "GUNICORN_CMD_ARGS": "--worker-class gthread --access-logfile /dev/null --graceful-timeout 1"
}
QUIET = {"GUNICORN_CMD_ARGS": "--access-logfile /dev/null --log-level warning --graceful-timeout 1"}
Say = Callable[[str], None]


@dataclass(slots=True)
class Seen:
    """What a patient and the load balancer saw meanwhile."""

    slowest: dict[str, float] = field(default_factory=dict)  # seconds, by path
    failed: int = 0
    answers: int = 0
    on_disk: int = 0  # bytes, at most
    taken: int = 0  # bytes of large bodies that went out before the answer
    statuses: set[int] = field(default_factory=set)

    def is_well(self, within: float) -> bool:
        """Whether the site stayed up and the disk empty."""
        quick = all(each < within for each in self.slowest.values())
        return quick and not self.failed and self.answers > 0 and self.on_disk < LARGEST_ON_DISK


@dataclass(frozen=True, slots=True)
class Site:
    """A server of the drill's own, a patient's cookie, and where the server may put files."""

    port: int
    cookie: str
    files: Path
    asset: str


def run(
    endpoint: str,
    scan: Scan,
    *,
    seed: int,
    sizes: tuple[int, ...] = SIZES,
    seconds: float = SECONDS,
    within: float = WITHIN,
    say: Say,
) -> Drill:
    """Crowds of all sizes one after another, then the planted fault."""
    seen: list[Seen] = []
    with _site(endpoint, QUIET) as site:
        for size in sizes:
            seen.append(_endure(site, size, seconds, within, seed))
            say(f"{NAME}: {size} slow clients: {_words(seen[-1])}")
    with _site(endpoint, WAITING_IN_THREADS) as site:
        planted = _endure(site, sizes[0], 2 * within, within, seed)
        say(f"{NAME}: threads that wait for clients: {_words(planted)}")
    return Drill(
        name=NAME,
        size=sum(sizes),
        faults=sum(sizes) + UPLOADS * len(sizes),
        figure=_figure(seen),
        target=f"every answer within {within:g} s, nothing on the disk",
        ok=all(each.is_well(within) for each in seen),
        seed=seed,
        mutants=[Mutant("threads that wait for clients", not planted.is_well(within))],
    )


def _endure(site: Site, size: int, seconds: float, within: float, seed: int) -> Seen:
    """Ask for pages all the time while the crowd holds on."""
    seen = Seen()
    with crowd(site.port, size, site.asset, seed):
        end = time.monotonic() + seconds
        senders = [Thread(target=_send, args=(site, seen, end)) for _ in range(UPLOADS)]
        for each in senders:
            each.start()
        while time.monotonic() < end:
            for path, status in PAGES.items():
                _ask(site, path, status, within, seen)
            seen.on_disk = max(seen.on_disk, _bytes_in(site.files))
            time.sleep(0.1)
        for each in senders:
            each.join()
    return seen


def _send(site: Site, seen: Seen, end: float) -> None:
    status, sent = send_far_too_much(site.port, end)
    seen.statuses.add(status)
    seen.taken += sent


def _ask(site: Site, path: str, status: int, within: float, seen: Seen) -> None:
    """One page over a connection of its own; whoever waits longer than twice the time gives up."""
    begun = time.monotonic()
    connection = HTTPConnection(HOST, site.port, timeout=2 * within)
    try:
        connection.request("GET", path, headers={"Cookie": site.cookie})
        answer = connection.getresponse()
        answer.read()
        seen.failed += answer.status != status
        seen.answers += 1
    except (OSError, HTTPException):
        seen.failed += 1
    finally:
        connection.close()
    spent = time.monotonic() - begun
    seen.slowest[path] = max(seen.slowest.get(path, 0.0), spent)


@contextmanager
def _site(endpoint: str, how: Mapping[str, str]) -> Iterator[Site]:
    """The application with the settings this process has, over HTTP."""
    port, files = free_port(), Path(tempfile.mkdtemp(prefix="medisecure-slow-"))
    environ = {
        **os.environ,
        **_cloud_settings(),
        "AWS_ENDPOINT_URL": endpoint,
        "BASE_URL": f"http://{HOST}:{port}",
        "NO_PROXY": HOST,
        "TMPDIR": str(files),
        "WEB_CONCURRENCY": "2",
    }
    try:
        static_files.collect(manage, environ)
        user_id = patients(1)[0]
        client = signed_in(user_id)
        cookie = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
        with web_server({**environ, **how}, port):
            site = Site(port, cookie, files, _largest_asset())
            _warm_up(site)
            yield site
    finally:
        shutil.rmtree(files)


def _cloud_settings() -> dict[str, str]:
    """What this process knows of the cloud: a test has it from elsewhere than a variable."""
    return {
        "USER_POOL_ID": settings.USER_POOL_ID,
        "OIDC_ISSUER": settings.OIDC_ISSUER,
        "OIDC_JWKS_ENDPOINT": settings.OIDC_OP_JWKS_ENDPOINT,
        "OIDC_CLIENT_ID": settings.OIDC_RP_CLIENT_ID,
        "OIDC_CLIENT_SECRET": settings.OIDC_RP_CLIENT_SECRET,
    }


def _warm_up(site: Site) -> None:
    """Each worker has opened its connections and read its templates before any clock runs."""
    for _ in range(6):
        for path, status in PAGES.items():
            _ask(site, path, status, 10.0, Seen())


def _largest_asset() -> str:
    """The path of the largest style sheet or script."""
    root = Path(settings.STATIC_ROOT)
    files = (each for kind in ("css", "js") for each in root.rglob(f"*.{kind}"))
    largest = max(files, key=lambda each: each.stat().st_size)
    return f"/static/{largest.relative_to(root).as_posix()}"


def _bytes_in(folder: Path) -> int:
    total = 0
    for each in folder.rglob("*"):
        try:
            total += each.stat().st_size
        except FileNotFoundError:
            continue
    return total


def _figure(seen: list[Seen]) -> str:
    slowest = max(each for one in seen for each in one.slowest.values())
    failed, answers = sum(each.failed for each in seen), sum(each.answers for each in seen)
    on_disk = max(each.on_disk for each in seen)
    return (
        f"slowest of {answers + failed} answers {slowest * 1000:.0f} ms, {failed} failed, "
        f"{on_disk} bytes on the disk"
    )


def _words(seen: Seen) -> str:
    times = ", ".join(f"{path} {slowest * 1000:.0f} ms" for path, slowest in seen.slowest.items())
    return (
        f"slowest {times}; {seen.failed} of {seen.answers + seen.failed} failed; "
        f"{seen.on_disk} bytes on the disk; large bodies answered {sorted(seen.statuses)} "
        f"after {seen.taken // 1024} KiB"
    )
