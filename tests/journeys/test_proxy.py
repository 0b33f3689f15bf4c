"""A parent is let in by the front desk and acts for their child; a patient is invited, too."""

import re
from collections.abc import Callable
from secrets import randbelow
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from medisecure.clock import now
from tests.journeys.browser import PHONE, Visitor
from tests.journeys.desk import new_name, register
from tests.journeys.guests import bring_in, patient
from tests.journeys.pages import CLINIC, REEM
from tests.journeys.site import Site
from tools.local_cloud import mail

pytestmark = pytest.mark.browser
OWN_PASSWORD = "Only-4-tests-here"
HEIGHT_OF_THE_BAR = 100  # in CSS pixels, on a phone


def temporary_password(site: Site, email: str) -> str:
    """Out of the newest mail to this address."""
    letter = [each for each in mail.sent(site.state) if email in each["To"]][-1]
    body = letter.get("BodyHtml") or letter.get("BodyText")
    found = re.search(r"temporary password: (\S+?)</p>", body)
    assert found
    return found[1]


def ours(someone: Visitor) -> list[str]:
    """What the browser complained of, but about Cognito's form for a new password."""
    return [each for each in someone.complaints if "Password forms should have" not in each]


def stays_in_sight(page: Page) -> None:
    """For whom one acts is told at the end of a long page too, where its buttons are."""
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert page.evaluate("scrollY") > HEIGHT_OF_THE_BAR
    expect(page.locator(".acting-bar")).to_be_in_viewport(ratio=1)


def code_on(page: Page) -> str:
    return page.locator(".sign-in-code").inner_text().strip()


def come_in(someone: Visitor, email: str, code: str) -> Page:
    """From the mail's link to the first page: password, one of one's own, and the code."""
    page = someone.go("/invited/")
    assert someone.violations() == []
    page.locator("main").get_by_role("link", name="Sign in").click()
    page.fill("input[name=username]", email)
    page.fill("input[name=password]", temporary_password(someone.site, email))
    page.click("button[type=submit]")
    page.fill("input[name=new_password]", OWN_PASSWORD)
    page.fill("input[name=confirm_password]", OWN_PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(someone.site.url + "/link/")
    assert someone.violations() == []
    assert someone.overflow() == 0
    page.get_by_label("Code from the clinic").fill(code.lower())
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#messages")).to_contain_text("Your account is linked")
    return page


def test_a_parent_is_let_in_acts_for_the_child_and_is_out_when_the_desk_ends_it(
    visiting: Callable[..., Any],
) -> None:
    child, email = f"Yara {new_name()}", f"{new_name().lower()}@example.com"
    day, month = 1 + randbelow(28), 1 + randbelow(12)  # so that nobody else is taken for her
    born = f"{day:02d}/{month:02d}/{now().astimezone(CLINIC).year - 7}"
    with visiting() as desk, visiting(width=PHONE) as parent:
        # Given a child who was registered at the desk
        desk.sign_in(REEM)
        page = register(desk, *child.split(), born)
        page.get_by_role("link", name="Parents and carers").click()
        expect(page.get_by_text("Nobody acts for this patient.")).to_be_visible()
        # When the desk notes who acts for her, and how that was proven
        page.get_by_role("link", name="Let somebody act for the patient").click()
        page.get_by_label("First name").fill("Huda")
        page.get_by_label("Family name").fill(child.split()[1])
        page.get_by_label("Their own e-mail").fill(email)
        page.get_by_label("Proven by").select_option(label="Birth certificate")
        assert desk.violations() == []
        page.get_by_role("button", name="Save").click()
        assert desk.violations() == []
        page.get_by_role("button", name="Send the invitation").click()
        code = code_on(page)
        assert desk.violations() == []
        # Then the mother comes in by the mail and the code, as herself
        hers = come_in(parent, email, code)
        expect(hers).to_have_url(parent.site.url + "/acting/")
        assert parent.violations() == []
        assert parent.overflow() == 0
        hers.get_by_role("button", name=f"Act for {child}").click()
        expect(hers).to_have_url(parent.site.url + "/home/")
        expect(hers.locator(".acting-bar")).to_contain_text(child)
        assert parent.violations() == []
        assert parent.overflow() == 0
        # And sees whose pages they are wherever she goes
        for place in ("Visits", "Health", "Documents", "Details"):
            hers.locator(".site-nav").get_by_role("link", name=place).click()
            expect(hers.locator(".acting-bar")).to_contain_text(f"You are viewing {child}")
        stays_in_sight(hers)
        hers.locator(".site-nav").get_by_role("link", name="Visits").click()
        hers.get_by_role("link", name="Book a visit").click()
        expect(hers.locator(".acting-bar")).to_contain_text(child)
        assert parent.violations() == []
        # When the desk ends it, her next page is her own
        page.locator(".page-back").click()
        expect(page.get_by_text("They sign in themselves.")).to_be_visible()
        page.get_by_role("link", name="Renew or change").click()
        assert desk.violations() == []
        page.locator(".page-back").click()
        page.locator("button[name=end]").click()
        expect(page.locator("[role=alert][autofocus]")).to_contain_text("can no longer see")
        page.locator("button[name=end]").click()
        expect(page.locator("#messages")).to_contain_text("no longer acts for the patient")
        assert desk.violations() == []
        hers.reload()
        expect(hers).to_have_url(parent.site.url + "/acting/")
        expect(hers.locator("#messages")).to_contain_text("You no longer act for this person")
        assert ours(parent) + desk.complaints == []


def test_a_patient_is_invited_from_their_details_and_comes_in_by_the_code(
    site: Site, visiting: Callable[..., Any]
) -> None:
    name = new_name().lower()
    guest = patient(f"patient_{name}", f"Salma {name.capitalize()}", "+97433120000")
    del guest["cognitoUserId"]
    bring_in(site, [guest])
    email = guest["personalInfo"]["email"]
    with visiting() as desk, visiting(width=PHONE) as someone:
        desk.sign_in(REEM)
        page = desk.go(f"/patients/patient_{name}/details/")
        expect(page.get_by_text("They were not invited yet.")).to_be_visible()
        page.get_by_role("button", name="Invite to the portal").click()
        expect(page.locator("#messages")).to_contain_text("The mail is sent")
        code = code_on(page)
        page.locator(".page-back").click()
        expect(page.get_by_text("Sent, not used yet")).to_be_visible()
        assert desk.violations() == []
        come_in(someone, email, code)
        expect(someone.page).to_have_url(someone.site.url + "/home/")
        page.reload()
        expect(page.get_by_text("They sign in themselves.")).to_be_visible()
        someone.go(f"/patients/patient_{name}/proxies/")
        expect(someone.page.get_by_text("Nobody acts for you.")).to_be_visible()
        assert someone.violations() == []
        assert desk.complaints + ours(someone) == []
