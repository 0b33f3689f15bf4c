"""Every page of every role: two widths, two languages, two schemes, without one complaint."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest

from tests.journeys.browser import OF_COLOURS, PHONE, WIDE, Visitor
from tests.journeys.pages import NOBODY, PAGES, Stop

pytestmark = pytest.mark.browser

LANGUAGES = {"en": "ltr", "ar": "rtl"}
NAMES = {
    "patient_12345": "patient",
    "provider_98765": "doctor",
    "staff_00001": "front desk",
    "compliance_00001": "compliance",
    NOBODY: "nobody",
}
ANSWER = "performance.getEntriesByType('navigation')[0].responseStatus"
STILL = 0.02  # the sum of layout shifts that nobody notices; "good" is 0.1


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("user_id", PAGES, ids=NAMES.get)
def test_every_page_is_accessible_quiet_and_still(
    visiting: Callable[..., Any],
    cookies_of: Callable[[str], Any],
    user_id: str,
    language: str,
    width: int,
) -> None:
    with (
        visiting(width=width, storage_state=cookies_of(user_id)) as someone,
        someone.reading(language),
    ):
        findings = [
            f"{stop.path}: {finding}"
            for stop in PAGES[user_id]
            for finding in findings_on(someone, stop, language)
        ]
    assert findings == []


def findings_on(someone: Visitor, stop: Stop, language: str) -> Iterator[str]:
    """Whatever is wrong with one page in both colour schemes."""
    page = someone.page
    page.emulate_media(color_scheme="light")
    someone.complaints.clear()
    someone.go(stop.path)
    if stop.then:
        stop.then(page)
    yield from frame_findings(someone, stop, language)
    yield from (f"in the light, {each}" for each in someone.violations())
    page.emulate_media(color_scheme="dark")
    yield from (f"in the dark, {each}" for each in someone.violations(OF_COLOURS))
    yield from complaints_of(someone, stop)


def frame_findings(someone: Visitor, stop: Stop, language: str) -> Iterator[str]:
    """The answer, headline, direction, width, stillness."""
    page = someone.page
    if (status := page.evaluate(ANSWER)) != stop.status:
        yield f"answers {status}"
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} first headlines"
    told = (page.locator("html").get_attribute("lang"), page.locator("html").get_attribute("dir"))
    if told != (language, LANGUAGES[language]):
        yield f"says it is {told}"
    if someone.overflow() > 0:
        yield f"{someone.overflow()} pixels wider than the screen"
    moved, what = someone.shifted()
    if moved > STILL:
        yield f"layout shift {moved:.3f} of {what}"


def complaints_of(someone: Visitor, stop: Stop) -> Iterator[str]:
    """What the browser said; that a refused page is refused, it may say."""
    refused = f"status of {stop.status}"
    for each in someone.complaints:
        if stop.status == HTTPStatus.OK or refused not in each:
            yield each
