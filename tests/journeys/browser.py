"""A person at a browser: signs in, walks, and notices every complaint of the browser."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Playwright

from tests.journeys.site import Site

QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
WIDE, PHONE = 1280, 360
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def chromium(playwright: Playwright) -> Browser:
    """The machine's own Chromium, with everything off that would call home."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return playwright.chromium.launch(executable_path=found, args=QUIET)


@dataclass
class Visitor:
    """One person at one screen; `complaints` are console messages, CSP reports and page errors."""

    page: Page
    site: Site
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def sign_in(self, user_id: str) -> Page:
        """Through the front door and Cognito's page, as a person does."""
        name, password = self.site.people[user_id]
        self.go("/")
        self.page.locator("main a.btn-primary").first.click()
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", password)
        self.page.click("button[type=submit]")
        self.page.wait_for_url(self.site.url + "/**")
        return self.page

    def heard(self, complaint: str) -> None:
        """Keep what the browser says; that it cleared the site's data was our own order."""
        if "Clear-Site-Data header on" not in complaint:
            self.complaints.append(complaint)

    def violations(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA on the page as it stands, one line a rule."""
        found: dict[str, Any] = Axe().run(self.page, options=WCAG).response
        return [
            f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found["violations"]
        ]

    def overflow(self) -> int:
        """How many pixels the page is wider than the screen."""
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wider))


@contextmanager
def visitor(
    browser: Browser, site: Site, *, width: int = WIDE, scheme: str = "light", **options: Any
) -> Iterator[Visitor]:
    """A fresh browser profile at a screen of this width and colour scheme."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        **options,
    )
    try:
        page = context.new_page()
        someone = Visitor(page, site)
        page.on("console", lambda said: someone.heard(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: someone.complaints.append(f"error: {error}"))
        yield someone
    finally:
        context.close()
