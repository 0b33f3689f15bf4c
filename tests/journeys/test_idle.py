"""When the session has ended nothing of the record is left on the screen, in any tab."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.pages import JOHN, MARIAM, REEM

pytestmark = pytest.mark.browser
ENDED = 16 * 60


def asleep(page: Page, seconds: int) -> None:
    """The machine sleeps: time goes on and no timer of the page runs."""
    page.clock.set_system_time(page.evaluate("Date.now()") + seconds * 1000)


def covered(page: Page) -> bool:
    """The cover comes, and nothing else is left to be seen."""
    expect(page.locator("#idle-cover")).to_be_visible()
    rest = [page.locator("main"), page.locator("header").first]
    return not any(each.is_visible() for each in rest)


@pytest.fixture
def at_home(visiting: Callable[..., Any], cookies_of: Callable[[str], Any]) -> Any:
    with visiting(storage_state=cookies_of(JOHN)) as someone:
        someone.page.clock.install()
        someone.go("/home/")
        yield someone
        assert someone.complaints == []


def test_it_warns_first_and_then_covers_the_page(at_home: Any) -> None:
    page = at_home.page
    # What is left of a session is told to the page: a request of a minute ago is no new beginning.
    left = int(page.locator("body").get_attribute("data-idle-seconds"))
    page.clock.fast_forward((left - 60) * 1000)
    expect(page.locator("#idle-warning")).to_be_visible()
    expect(page.locator("main")).to_be_visible()
    page.clock.fast_forward(2 * 60 * 1000)
    assert covered(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert covered(page)
    assert at_home.violations() == []


def test_a_tab_that_slept_is_covered_when_it_wakes(at_home: Any) -> None:
    page = at_home.page
    asleep(page, ENDED)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert covered(page)


def test_signing_in_again_in_another_tab_uncovers_it_with_what_was_typed(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as someone:
        page = someone.page
        page.clock.install()
        someone.go("/patients/new/")
        name = page.locator("main form[method=post] input[type=text]").first
        name.fill("Canary")
        asleep(page, ENDED)
        page.evaluate("dispatchEvent(new Event('focus'))")
        assert covered(page)
        expect(page.locator("#idle-cover [data-typed]")).to_be_visible()
        expect(page.locator("#idle-cover a")).to_have_attribute("target", "_blank")
        # This page in the other tab would hold the same text a second time.
        expect(page.locator("#idle-cover a")).to_have_attribute("href", "/oidc/authenticate/")
        other = page.context.new_page()
        other.goto(someone.site.url + "/profile/")
        expect(page.locator("#idle-cover")).not_to_be_visible()
        expect(name).to_have_value("Canary")


def test_a_covered_tab_that_is_reloaded_by_hand_has_what_was_typed(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as someone:
        page = someone.page
        page.clock.install()
        someone.go("/patients/new/")
        page.locator("#id_first_name").fill("Canary")
        page.context.clear_cookies(name="__Host-session")  # it has ended
        asleep(page, ENDED)
        with page.expect_response("**/keep-typed/**") as kept:
            page.evaluate("dispatchEvent(new Event('focus'))")
            page.clock.run_for(3000)
        assert kept.value.status == 204
        page.reload()
        someone.identify(REEM)
        expect(page.locator("#id_first_name")).to_have_value("Canary")
        assert someone.complaints == []


def test_signing_out_in_one_tab_covers_the_others(
    visiting: Callable[..., Any],
) -> None:
    with visiting() as someone:
        page = someone.sign_in(MARIAM)
        other = page.context.new_page()
        other.goto(someone.site.url + "/home/")
        someone.sign_out()
        assert covered(other)


def test_somebody_elses_sign_in_uncovers_nothing(visiting: Callable[..., Any]) -> None:
    with visiting() as someone:
        page = someone.sign_in(MARIAM)
        other = page.context.new_page()
        other.goto(someone.site.url + "/home/")
        someone.sign_out()
        someone.sign_in(REEM)
        assert covered(other)
