"""Opens pages as a signed-in person: in this process for counts and CPU, over HTTP for times."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from medisecure.dynamodb.calls.meter import Meter, metered
from tools.bench.pages import Page, Scene
from tools.bench.pages.page import STRANGER
from tools.drills.intrusion.browser import CSRF, signed_in, unknown

COUNTED, TIMED, SENT, SENT_FORMS = 5, 12, 100, 20
SLOW, LONGEST_SECONDS = 2, 3
FORM_TYPE = "application/x-www-form-urlencoded"
TAG = re.compile(r"<(?:link|script)\b[^>]*>")
ADDRESS = re.compile(r'(?:href|src)="([^"]+\.(?:css|js))"')


@dataclass(frozen=True, slots=True)
class Counts:
    """What a page asks of AWS, the least of several openings, and what it sends."""

    status: int
    sequential: int
    sequential_writes: int
    total: int
    read_units: float
    write_units: float
    html: bytes


class Visitor:
    """One browser a role, signed in once."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._clients: dict[str, Client] = {}

    def warm_up(self, pages: Iterable[Page]) -> None:
        """Open every page once, so that whatever one page does has been done before any counts."""
        for page in pages:
            self._open(page)

    def counts(self, page: Page) -> Counts:
        """The least of several openings, whose first one is only for its content.

        A delay between calls that were started together can only lengthen a chain: the shortest
        is the true one.
        """
        response = self._open(page)
        openings = [self._counted(page) for _ in range(SLOW if page.starts_a_program else COUNTED)]
        statuses = [response.status_code, *(status for status, _ in openings)]
        seen = [meter for _, meter in openings]
        return Counts(
            # One that failed made fewer calls: it must not pass for the cheapest.
            status=next((each for each in statuses if each not in page.may_end), statuses[0]),
            sequential=min(meter.sequential for meter in seen),
            sequential_writes=min(meter.sequential_writes for meter in seen),
            total=min(meter.total for meter in seen),
            read_units=min(meter.read_units for meter in seen),
            write_units=min(meter.write_units for meter in seen),
            html=bytes(response.content),
        )

    def cpu_ms(self, page: Page) -> float:
        """Milliseconds of CPU of this process for one opening, all its threads together."""
        times = SLOW if page.starts_a_program else TIMED
        return round(median(self.one_cpu_ms(page) for _ in range(times)), 2)

    def one_cpu_ms(self, page: Page) -> float:
        """The same for a single opening."""
        request = self._request(page)
        begun = time.process_time()
        self._sent(page, request)
        return (time.process_time() - begun) * 1000

    def times_ms(self, page: Page, port: int) -> tuple[float, float]:
        """Median and 99th percentile of a request to the server on `port`, one after another."""
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        headers = self.headers(page)
        spent: list[float] = []
        until = time.monotonic() + LONGEST_SECONDS
        wanted = SENT_FORMS if page.form else SENT
        while len(spent) < wanted and (time.monotonic() < until or len(spent) < SLOW):
            method, path, form = self._request(page)
            begun = time.perf_counter()
            connection.request(method, path, form, headers)
            response = connection.getresponse()
            response.read()
            spent.append((time.perf_counter() - begun) * 1000)
            if response.status not in page.may_end:
                raise RuntimeError(f"{page.name} answered {response.status} over HTTP")
        connection.close()
        return round(median(spent), 2), round(quantiles(spent, n=100)[98], 2)

    def headers(self, page: Page) -> dict[str, str]:
        """What the browser of this page's role sends along."""
        cookies = {**self._cookies(page.role), settings.CSRF_COOKIE_NAME: CSRF}
        return {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Content-Type": FORM_TYPE,
            "User-Agent": "bench",
        }

    def _open(self, page: Page) -> Any:
        return self._sent(page, self._request(page))

    def _counted(self, page: Page) -> tuple[int, Meter]:
        request = self._request(page)  # what this reads or makes is no cost of the page
        with metered() as meter:
            status: int = self._sent(page, request).status_code
        return status, meter

    def _sent(self, page: Page, request: tuple[str, str, bytes]) -> Any:
        return self._client(page.role).generic(*request, FORM_TYPE)

    def _request(self, page: Page) -> tuple[str, str, bytes]:
        if page.form is None:
            return "GET", self.scene.path(page.url), b""
        form = page.form(self.scene) | {"csrfmiddlewaretoken": CSRF}  # may make what is addressed
        return "POST", self.scene.path(page.url), urlencode(form).encode()

    def _client(self, role: str) -> Client:
        if role not in self._clients:
            self._clients[role] = (
                unknown() if role == STRANGER else signed_in(self.scene.person(role))
            )
        return self._clients[role]

    def _cookies(self, role: str) -> dict[str, str]:
        return {name: each.value for name, each in self._client(role).cookies.items()}


def asset_bytes(html: bytes) -> int:
    """Bytes of a page's style sheets and scripts as a browser gets them: brotli where there is.

    A file that is no page has none.
    """
    tags = TAG.findall(html.decode(errors="replace"))
    wanted = {found[1] for tag in tags if (found := ADDRESS.search(tag))}
    return sum(_size(Path(settings.STATIC_ROOT) / each.removeprefix("/static/")) for each in wanted)


def _size(file: Path) -> int:
    packed = file.with_name(f"{file.name}.br")
    return (packed if packed.exists() else file).stat().st_size
