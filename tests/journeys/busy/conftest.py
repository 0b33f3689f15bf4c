"""A clinic of its own, full of doctors: they would change the boards of all other journeys."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser

from medisecure.clock import now
from tests.journeys.browser import visitor
from tests.journeys.busy.people import DAY, arriving, left_open, many_departments, phoning
from tests.journeys.busy_day import full_day
from tests.journeys.pages import REEM
from tests.journeys.site import Site, running_site
from tests.journeys.tries import FIRST


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small clinic; twelve doctors with ten visits each on a day, thirty on the day after."""
    crowd = full_day(DAY, now(), department="Busy")
    thirty = many_departments(DAY + timedelta(days=1))
    guests = [*crowd, *thirty, *phoning(), *arriving(FIRST), *left_open(FIRST)]
    with running_site(tmp_path_factory.mktemp("busy"), patients=5, guests=guests) as running:
        yield running


@pytest.fixture(scope="session")
def state(site: Site, chrome: Browser) -> Any:
    """The cookies of somebody at the desk."""
    with visitor(chrome, site) as someone:
        return someone.sign_in(REEM).context.storage_state()


@pytest.fixture
def at_desk(site: Site, chrome: Browser, state: Any) -> Callable[..., Any]:
    """`with at_desk(width=360) as desk:` – somebody at the desk with a fresh browser."""
    return partial(visitor, chrome, site, storage_state=state)
