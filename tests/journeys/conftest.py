"""One site and one browser for all journeys."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browser import Visitor, chromium, visitor
from tests.journeys.site import Site, running_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """MediSecure with a demo clinic of 30 patients."""
    with running_site(tmp_path_factory.mktemp("site"), patients=30) as running:
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
