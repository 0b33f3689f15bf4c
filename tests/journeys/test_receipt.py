"""A visit is paid for at the desk: every way to pay is chosen once, and the receipt is printed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import PHONE, Visitor
from tests.journeys.hands import watch
from tests.journeys.pages import OF_JOHN, REEM, TO_COME

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("guests")]

VISIT = f"{OF_JOHN}/visits/{TO_COME}/"
PAYMENT, RECEIPT = f"{VISIT}payment/", f"{VISIT}receipt/"
MOST_CLICKS = 7  # to the payment, two choices of two clicks, saved, and to the receipt
STATES = ("PENDING", "WAIVED", "REFUNDED")
METHODS = {"INSURANCE": "through insurance", "CARD": "by card", "CASH": "in cash"}


@pytest.fixture
def desk(visiting: Callable[..., Any], cookies_of: Callable[[str], Any]) -> Iterator[Visitor]:
    """Somebody at the desk; the visit is not paid for when they leave."""
    with visiting(storage_state=cookies_of(REEM)) as someone:
        someone.page.set_viewport_size({"width": 1280, "height": 800})
        yield someone
        pay(someone.go(PAYMENT), "PENDING", "")
        assert someone.complaints == []


def pay(page: Page, status: str, method: str) -> None:
    """Say how the payment stands and how it was made, and save it."""
    page.get_by_label("Fee").fill("200")
    page.get_by_label("Payment status").select_option(status)
    page.get_by_label("Payment method").select_option(method)
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()


def test_what_is_taken_is_printed_with_who_paid_what_for_what_and_where(desk: Visitor) -> None:
    page = desk.go(VISIT)
    hands = watch(page)
    page.get_by_role("link", name="Change the payment").click()
    page.get_by_label("Payment status").select_option("PAID")
    page.get_by_label("Payment method").select_option("CARD")
    page.get_by_label("Fee").fill("200")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("The payment is saved.")
    page.get_by_role("link", name="Receipt").click()
    expect(page.locator("h1")).to_have_text("Receipt")
    assert hands.clicks <= MOST_CLICKS, hands
    assert desk.violations() == []
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    # On paper are clinic, sum, patient, visit and number, and nothing of the site around it
    page.emulate_media(media="print")
    paper = page.locator("main")
    for words in ("MediSecure Clinic", "200 QAR", "Paid; by card", "John Doe", "15 June 1985",
                  "Receipt number", TO_COME, "Printed"):  # fmt: skip
        expect(paper).to_contain_text(words)
    for gone in (page.get_by_role("navigation", name="Main"), page.locator("details.account"),
                 page.locator(".page-back"), page.get_by_role("button", name="Print")):  # fmt: skip
        expect(gone).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="screen")


@pytest.mark.parametrize("method", METHODS)
def test_each_way_to_pay_stands_on_the_receipt(desk: Visitor, method: str) -> None:
    pay(desk.go(PAYMENT), "PAID", method)
    expect(desk.go(RECEIPT).locator("main")).to_contain_text(METHODS[method])


@pytest.mark.parametrize("status", STATES)
def test_what_was_not_taken_has_no_receipt(desk: Visitor, status: str) -> None:
    pay(desk.go(PAYMENT), status, "")
    page = desk.go(RECEIPT)
    expect(page.locator("#messages")).to_contain_text("A receipt is available once")
    expect(page.get_by_label("Payment status")).to_have_value(status)
    expect(page.get_by_role("link", name="Receipt")).to_have_count(0)


def test_taken_without_a_way_is_asked_for_and_what_was_typed_stays(desk: Visitor) -> None:
    page = desk.go(PAYMENT)
    page.get_by_label("Payment status").select_option("PAID")
    page.get_by_label("Fee").fill("175.50")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#error_1_id_method")).to_contain_text("Choose the payment method.")
    expect(page.get_by_label("Fee")).to_have_value("175.50")
    assert desk.violations() == []


def test_the_receipt_fits_a_phone_in_both_schemes(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], desk: Visitor
) -> None:
    pay(desk.go(PAYMENT), "PAID", "CASH")
    with visiting(storage_state=cookies_of(REEM), width=PHONE, scheme="dark") as small:
        small.go(RECEIPT)
        assert small.overflow() == 0
        assert small.violations() == []
