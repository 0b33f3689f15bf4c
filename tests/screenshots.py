"""Takes the README's pictures: `make screenshots`. The clinic lives on one and the same morning."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

import tests.environment  # noqa: F401 - first of all: a cloud of our own
from tests.journeys.browser import PHONE, Visitor, chromium, visitor
from tests.journeys.pages import DR_SMITH, ECG, JOHN, OF_JOHN, OMAR, RECORD, REEM
from tests.journeys.site import Site, running_site
from tools.run_local import manage

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "screenshots"
LARGEST = 250 * 1024
COLOURS = 256
# A Tuesday on which Dr. Smith works, a little after the time the demo clinic's statuses tell.
MORNING = datetime(2026, 1, 13, 10, 32, tzinfo=ZoneInfo("Asia/Qatar"))


def main() -> None:
    """Bring a site up, walk through it, and leave with the pictures."""
    with (
        tempfile.TemporaryDirectory() as state,
        that_morning(),
        running_site(Path(state), patients=400) as site,
        sync_playwright() as playwright,
    ):
        manage(site.environ, "check_documents")  # the worker that `make run` has beside it
        browser = chromium(playwright)
        for scene in (in_arabic, doctor, front_desk, patient, compliance):
            scene(browser, site)
        browser.close()
    too_large = [each.name for each in PICTURES.glob("*.png") if each.stat().st_size > LARGEST]
    sys.exit(f"Too large for a README: {', '.join(too_large)}" if too_large else 0)


@contextmanager
def that_morning() -> Iterator[None]:
    """Have every Python process started in here live on the morning of the pictures."""
    os.environ["PYTHONPATH"] = f"{ROOT / 'tests' / 'one_morning'}:{ROOT}"
    os.environ["SECONDS_AGO"] = str((datetime.now(MORNING.tzinfo) - MORNING).total_seconds())
    try:
        yield
    finally:
        del os.environ["PYTHONPATH"], os.environ["SECONDS_AGO"]


@contextmanager
def person(browser: Browser, site: Site, user_id: str, **options: Any) -> Iterator[Visitor]:
    """Somebody who has signed in, at a screen of the README's size."""
    with visitor(browser, site, **options) as someone:
        someone.sign_in(user_id)
        yield someone


def front_desk(browser: Browser, site: Site) -> None:
    """The board of today, and a visit about to be booked for John Doe."""
    with person(browser, site, REEM) as desk:
        picture(desk.go("/board/"), "board", height=1000)
        page = desk.go(f"{OF_JOHN}/book/?provider={DR_SMITH}&date={MORNING:%Y-%m-14}")
        page.locator("label.slot:has(input:not(:disabled))").nth(6).click()
        page.get_by_label("Reason for visit").fill("Short of breath on the stairs since last week")
        picture(page, "book")


def doctor(browser: Browser, site: Site) -> None:
    """The day with a patient beside it, John Doe's chart, a note about him, his ECG in place."""
    with person(browser, site, DR_SMITH) as someone:
        page = someone.go("/day/")
        if not page.locator("li.visit.is-chosen").count():
            page.locator("li.visit a").first.click()
        picture(page, "doctor-day")
        picture(someone.go(f"{OF_JOHN}/"), "chart")
        page = someone.go(f"{OF_JOHN}/note/")
        page.locator("[name=chief_complaint]").fill("Short of breath on the stairs")
        picture(page, "note", height=1000)
        picture(someone.go(f"{OF_JOHN}/documents/{ECG}/"), "document", height=1000)


def patient(browser: Browser, site: Site) -> None:
    """John Doe's home and documents; in passing he tries another patient's, and is refused."""
    with person(browser, site, JOHN) as john:
        picture(john.go("/home/"), "patient-home")
        picture(john.go(f"{OF_JOHN}/documents/"), "documents")
        john.go("/patients/patient_00001/records/")


def in_arabic(browser: Browser, site: Site) -> None:
    """The record of 1 June 2025 in Arabic, in the dark, on a phone."""
    with person(browser, site, JOHN, width=PHONE, scheme="dark") as john, john.reading("ar"):
        picture(john.go(f"{OF_JOHN}/records/{RECORD}/"), "record-arabic-phone")


def compliance(browser: Browser, site: Site) -> None:
    """What all of the above left in the trail."""
    with person(browser, site, OMAR) as omar:
        picture(omar.go("/oversight/"), "oversight", height=1000)


def picture(page: Page, name: str, *, height: int = 800) -> None:
    """Keep what is on the screen, from the top of the page and with nothing under the cursor."""
    width = page.evaluate("innerWidth")
    page.set_viewport_size({"width": width, "height": height})
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    if path.stat().st_size > LARGEST:  # a photograph or a trace among the words
        in_few_colours(path)


def in_few_colours(path: Path) -> None:
    """The same picture in a palette, at a fraction of its size."""
    with Image.open(path) as whole:
        few = whole.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE)
    few.save(path, optimize=True)


if __name__ == "__main__":
    main()
