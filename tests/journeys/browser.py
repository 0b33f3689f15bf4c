"""A person at a browser: signs in, walks, and notices every complaint of the browser."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, Route, expect

from tests.journeys.axe import Looked
from tests.journeys.profiles import HEIGHT, SOON, note_what_lasts, profile
from tests.journeys.site import Site

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
WIDE, PHONE = 1280, 360
LIGHT, DARK = "light", "dark"
Rendering = tuple[int, str]  # a width and a colour scheme
LOOKED = Looked()  # one for all journeys of a run
# It cleared the site's data at our order; hands typed before it came to put the focus somewhere.
OURS = (
    "Clear-Site-Data header on",
    "Autofocus processing was blocked because a document already has a focused element",
)
SETTLED = """
() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
  () => done(window.layoutShifts))))
"""


expect.set_options(timeout=SOON)
note_what_lasts()


def soon(holds: Callable[[], bool]) -> bool:
    """Whether it holds before long, for what no page waits for."""
    deadline = time.monotonic() + SOON / 1000
    while not holds():
        if time.monotonic() > deadline:
            return False
    return True


def held_back(page: Page, files: str) -> list[Route]:
    """What the page asks for of these files, from now on; each comes when its route goes on."""
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route(files, hold)
    return late


def chromium(playwright: Playwright) -> Browser:
    """The machine's own Chromium, with everything off that would call home.

    The one without a window, where it is there: a fresh profile and a page cost a third less.
    """
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    return playwright.chromium.launch(executable_path=found, args=QUIET)


@dataclass
class Visitor:
    """One person at one screen; `complaints` are console messages, CSP reports and page errors."""

    page: Page
    site: Site
    complaints: list[str] = field(default_factory=list)
    rendering: Rendering | None = None  # that it was turned to last

    def go(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def sign_in(self, user_id: str) -> Page:
        """Through the front door and Cognito's page, as a person does."""
        self.go("/")
        self.page.locator("main a.btn-primary").first.click()
        return self.identify(user_id)

    def identify(self, user_id: str) -> Page:
        """Fill in Cognito's page, and wait until we are back at ours."""
        name, password = self.site.people[user_id]
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", password)
        self.page.click("button[type=submit]")
        self.page.wait_for_url(self.site.url + "/**")
        return self.page

    def sign_out(self) -> None:
        """Through the account menu, as a person does."""
        self.page.locator("details.account summary").click()
        self.page.locator("details.account form button").click()
        self.page.wait_for_url("**/signed-out/")

    def choose_language(self, language: str) -> None:
        """Turn the site to this language with its own button, if it is not in it yet."""
        if self.page.locator("html").get_attribute("lang") != language:
            self.page.locator(f"form.language button[value={language}]").click()
            self.page.wait_for_selector(f"html[lang={language}]")

    @contextmanager
    def reading(self, language: str) -> Iterator[None]:
        """In this language for a while, then in English again, as everybody else is."""
        self.go("/")
        self.choose_language(language)
        try:
            yield
        finally:
            self.go("/")
            self.choose_language("en")

    def heard(self, complaint: str) -> None:
        """Keep what the browser says, but what we did ourselves (`OURS`)."""
        if not any(each in complaint for each in OURS):
            self.complaints.append(complaint)

    def violations(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA on the page as it stands, one line a rule."""
        return LOOKED.findings(self.page)

    def turn_to(self, rendering: Rendering) -> None:
        """Show the page at this width in this scheme, as it stands."""
        if rendering == self.rendering:
            return
        self.rendering = rendering
        width, scheme = rendering
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]

    def overflow(self) -> int:
        """How many pixels the page is wider than the screen."""
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wider))

    def shifted(self) -> tuple[float, list[Any]]:
        """By how much things moved after they were first painted, and which."""
        shifts = self.page.evaluate(SETTLED)
        return sum(value for value, _ in shifts), [what for _, what in shifts]


@contextmanager
def visitor(
    browser: Browser,
    site: Site,
    *,
    width: int = WIDE,
    scheme: str = LIGHT,
    storage_state: Any = None,
    **options: Any,
) -> Iterator[Visitor]:
    """A browser profile with nobody else's traces at a screen of this width and colour scheme.

    With `options` of Playwright's for one (no JavaScript) it is made for this person alone.
    """
    with profile(
        browser, site.url, width=width, scheme=scheme, storage_state=storage_state, options=options
    ) as own:
        someone = Visitor(own.page, site)
        own.listener = someone.heard
        yield someone
