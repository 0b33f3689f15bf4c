"""Each page as it stands: what is typed outlasts every choice, and one button is the filled one.

A page with a box to type in is shown anew, with other days, doctors or kinds, by buttons of the
form that holds the box. A link to the same page, or a form of its own beside it, would drop it.
"""

from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html

from appointments.visits.models import Appointment
from tests.architecture.pressing.world import furnish
from tests.architecture.test_every_press import PEOPLE, ways_in
from tests.conftest import signed_in_client

TYPED = (
    ".//textarea | .//input[not(@type) or @type='text' or @type='tel' or @type='email'"
    " or @type='time']"
)
FILLED = ".//*[self::a or self::button][contains(concat(' ', @class, ' '), ' btn-primary ')]"
Shown = list[tuple[str, Any]]  # paths, with the main part of the page each of them shows


@pytest.fixture(scope="module")
def visits(clinic: None) -> list[Appointment]:
    return furnish()


@pytest.fixture(scope="module", params=[each for each in PEOPLE if each != "stranger"])
def shown(visits: list[Appointment], request: pytest.FixtureRequest) -> Shown:
    """Every page of somebody, asked for once."""
    browser = signed_in_client(PEOPLE[request.param])
    answers = ((path, browser.get(path)) for path in dict.fromkeys(ways_in(request.param, visits)))
    return [(path, main_of(answer)) for path, answer in answers if is_page(answer)]


def test_no_page_with_a_box_is_shown_again_without_what_is_in_it(shown: Shown) -> None:
    faults = [f"{path}: {each}" for path, main in shown for each in drops(path, main)]
    assert faults == []


def test_no_page_has_the_same_filled_button_twice(shown: Shown) -> None:
    faults = [f"{path}: {each}" for path, main in shown for each in twice_filled(main)]
    assert faults == []


def is_page(answer: Any) -> bool:
    return answer.status_code == HTTPStatus.OK and "text/html" in answer.headers["Content-Type"]


def main_of(answer: Any) -> Any:
    tree = html.fromstring(answer.content, parser=html.HTMLParser(encoding="utf-8"))
    return tree.xpath("//main")[0]


def twice_filled(main: Any) -> list[str]:
    """The words of filled buttons that stand there more than once and do the same."""
    said = Counter(
        (" ".join(each.text_content().split()), does(each)) for each in main.xpath(FILLED)
    )
    return [words for (words, _does), times in said.items() if times > 1]


def does(button: Any) -> tuple[str | None, ...]:
    """Where it leads, what it sends itself, and what its form sends with it unseen."""
    form = next(button.iterancestors("form"), None)
    sent = button.get("name"), button.get("value")
    if form is None:
        return (button.get("href") or button.get("formaction"), *sent)
    leads_to = button.get("href") or button.get("formaction") or form.get("action")
    hidden = (each.get("value") for each in form.xpath(".//input[@type='hidden']"))
    return (leads_to, *sent, *hidden)


def drops(path: str, main: Any) -> Iterator[str]:
    """What on the page would show it again without what was typed there."""
    path = urlsplit(path).path
    if not any(is_typed_in(form) for form in main.iter("form")):
        return
    for link in main.iter("a"):
        href = link.get("href") or ""
        if not href.startswith("#") and leads_to(path, href) and "download" not in link.attrib:
            yield f"link {href}"
    for form in main.iter("form"):
        is_get = (form.get("method") or "get").lower() == "get"
        if is_get and leads_to(path, form.get("action") or path):
            yield "form of its own"


def is_typed_in(form: Any) -> bool:
    """Whether it is sent with POST and has a box for words that somebody sees; no mere search.

    What is folded away on a page about something else is not what its choices are made for.
    """
    is_sent = (form.get("method") or "").lower() == "post" and form.get("role") != "search"
    is_folded = bool(form.xpath("ancestor::details[not(@open)]"))
    return is_sent and not is_folded and bool(form.xpath(TYPED))


def leads_to(path: str, href: str) -> bool:
    return urlsplit(urljoin(f"http://testserver{path}", href)).path == path


# It sees what it is to see: each fault is planted once.

BOX = '<form method="post"><textarea name="reason"></textarea>{}</form>'


@pytest.mark.parametrize(
    "fault",
    [
        BOX.format('<a href="?department=x">x</a>'),
        BOX.format('<a href="/here/?beyond=9#times">more</a>'),
        BOX.format("") + '<form><select name="whom"></select></form>',
        BOX.format("") + '<form method="get" action="/here/"></form>',
    ],
)
def test_it_sees_what_would_drop_the_text(fault: str) -> None:
    assert len(list(drops("/here/?day=1", html.fromstring(f"<main>{fault}</main>")))) == 1


@pytest.mark.parametrize(
    "sound",
    [
        BOX.format('<a href="#reason">x</a><a href="/there/">back</a><button name="day">'),
        '<form method="get"><input name="q"></form><a href="?page=2">Next</a>',
        '<form method="post" role="search"><input name="q"></form><a href="?page=2">Next</a>',
        "<details>" + BOX.format("") + '</details><a href="?date=2026-12-01">Next day</a>',
    ],
)
def test_it_leaves_alone_what_keeps_it(sound: str) -> None:
    assert list(drops("/here/", html.fromstring(f"<main>{sound}</main>"))) == []


SENDS = '<form><input type="hidden" value="{}"><button class="btn-primary">In room</button></form>'


def test_it_sees_a_filled_button_that_stands_twice() -> None:
    button = '<a class="btn btn-primary">Book a visit</a>'
    assert twice_filled(html.fromstring(f"<main>{button}{button}</main>")) == ["Book a visit"]
    assert twice_filled(html.fromstring(f"<main>{button}</main>")) == []
    two_visits = [
        '<button class="btn btn-primary" formaction="/1/">In room</button>',
        '<button class="btn btn-primary" formaction="/2/">In room</button>',
        '<button class="btn btn-primary" formaction="/2/" value="2">In room</button>',
        '<form action="/3/"><button class="btn btn-primary">In room</button></form>',
        '<form action="/4/"><button class="btn btn-primary">In room</button></form>',
        SENDS.format(5),
        SENDS.format(6),
    ]
    assert twice_filled(html.fromstring(f"<main>{''.join(two_visits)}</main>")) == []
