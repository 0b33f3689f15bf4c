"""Browser profiles that are used again: cleared of whoever was there, as new for the next person.

A new profile starts a process that draws, reads the style sheets anew and costs 0.25 processor
seconds with its first page; one that is there shows it for 0.08. What a person leaves behind is
taken out: cookies, what pages stored, other windows, the size and scheme of the screen. What cannot
be taken back (a script in every page, a clock, a listener) is noted when a test does it, and its
profile is not used again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from playwright.sync_api import Browser, BrowserContext, Error, Page

HEIGHT = 900
SOON = 60_000  # milliseconds after which something will not come any more, on a busy machine too
FREE = (
    2  # profiles that wait for somebody; two windows side by side are the most that journeys need
)
MOST_PEOPLE = 60  # in one profile, one after the other: its process grows a little with each
# A page of the site with nothing on it: from there its stores are cleared, and it writes nothing.
NOTHING = "/healthz"
CLEARED = "localStorage.clear(), sessionStorage.clear()"
# Adds up every layout shift of a page from its first paint on.
SHIFTS = """
window.layoutShifts = [];
new PerformanceObserver((list) => {
  for (const each of list.getEntries())
    window.layoutShifts.push(
      [each.value, each.sources.map((s) => s.node?.className || s.node?.nodeName)]);
}).observe({ type: "layout-shift", buffered: true });
"""
LASTING = {
    Page: (
        "add_init_script", "add_locator_handler", "expose_binding", "expose_function", "on", "once",
        "route", "route_web_socket", "set_default_navigation_timeout", "set_default_timeout",
        "set_extra_http_headers",
    ),
    BrowserContext: (
        "add_init_script", "expose_binding", "expose_function", "grant_permissions",
        "new_cdp_session", "on", "once", "route", "route_web_socket", "set_default_timeout",
        "set_extra_http_headers", "set_geolocation", "set_offline",
    ),
}  # fmt: skip
"""What a page or a profile keeps of a test that does it."""


class Profile:
    """A profile with its one window; `listener` hears what the browser says of its pages."""

    def __init__(self, browser: Browser, options: dict[str, Any]) -> None:
        self.people = 0
        self.listener: Callable[[str], None] = lambda _said: None
        self.context = browser.new_context(
            viewport={"width": 1280, "height": HEIGHT}, reduced_motion="reduce", **options
        )
        self.context.set_default_timeout(SOON)
        self.context.add_init_script(SHIFTS)
        self.page = self.context.new_page()
        heard_of(self.page, self.heard)
        CHANGED.discard(self.context)

    def heard(self, said: str) -> None:
        """Pass on what the browser says to whoever is there now."""
        self.listener(said)

    def show(self, width: int, scheme: str, cookies: list[Any]) -> None:
        """A screen of this width and scheme, and the cookies of who has signed in already."""
        self.people += 1
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.emulate_media(color_scheme=scheme, media="null")  # type: ignore[arg-type]
        if cookies:
            self.context.add_cookies(cookies)

    def cleared(self, site: str) -> bool:
        """Take out whoever was there; whether all of it could be."""
        self.listener = lambda _said: None
        if self.context in CHANGED or self.people >= MOST_PEOPLE:
            return False
        try:
            for page in self.context.pages:
                if page is not self.page:
                    page.close()
            self.page.mouse.move(0, 0)
            self.page.goto(site + NOTHING)
            self.page.evaluate(CLEARED)
            self.context.clear_cookies()
        except Error:
            return False
        return True


CHANGED: WeakSet[BrowserContext] = WeakSet()
_free: WeakKeyDictionary[Browser, list[Profile]] = WeakKeyDictionary()


@contextmanager
def profile(
    browser: Browser,
    site: str,
    *,
    width: int,
    scheme: str,
    storage_state: Any,
    options: dict[str, Any],
) -> Iterator[Profile]:
    """A profile that nobody else is in, with the cookies of `storage_state`.

    One with `options` is made for it, and is nobody's afterwards.
    """
    waiting = _free.setdefault(browser, []) if not options else []
    one = waiting.pop() if waiting else Profile(browser, options)
    ended_well = False
    try:
        one.show(width, scheme, (storage_state or {}).get("cookies", []))
        yield one
        ended_well = True
    finally:
        again = ended_well and not options and len(waiting) < FREE
        if again and one.cleared(site):
            waiting.append(one)
        else:
            one.context.close()


def heard_of(page: Page, hear: Callable[[str], None]) -> None:
    """Let it hear console messages, reports of the content policy and errors of the page."""
    page.on("console", lambda said: hear(f"{said.type}: {said.text}"))
    page.on("pageerror", lambda error: hear(f"error: {error}"))


def note_what_lasts() -> None:
    """From now on whatever of `LASTING` is done to a page keeps its profile from others."""
    for owner, names in LASTING.items():
        for name in names:
            setattr(owner, name, _noted(getattr(owner, name)))
    clock = Page.clock.fget  # type: ignore[attr-defined]
    Page.clock = property(_noted(clock))  # type: ignore[assignment, method-assign]


def _noted(does: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(does)
    def noted(one: Any, *args: Any, **how: Any) -> Any:
        CHANGED.add(one.context if isinstance(one, Page) else one)
        return does(one, *args, **how)

    return noted
