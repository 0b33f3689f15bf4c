"""What everybody may rely on: their language, their preferences, a way out, and nothing lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.behind import let_session_expire
from tests.journeys.browser import Visitor
from tests.journeys.desk import choose_time, open_booking, send
from tests.journeys.pages import DR_SMITH, JOHN, OF_JOHN, REEM

pytestmark = pytest.mark.browser

JOY = "staff_00002"  # nobody else's journey, so that her preferences may change
SAVE = "main form:has(input[name=language]) .form-actions button"


def test_one_press_turns_the_page_into_arabic_and_back(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(JOHN)) as john:
        page = john.go(f"{OF_JOHN}/records/")
        headline = page.locator("h1").inner_text()
        with john.reading("ar"):
            john.go(f"{OF_JOHN}/records/")
            assert page.locator("html").get_attribute("dir") == "rtl"
            assert page.locator("h1").inner_text() != headline
            assert page.locator("a.brand").bounding_box()["x"] > 600
        john.go(f"{OF_JOHN}/records/")
        expect(page.locator("h1")).to_have_text(headline)
        assert john.complaints == []


@contextmanager
def english_again_if_it_fails(someone: Visitor) -> Iterator[None]:
    """Others who are her, and this test's next try, read English."""
    try:
        yield
    except BaseException:
        someone.go("/")
        someone.choose_language("en")
        raise


def test_preferences_are_kept_for_the_next_sign_in(visiting: Callable[..., Any]) -> None:
    with visiting() as joy, english_again_if_it_fails(joy):
        # Given Joy chooses Arabic and another clock
        joy.sign_in(JOY)
        page = joy.go("/profile/")
        page.locator("input[name=language][value=ar]").check()
        page.locator("[name=timezone]").select_option("Asia/Manila")
        page.locator(SAVE).click()
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        joy.sign_out()
    with visiting() as joy, english_again_if_it_fails(joy):
        # When she signs in at another computer
        joy.sign_in(JOY)
        # Then the page speaks Arabic, and her clock is the one she chose
        expect(joy.page.locator("html")).to_have_attribute("lang", "ar")
        page = joy.go("/profile/")
        expect(page.locator("[name=timezone]")).to_have_value("Asia/Manila")
        page.locator("input[name=language][value=en]").check()
        page.locator("[name=timezone]").select_option("Asia/Qatar")
        page.locator(SAVE).click()
        expect(page.locator("#messages")).to_contain_text("Your preferences are saved.")
        assert joy.complaints == []


def type_and_let_expire(desk: Any, reason: str) -> Any:
    """The booking form with a reason, sent after nobody was there for a day."""
    desk.sign_in(REEM)
    page = open_booking(desk)
    choose_time(page)
    page.get_by_label("Reason for visit").fill(reason)
    expect(page.locator("[data-kept]")).to_be_visible()  # asked later, it would be led away
    let_session_expire(desk.site, page)
    send(page)
    return page


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in_again(
    visiting: Callable[..., Any],
) -> None:
    with visiting() as desk:
        # When a booking form with a reason is sent after nobody was there for a day
        page = type_and_let_expire(desk, "Palpitations at night – خفقان ليلاً")
        assert "/oauth2/authorize" in page.url
        desk.identify(REEM)
        # Then the same form is there, with the same words and time, and the press of one button
        expect(page.locator("#messages")).to_contain_text("What you had typed is below")
        expect(page.get_by_label("Reason for visit")).to_have_value(
            "Palpitations at night – خفقان ليلاً"
        )
        expect(page.locator("input[name=starts_at]:checked")).to_have_count(1)
        send(page)
        expect(page.locator("#messages")).to_contain_text("The visit is booked.")
        assert desk.complaints == []


def test_somebody_else_signing_in_there_does_not_see_what_was_typed(
    visiting: Callable[..., Any],
) -> None:
    with visiting() as desk:
        page = type_and_let_expire(desk, "Not for other eyes")
        desk.identify(JOY)
        assert "/book/" in page.url
        assert "Not for other eyes" not in page.content()


def test_after_signing_out_going_back_shows_nothing(visiting: Callable[..., Any]) -> None:
    with visiting() as doctor:
        page = doctor.sign_in(DR_SMITH)
        doctor.go(f"{OF_JOHN}/")
        doctor.sign_out()
        expect(page.locator("h1")).to_be_visible()
        page.go_back()
        page.wait_for_load_state()
        assert "John Doe" not in page.content()
        doctor.go(f"{OF_JOHN}/")
        assert "/oauth2/authorize" in page.url


def test_an_expired_session_leads_back_to_the_page_it_was_on(visiting: Callable[..., Any]) -> None:
    with visiting() as doctor:
        page = doctor.sign_in(DR_SMITH)
        let_session_expire(doctor.site, page)
        doctor.go("/day/?date=2025-06-15")
        assert "/oauth2/authorize" in page.url
        doctor.identify(DR_SMITH)
        assert page.url == f"{doctor.site.url}/day/?date=2025-06-15"
