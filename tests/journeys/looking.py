"""Looking at pages: what is wrong with each as it is shown, at widths and in colour schemes."""

from collections.abc import Iterator, Sequence
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
# Each width meets each language and each scheme, each scheme each language; a page is loaded in one
# of the two of its language, and turned to the other as it stands (`order_at`).
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


def order_at(place: int, renderings: Sequence[Rendering]) -> Sequence[Rendering]:
    """In which order the stop at this place of a round is shown: every other one backwards.

    So it is loaded as the one before was left, and what goes away is not laid out once more. As
    both languages begin otherwise, each page is loaded at both widths.

    >>> order_at(0, ((1280, "light"), (360, "dark"))), order_at(1, ((1280, "light"), (360, "dark")))
    (((1280, 'light'), (360, 'dark')), ((360, 'dark'), (1280, 'light')))
    """
    return renderings[::-1] if place % 2 else renderings


def looking(
    opened: AbstractContextManager[Visitor],
    language: str,
    stops: list[Stop],
    renderings: Sequence[Rendering],
) -> list[str]:
    """Whatever is wrong with the pages in the browser that is `opened` for them.

    Each is loaded in one rendering, for what moves while it loads, and looked at in all.
    """
    with opened as someone, someone.reading(language):
        return [
            f"{stop.path}, {finding}"
            for place, stop in enumerate(stops)
            for finding in findings_on(someone, stop, language, order_at(place, renderings))
        ]


def findings_on(
    someone: Visitor, stop: Stop, language: str, renderings: Sequence[Rendering]
) -> Iterator[str]:
    """Whatever is wrong with one page: as it came, and as it is shown."""
    someone.turn_to(renderings[0])
    someone.complaints.clear()
    someone.go(stop.path)
    if stop.then:
        stop.then(someone.page)
    yield from frame_findings(someone, stop, language)
    for width, scheme in renderings:
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
