"""A patient sets up a second factor with a phone beside the page, and turns it off again."""

from collections.abc import Callable, Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import expect

from tests.journeys.behind import client
from tests.journeys.browser import PHONE
from tests.journeys.pages import JOHN
from tests.journeys.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def off_in_the_end(site: Site) -> Iterator[None]:
    """However it ends: everybody else who is John signs in with his password alone."""
    yield
    off = {"Enabled": False, "PreferredMfa": False}
    client(site, "cognito-idp").admin_set_user_mfa_preference(
        UserPoolId=site.environ["USER_POOL_ID"], Username=site.people[JOHN][0],
        SoftwareTokenMfaSettings=off,
    )  # fmt: skip


@pytest.mark.usefixtures("off_in_the_end")
def test_a_second_factor_is_set_up_asked_for_and_turned_off(visiting: Callable[..., Any]) -> None:
    with visiting(width=PHONE) as someone:
        page = someone.sign_in(JOHN)
        # When he opens the page, he shows once more that it is he
        someone.go("/second-factor/")
        page.get_by_role("link", name="Sign in again").click()
        someone.identify(JOHN)
        # Then he sees a picture and the secret
        expect(page.get_by_role("img", name="The secret below")).to_be_visible()
        secret = "".join(page.locator("code").inner_text().split())
        assert someone.violations() == []
        assert someone.overflow() == 0
        # When he types what his phone shows, he is asked for it from then on
        page.fill("input[name=code]", pyotp.TOTP(secret).now())
        page.get_by_role("button", name="Confirm").click()
        expect(page.locator("#messages")).to_contain_text("is set up")
        page.context.clear_cookies()
        someone.go("/second-factor/")
        name, password = someone.site.people[JOHN]
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", password)
        page.click("button[type=submit]")
        page.fill("input[name=code]", pyotp.TOTP(secret).now())
        page.click("button[type=submit]")
        page.wait_for_url(someone.site.url + "/second-factor/")
        # When he turns it off, the password alone is enough again
        page.get_by_role("button", name="Turn it off").click()
        expect(page.locator("#messages")).to_contain_text("is off")
        page.context.clear_cookies()
        someone.sign_in(JOHN)
        expect(page).to_have_url(someone.site.url + "/home/")
        assert someone.complaints == []
