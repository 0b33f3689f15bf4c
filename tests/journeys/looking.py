"""Looking at pages: what is wrong with each as it is shown, at widths and in colour schemes."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from http import HTTPStatus
from itertools import product

from tests.journeys.browser import DARK, LIGHT, PHONE, WIDE, Rendering, Visitor
from tests.journeys.pages import NOBODY, Stop

LANGUAGES = {"en": "ltr", "ar": "rtl"}
NAMES = {
    "patient_12345": "patient",
    "provider_98765": "doctor",
    "staff_00001": "front desk",
    "compliance_00001": "compliance",
    NOBODY: "nobody",
}
EVERY = tuple(product((WIDE, PHONE), (LIGHT, DARK)))
# Each width meets each language and each scheme, each scheme each language; a page is loaded in the
# first of its language, and turned to the other as it stands.
PAIRS: dict[str, tuple[Rendering, ...]] = {
    "en": ((WIDE, LIGHT), (PHONE, DARK)),
    "ar": ((PHONE, LIGHT), (WIDE, DARK)),
}
# Asked in one question, for each goes to the browser and back.
FRAME = """
() => ({
  status: performance.getEntriesByType("navigation")[0].responseStatus,
  headlines: document.querySelectorAll("h1").length,
  told: [document.documentElement.lang, document.documentElement.dir],
})
"""
WIDER = """
() => {
  const wider = (it) => (it ? it.scrollWidth - it.clientWidth : 0);
  const places = document.querySelector(".site-nav");
  return { page: wider(document.documentElement), places: wider(places) };
}
"""
STILL = 0.02  # the sum of layout shifts that nobody notices; "good" is 0.1


def looking(
    opened: AbstractContextManager[Visitor],
    language: str,
    stops: list[Stop],
    renderings: Iterable[Rendering],
) -> list[str]:
    """Whatever is wrong with the pages in the browser that is `opened` for them.

    Each is loaded in the first rendering, for what moves while it loads, and looked at in all.
    """
    first, *others = renderings
    with opened as someone, someone.reading(language):
        return [
            f"{stop.path}, {finding}"
            for stop in stops
            for finding in findings_on(someone, stop, language, first, others)
        ]


def findings_on(
    someone: Visitor, stop: Stop, language: str, first: Rendering, others: list[Rendering]
) -> Iterator[str]:
    """Whatever is wrong with one page: as it came, and as it is shown."""
    someone.turn_to(first)
    someone.complaints.clear()
    someone.go(stop.path)
    if stop.then:
        stop.then(someone.page)
    yield from frame_findings(someone, stop, language)
    for width, scheme in (first, *others):
        someone.turn_to((width, scheme))
        yield from (f"{width} wide, {scheme}: {each}" for each in shown_wrong(someone))
    yield from complaints_of(someone, stop)


def shown_wrong(someone: Visitor) -> Iterator[str]:
    """What does not fit, and what axe finds, as the page is shown now."""
    wider = someone.page.evaluate(WIDER)
    if wider["page"] > 0:
        yield f"{wider['page']} pixels wider than the screen"
    if wider["places"] > 0:
        yield f"the places of the menu need {wider['places']} pixels more"
    yield from someone.violations()


def frame_findings(someone: Visitor, stop: Stop, language: str) -> Iterator[str]:
    """The answer, headline, direction, stillness."""
    page = someone.page.evaluate(FRAME)
    if page["status"] != stop.status:
        yield f"answers {page['status']}"
    if page["headlines"] != 1:
        yield f"{page['headlines']} first headlines"
    if page["told"] != [language, LANGUAGES[language]]:
        yield f"says it is {page['told']}"
    moved, what = someone.shifted()
    if moved > STILL:
        yield f"layout shift {moved:.3f} of {what}"


def complaints_of(someone: Visitor, stop: Stop) -> Iterator[str]:
    """What the browser said; that a refused page is refused, it may say."""
    refused = f"status of {stop.status}"
    for each in someone.complaints:
        if stop.status == HTTPStatus.OK or refused not in each:
            yield each
