"""Getting in and out, as each kind of person does it."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

BEGINS = {
    "patient_12345": "/home/",
    "provider_98765": "/day/",
    "staff_00001": "/board/",
    "compliance_00001": "/oversight/",
}


@pytest.mark.parametrize(("user_id", "path"), BEGINS.items())
def test_each_role_begins_where_its_day_begins_and_leaves_for_good(
    visiting: Callable[..., Any], user_id: str, path: str
) -> None:
    with visiting() as someone:
        page = someone.sign_in(user_id)
        assert page.url == someone.site.url + path
        page.locator("details.account summary").click()
        page.locator("details.account form button").click()
        page.wait_for_url("**/signed-out/")
        someone.go(path)
        assert "/oauth2/authorize" in page.url
        assert someone.complaints == []
