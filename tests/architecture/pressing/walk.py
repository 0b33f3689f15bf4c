"""Walks the site as one person and presses everything, once for each shape of it.

First all links, so that every page is known as it is; then every form and what htmx asks for.
What a press changed is taken back before the next one; a page that only a press leads to is
pressed on from there, before that.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from tests.architecture.pressing.page import Press, Shown
from tests.architecture.pressing.undone import Journal

# "Show free times" with nothing changed has nothing new to show; nor has ticking what is ticked.
# To be mended, not to stay: "Find" on the page of medicines says nothing about an empty question.
SHOWS_WHAT_IS_THERE = {"show", "tick", "find"}
OF_A_KIND = 6  # pages of one view with the same questions: visits in different states
DEEP = 3  # presses after each other
MESSAGES = "//*[@id='messages']"  # told once, so whatever stands there was told just now
MISTAKES = "//*[contains(@class, 'error-summary') or contains(@class, 'invalid-feedback')]"
REDIRECTS = range(300, 400)
TYPED = "application/x-www-form-urlencoded"
# Values that differ from person to person and day to day, but not in what the site does with them.
ALIKE = re.compile(r"\b\w+_[0-9A-Za-z_-]{5,}|\d{4}-\d\d-\d\d(T[\d:]+Z?)?|[0-9A-Z]{26}|\d+:\d+|\d+")


@dataclass
class Answer:
    """What came of a press in the end; `page` is None for a file, nothing, or another site."""

    status: int
    address: str
    page: Shown | None = None
    body: bytes = b""
    left: bool = False  # for another site


@dataclass
class Walk:
    """One person's walk: `faults` is what was found, `views` what was seen."""

    client: Client
    journal: Journal
    faults: list[str] = field(default_factory=list)
    views: set[str] = field(default_factory=set)
    pressed: int = 0
    _presses_links: bool = True
    _seen: set[tuple[Any, ...]] = field(default_factory=set)
    _opened: Counter[tuple[Any, ...]] = field(default_factory=Counter)

    def on(self, address: str) -> None:
        """Everything on this one page, and on what its own presses lead to."""
        self._presses_links = False
        page = self._follow(Press(on="", kind="link", method="GET", url=address))
        if page is not None:
            self._press_all(page, DEEP)

    def from_(self, *addresses: str) -> None:
        """Everything that can be reached from these pages."""
        pages = list(self._all_pages(addresses))
        for page in pages:
            self._press_all(page, DEEP)

    def _all_pages(self, addresses: tuple[str, ...]) -> Iterator[Shown]:
        """The pages links lead to, breadth first."""
        waiting = [Press(on="", kind="link", method="GET", url=each) for each in addresses]
        while waiting:
            press = waiting.pop(0)
            if not self._is_new(press):
                continue
            page = self._follow(press)
            if page is not None:
                waiting += [each for each in page.presses() if each.kind == "link"]
                yield page

    def _press_all(self, page: Shown, deep: int) -> None:
        for press in page.presses():
            if press.kind == "link" and not self._presses_links and deep < DEEP:
                continue
            if not self._is_new(press):
                continue
            cookies = cookies_of(self.client)
            with self.journal.undone():
                after = self._follow(press, page)
                if after is not None and deep > 1:
                    self._press_all(after, deep - 1)
            self.client.cookies = cookies

    def _follow(self, press: Press, page: Shown | None = None) -> Shown | None:
        """Press, note what is wrong with the answer; the page it led to."""
        self.pressed += 1
        answer = self._ask(press)
        self.faults += [f"{press}: {each}" for each in faults_of(press, page, answer)]
        return answer.page if press.kind != "htmx" else None

    def _ask(self, press: Press) -> Answer:
        self.client.raise_request_exception = False
        if press.method == "POST":
            typed = urlencode(press.fields)  # as browsers send a form that says nothing else
            response: Any = self.client.post(press.url, typed, TYPED, headers=press.headers)
        else:
            response = self.client.get(press.url, headers=press.headers)
        self.views.add(view_of(press.url))
        address = press.url
        for _ in range(8):
            if response.status_code not in REDIRECTS:
                break
            to = urlsplit(response["Location"])
            if to.netloc not in ("", "testserver"):
                return Answer(response.status_code, address, left=True)
            path = to.path or urlsplit(address).path
            address = f"{path}?{to.query}" if to.query else path
            response = self.client.get(address)
            self.views.add(view_of(address))
        body = b"".join(response) if response.streaming else response.content
        is_page = body.strip() and response.get("Content-Type", "").startswith("text/html")
        shown = Shown(address, body) if is_page else None
        return Answer(response.status_code, address, shown, body)

    def _is_new(self, press: Press) -> bool:
        """Whether nothing of this shape was pressed yet; links are followed a few times."""
        shape = shape_of(press)
        if press.kind != "link":
            fresh = shape not in self._seen
            self._seen.add(shape)
            return fresh
        if press.url in self._seen or self._opened[shape] >= OF_A_KIND:
            return False
        self._seen.add(press.url)  # type: ignore[arg-type]
        self._opened[shape] += 1
        return True


def faults_of(press: Press, before: Shown | None, answer: Answer) -> Iterator[str]:
    """What must not come of a press."""
    if answer.status >= 400:
        yield f"answers {answer.status}"
    elif answer.left:
        return
    elif press.kind == "htmx":
        yield from faults_of_fragment(press, answer)
    elif answer.page is None:
        if not answer.body and not press.silent:
            yield f"answers {answer.status} with nothing at all"
    else:
        yield from faults_of_page(press, before, answer.page)


def faults_of_fragment(press: Press, answer: Answer) -> Iterator[str]:
    """htmx shows only a fragment of a good answer."""
    if answer.page is None:
        yield "gives htmx nothing to show"
        return
    found = answer.page.text(f"//*[@id='{press.takes}']") if press.takes else answer.page.text("/*")
    if not found:
        yield f"gives htmx an empty #{press.takes}"


def faults_of_page(press: Press, before: Shown | None, page: Shown) -> Iterator[str]:
    if not page.text("//h1") or not page.text():
        yield "shows a page without headline or words"
    yield from (f"shows a link to #{each}, which is not there" for each in page.broken_anchors())
    asked = press.method == "POST" and press.sends[0] not in SHOWS_WHAT_IS_THERE
    if asked and before is not None and is_silent(before, page):
        yield "shows the same page and says nothing"


def is_silent(before: Shown, after: Shown) -> bool:
    """Whether nobody would notice that anything was pressed."""
    if urlsplit(before.address).path != urlsplit(after.address).path:
        return False
    if after.text(MESSAGES) or after.text(MISTAKES):
        return False
    if any(set(after.words_to_the_person()) - set(before.words_to_the_person())):
        return False
    return state_of(before) == state_of(after)


def state_of(page: Shown) -> tuple[Any, ...]:
    """What a person sees of a page: its words, and what stands and is chosen in its fields."""
    chosen = page.tree.xpath("//main//input[@checked]/@value | //main//option[@selected]/@value")
    typed = page.tree.xpath("//main//input[not(@type='hidden')]/@value")
    marked = page.tree.xpath("//html/@lang | //main//details/@open | //main//*/@class")
    return page.text("//body"), tuple(chosen), tuple(typed), tuple(marked)


def shape_of(press: Press) -> tuple[Any, ...]:
    names = tuple(sorted({alike(name) for name, _ in press.fields}))  # one row more is no new form
    questions = tuple(
        sorted(name for name, _ in parse_qsl(urlsplit(press.url).query, keep_blank_values=True))
    )
    if press.kind == "link":
        return view_of(press.url), questions
    stands_on = "" if press.frame else view_of(press.on)
    return (stands_on, view_of(press.url), press.kind, press.method, names, questions,
            tuple(map(alike, press.sends)), tuple(map(alike, press.chosen)))  # fmt: skip


def alike(text: str) -> str:
    """The text without what is somebody's or some day's.

    >>> alike("2026-11-28T09:00:00Z"), alike("SCHEDULED.ARRIVED"), alike("date_3")
    ('~', 'SCHEDULED.ARRIVED', 'date_~')
    """
    return ALIKE.sub("~", text)


def view_of(url: str) -> str:
    """The name of the view that answers there; the path itself where none does."""
    return view_at(urlsplit(url).path)


@cache
def view_at(path: str) -> str:
    """The same of a path alone: a walk comes by the same ones again and again."""
    try:
        return str(resolve(path).view_name)
    except Resolver404:
        return path


def cookies_of(client: Client) -> Any:
    """The cookies as they are, to be put back."""
    kept: SimpleCookie = SimpleCookie()
    for name, morsel in client.cookies.items():
        kept[name] = morsel.value
    return kept
