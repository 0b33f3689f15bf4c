"""One site and one browser for all journeys."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browser import Visitor, chromium, visitor
from tests.journeys.desk import choose_time, open_booking, send
from tests.journeys.guests import everyone
from tests.journeys.pages import REEM
from tests.journeys.site import Site, ahead, another_door, running_site

STALE = 10 * 60  # seconds unused; after a quarter of an hour a session has ended


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """MediSecure with a demo clinic of 30 patients, which is filled once for all workers."""
    of_all = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        of_all = of_all.parent
    with running_site(
        tmp_path_factory.mktemp("site"), patients=30, guests=everyone(), shared=of_all
    ) as running:
        yield running


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = chromium(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visiting(site: Site, chrome: Browser) -> Callable[..., AbstractContextManager[Visitor]]:
    """`with visiting(width=360) as someone:` – a person with a fresh browser."""
    return partial(visitor, chrome, site)


@pytest.fixture(scope="session")
def cookies_of(site: Site, chrome: Browser) -> Callable[[str], Any]:
    """The cookies of someone who has signed in already, for `visiting(storage_state=…)`.

    A `fresh` sign-in opens what asks for one; an emergency does, after five minutes.
    """

    known: dict[str, tuple[float, Any]] = {}

    def of(user_id: str, *, fresh: bool = False) -> Any:
        if not user_id:
            return None
        since, cookies = known.get(user_id, (0.0, None))
        if fresh or cookies is None or time.monotonic() - since > STALE:
            with visitor(chrome, site) as someone:
                cookies = someone.sign_in(user_id).context.storage_state()
        known[user_id] = time.monotonic(), cookies
        return cookies

    return of


@pytest.fixture(scope="session")
def far_visit(site: Site, chrome: Browser, cookies_of: Callable[[str], Any]) -> str:
    """The id of a visit of John Doe's some weeks ahead."""
    with visitor(chrome, site, storage_state=cookies_of(REEM)) as desk:
        page = open_booking(desk)
        choose_time(page)
        send(page)
        return page.url.rstrip("/").rpartition("/")[2]


@pytest.fixture(scope="session")
def guests(site: Site) -> None:
    """Those whom the journeys of scheduling need are there: the clinic was filled with them."""


@pytest.fixture(scope="session")
def an_hour_later(site: Site) -> Iterator[Site]:
    """The same clinic an hour from now: kept times have lapsed, a walk-in's visit is over."""
    with another_door(site, **ahead(minutes=60)) as later:
        yield later


@pytest.fixture(scope="session")
def no_booking(site: Site) -> Iterator[Site]:
    """The same clinic with the switch for patients' own booking turned off."""
    with another_door(site, PATIENT_BOOKING="off") as closed:
        yield closed
