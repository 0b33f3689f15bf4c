"""A3: two records of one person, each with a sign-in of its own, become one, and two again."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import Visitor
from tests.journeys.desk import new_name
from tests.journeys.guests import bring_in, patient
from tests.journeys.hands import watch
from tests.journeys.pages import REEM
from tests.journeys.site import Site
from tests.journeys.test_proxy import OWN_PASSWORD, code_on, come_in, ours

pytestmark = pytest.mark.browser
WHY = "same QID seen"
# Which name, what will happen, that it shall; the way to parting, and that it shall.
MOST_CLICKS = 5


def sign_in_again(someone: Visitor, email: str) -> Page:
    """With the password of one's own; a sign-in that changed no hands is still good."""
    page = someone.go("/")
    if page.locator("details.account").count():
        return page
    page.locator("main a.btn-primary").first.click()
    page.wait_for_load_state()
    if page.locator("input[name=username]").count():
        page.fill("input[name=username]", email)
        page.fill("input[name=password]", OWN_PASSWORD)
        page.click("button[type=submit]")
    page.wait_for_url(someone.site.url + "/home/")
    return page


def account(page: Page, name: str) -> None:
    """The page says that it is this person's."""
    expect(page.locator("details.account")).to_contain_text(name)


def test_two_sign_ins_open_one_record_once_they_are_joined_and_two_once_parted(
    site: Site, visiting: Callable[..., Any]
) -> None:
    last = new_name()
    guests = [patient(f"patient_{n}_{last.lower()}", f"{first} {last}", f"+9743312000{n}")
              for n, first in enumerate(("Mariam", "Maryam"))]  # fmt: skip
    for each in guests:
        del each["cognitoUserId"]
    bring_in(site, guests)
    ids = [each["PK"].partition("#")[2] for each in guests]
    mails = [each["personalInfo"]["email"] for each in guests]
    with visiting() as desk, visiting() as one, visiting() as other:
        # Given two records, and a sign-in of its own for each
        desk.sign_in(REEM)
        for who, mail, someone in zip(ids, mails, (one, other), strict=True):
            page = desk.go(f"/patients/{who}/details/")
            page.get_by_role("button", name="Invite to the portal").click()
            come_in(someone, mail, code_on(page))
        account(one.page, "Mariam")
        account(other.page, "Maryam")
        # When the desk compares and joins them, having seen what will happen
        page = desk.go(f"/patients/{ids[0]}/same-as/{ids[1]}/")
        hands = watch(page)
        page.get_by_role("row").filter(has_text="First name").get_by_label("Maryam").check()
        page.get_by_label("Why they are the same person").press_sequentially(WHY)
        page.get_by_role("button", name="See what will happen").click()
        expect(page.get_by_text("Nothing has been changed yet.")).to_be_visible()
        page.get_by_role("button", name="Join the two records").click()
        expect(page.locator("#messages")).to_contain_text("The two records are one now.")
        survivor = page.url
        # Then both sign-ins are good, and open the one record
        for mail, someone in zip(mails, (one, other), strict=True):
            account(sign_in_again(someone, mail), "Maryam")
        # And when it is undone, each opens its own again
        page.get_by_role("link", name="Part again").click()
        page.get_by_role("button", name="Part the two records").click()
        expect(page.locator("#messages")).to_contain_text("The two records are apart again.")
        assert survivor in {f"{site.url}/patients/{who}/details/" for who in ids}
        assert hands.clicks <= MOST_CLICKS, hands
        assert hands.keys <= len(WHY), hands
        for mail, someone, name in zip(mails, (one, other), ("Mariam", "Maryam"), strict=True):
            account(sign_in_again(someone, mail), name)
            assert ours(someone) == []
        assert desk.complaints == []
