"""Every page of every role, in both languages, widths and colour schemes, without one complaint.

Which width, scheme and language go together covers every pair of them (`looking.PAIRS`); all eight
together are a drill.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import PHONE, WIDE, visitor
from tests.journeys.looking import EVERY, LANGUAGES, NAMES, PAIRS, STILL, looking
from tests.journeys.pages import DR_SMITH, JOHN, PAGES, REEM, Stop
from tests.journeys.site import Site

pytestmark = pytest.mark.usefixtures("guests")
in_browser = pytest.mark.browser

LOADED = {language: renderings[0][0] for language, renderings in PAIRS.items()}
TIMES_SLOWER = 8


@in_browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("user_id", PAGES, ids=NAMES.get)
def test_every_page_is_accessible_quiet_and_still(
    visiting: Callable[..., Any], cookies_of: Callable[..., Any], user_id: str, language: str
) -> None:
    opened = visiting(storage_state=cookies_of(user_id, fresh=True))
    assert looking(opened, language, PAGES[user_id], PAIRS[language]) == []


@pytest.mark.drill
@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("user_id", PAGES, ids=NAMES.get)
def test_so_it_is_in_every_rendering(
    visiting: Callable[..., Any],
    cookies_of: Callable[..., Any],
    user_id: str,
    language: str,
    width: int,
) -> None:
    renderings = [each for each in EVERY if each[0] == width]
    opened = visiting(storage_state=cookies_of(user_id, fresh=True))
    assert looking(opened, language, PAGES[user_id], renderings) == []


@in_browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_so_is_the_page_of_a_clinic_that_takes_no_visits_online(
    chrome: Browser, cookies_of: Callable[[str], Any], language: str, no_booking: Site
) -> None:
    closed = [Stop("/my/visits/book/"), Stop("/my/visits/book/confirm/")]
    opened = visitor(chrome, no_booking, storage_state=cookies_of(JOHN))
    assert looking(opened, language, closed, PAIRS[language]) == []


# Rows, columns and days that come in while the page is drawn already; only a slow machine shows it.
GROWING = {
    JOHN: [Stop(f"/patients/{JOHN}/documents/")],
    REEM: [Stop(f"/board/?doctor={DR_SMITH}&view=week"),
           Stop(f"/board/?patient={JOHN}&department=Pediatrics")],
}  # fmt: skip


@in_browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("user_id", GROWING, ids=NAMES.get)
def test_nothing_moves_on_a_slow_machine_either(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], user_id: str, language: str
) -> None:
    with (
        visiting(width=LOADED[language], storage_state=cookies_of(user_id)) as someone,
        someone.reading(language),
    ):
        browser = someone.page.context.new_cdp_session(someone.page)
        for stop in GROWING[user_id]:
            browser.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
            someone.go(stop.path)
            moved, what = someone.shifted()
            browser.send("Emulation.setCPUThrottlingRate", {"rate": 1})
            assert moved <= STILL, (stop.path, what)
