"""Every page of every role: two widths, two languages, two schemes, without one complaint."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, Literal

import pytest

from tests.journeys.browser import (
    BUT_COLOURS,
    HEIGHT,
    OF_COLOURS,
    PHONE,
    WCAG,
    WIDE,
    Visitor,
    axe_script,
)
from tests.journeys.pages import DR_SMITH, JOHN, NOBODY, PAGES, REEM, Stop
from tests.journeys.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("guests")]

LANGUAGES = {"en": "ltr", "ar": "rtl"}
NAMES = {
    "patient_12345": "patient",
    "provider_98765": "doctor",
    "staff_00001": "front desk",
    "compliance_00001": "compliance",
    NOBODY: "nobody",
}
# Asked in one question, for each goes to the browser and back.
FRAME = """
() => ({
  status: performance.getEntriesByType("navigation")[0].responseStatus,
  headlines: document.querySelectorAll("h1").length,
  told: [document.documentElement.lang, document.documentElement.dir],
})
"""
# What axe looks for once a page is loaded, wide and in the light. Looking at colours is most of its
# work; both widths, each in both schemes, are looked at in English, and one in Arabic, where a
# colour is the same (tests/architecture/test_assets.py): only what is written differs.
FIRST = {"en": WCAG, "ar": BUT_COLOURS}
THEN: dict[str, tuple[tuple[int, Literal["light", "dark"], Any], ...]] = {
    "en": ((WIDE, "dark", OF_COLOURS), (PHONE, "dark", OF_COLOURS), (PHONE, "light", WCAG)),
    "ar": ((PHONE, "light", WCAG),),
}
TIMES_SLOWER = 8
STILL = 0.02  # the sum of layout shifts that nobody notices; "good" is 0.1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("user_id", PAGES, ids=NAMES.get)
def test_every_page_is_accessible_quiet_and_still(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], user_id: str, language: str
) -> None:
    findings = looking(visiting, cookies_of(user_id), language, PAGES[user_id])
    assert findings == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_so_is_the_page_of_a_clinic_that_takes_no_visits_online(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], language: str, no_booking: Site
) -> None:
    closed = [Stop("/my/visits/book/"), Stop("/my/visits/book/confirm/")]
    assert looking(visiting, cookies_of(JOHN), language, closed, at=no_booking) == []


# Rows, columns and days that come in while the page is drawn already; only a slow machine shows it.
GROWING = {
    JOHN: [Stop(f"/patients/{JOHN}/documents/")],
    REEM: [Stop(f"/board/?doctor={DR_SMITH}&view=week"),
           Stop(f"/board/?patient={JOHN}&department=Pediatrics")],
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("user_id", GROWING, ids=NAMES.get)
def test_nothing_moves_on_a_slow_machine_either(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], user_id: str, language: str
) -> None:
    for width in (WIDE, PHONE):
        with (
            visiting(width=width, storage_state=cookies_of(user_id)) as someone,
            someone.reading(language),
        ):
            browser = someone.page.context.new_cdp_session(someone.page)
            for stop in GROWING[user_id]:
                browser.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
                someone.go(stop.path)
                moved, what = someone.shifted()
                browser.send("Emulation.setCPUThrottlingRate", {"rate": 1})
                assert moved <= STILL, (stop.path, width, what)


def looking(
    visiting: Callable[..., Any],
    cookies: Any,
    language: str,
    stops: list[Stop],
    at: Site | None = None,
) -> list[str]:
    """Whatever is wrong with the pages, `at` another door to the site if one is named.

    A page is loaded at both widths, for what moves while it loads. What axe looks at it sees on
    the one page as it stands: wide, narrow, light, dark. The other loads while axe thinks.
    """
    with (
        visiting(width=WIDE, storage_state=cookies) as wide,
        visiting(width=PHONE, storage_state=cookies) as phone,
        wide.reading(language),
        phone.reading(language),
    ):
        for someone in (wide, phone):
            someone.site = at or someone.site
        wide.page.context.add_init_script(axe_script())
        return [
            f"{stop.path}, {finding}"
            for stop in stops
            for finding in findings_on(wide, phone, stop, language)
        ]


def findings_on(wide: Visitor, phone: Visitor, stop: Stop, language: str) -> Iterator[str]:
    """Whatever is wrong with one page, at both widths and in both colour schemes."""
    resized(wide, WIDE, "light")
    yield from opened(wide, WIDE, stop, language)
    wide.begin_axe(FIRST[language])
    yield from opened(phone, PHONE, stop, language)
    yield from (f"{WIDE} wide: in the light, {each}" for each in wide.found_by_axe())
    for width, scheme, rules in THEN[language]:
        resized(wide, width, scheme)
        yield from (f"{width} wide: in the {scheme}, {each}" for each in wide.violations(rules))
    for someone in (wide, phone):
        yield from complaints_of(someone, stop)


def opened(someone: Visitor, width: int, stop: Stop, language: str) -> Iterator[str]:
    """Go there, do what is to be done there; what is wrong with the page as it appears."""
    someone.complaints.clear()
    someone.go(stop.path)
    if stop.then:
        stop.then(someone.page)
    yield from (f"{width} wide: {each}" for each in frame_findings(someone, stop, language))


def resized(someone: Visitor, width: int, scheme: Literal["light", "dark"]) -> None:
    """The loaded page at another width and in another scheme."""
    someone.page.set_viewport_size({"width": width, "height": HEIGHT})
    someone.page.emulate_media(color_scheme=scheme)


def frame_findings(someone: Visitor, stop: Stop, language: str) -> Iterator[str]:
    """The answer, headline, direction, width, stillness."""
    page = someone.page.evaluate(FRAME)
    if page["status"] != stop.status:
        yield f"answers {page['status']}"
    if page["headlines"] != 1:
        yield f"{page['headlines']} first headlines"
    if page["told"] != [language, LANGUAGES[language]]:
        yield f"says it is {page['told']}"
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
