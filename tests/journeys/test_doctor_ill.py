"""F3: a doctor is ill. Twelve visits are met, none is cancelled, each patient is offered a time."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.journeys.behind import stored_item
from tests.journeys.browser import SOON
from tests.journeys.desk import height_of_a_quarter
from tests.journeys.guests import (
    COLLEAGUE,
    DROPPED,
    ILL_DAY,
    ILL_DOCTOR,
    TWELVE,
    at,
    department,
    dropped,
    falls_ill,
)
from tests.journeys.pages import REEM
from tests.journeys.site import Site, ahead
from tests.journeys.tries import Try, this_try
from tools.local_cloud import mail
from tools.run_local import manage

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("guests")]

JOY = "staff_00002"
TAKEN_FROM = {name: clock for name, clock in DROPPED.values()}
MOVES = "**/move/"
A_FEW_MINUTES = 3  # a message is sent a minute after it was planned at the earliest


def test_twelve_visits_are_met_held_elsewhere_told_and_none_is_cancelled(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], site: Site
) -> None:
    """The sender runs as a few minutes later, so that nobody waits for the messages to be due."""
    this = this_try(site, falls_ill)
    with visiting(storage_state=cookies_of(REEM)) as desk:
        # Given the doctor has called in ill
        page = desk.go("/providers/")
        his = page.get_by_role("listitem").filter(has_text=this.named("Dr. Ibrahim Marzouq"))
        his.get_by_role("link", name="Time off").click()
        page.get_by_label("Why").select_option("SICK")
        page.get_by_label("First day").fill(ILL_DAY.isoformat())
        page.get_by_role("button", name="Add time off").press("Enter")
        # Then it counts at once, nobody is cancelled, and another time is held for each
        said = page.locator("#messages")
        expect(said).to_contain_text("No visit was cancelled.")
        expect(said).to_contain_text("Other times are held for 12 visits.")
        expect(rows(page)).to_have_count(len(TWELVE))
        expect(rows(page).filter(has_text="until")).to_have_count(len(TWELVE))
        expect(rows(page).filter(has_text="not yet")).to_have_count(len(TWELVE))
        assert desk.violations() == []
        # When one press proposes them, and the messages go out
        page.get_by_role("button", name="Propose to 12 patients").press("Enter")
        expect(said).to_contain_text("12 patients will be notified.")
        manage({**desk.site.environ, **ahead(A_FEW_MINUTES)}, "send_reminders")
        page.reload()
        # Then each of the twelve was written to, once
        expect(rows(page).filter(has_text="told")).to_have_count(len(TWELVE))
        assert sorted(mails_to_them(site, this)) == sorted(addresses(this))
        # And each visit stands where it stood, marked, until somebody moves it
        page = desk.go(board(this))
        expect(visits_of(page, this.of(ILL_DOCTOR))).to_have_count(len(TWELVE))
        away = page.locator(".board-column", has_text="Marzouq").get_by_role(
            "img", name="doctor away"
        )
        expect(away).to_have_count(len(TWELVE))
        assert {standing(site, this, n) for n in range(len(TWELVE))} == {"SCHEDULED"}
        assert desk.violations() == []
        assert desk.complaints == []


def test_of_two_clerks_who_drop_on_one_cell_at_once_one_wins_and_the_other_is_told(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], site: Site
) -> None:
    this = this_try(site, dropped)
    whose = this.of(COLLEAGUE)
    with (
        visiting(storage_state=cookies_of(REEM)) as reem,
        visiting(storage_state=cookies_of(JOY)) as joy,
    ):
        # Given two clerks before the same board, where a colleague of hers has a free cell
        boards = dict(zip(TAKEN_FROM, (reem.go(board(this)), joy.go(board(this))), strict=True))
        # When each drops a visit on it, and both are on their way before either arrives
        with both_at_once(boards.values()):
            for name, page in boards.items():
                drop(page, name, whose)
        # Then one stands there, and the other clerk is told why not
        for page in boards.values():
            expect(page.locator("#board-live[aria-busy]")).to_have_count(0)
        [beaten] = [n for n, page in boards.items() if page.locator("#board-says.notice").count()]
        loser = boards.pop(beaten)
        [(quick, winner)] = boards.items()
        expect(winner.locator("#messages")).to_contain_text("The visit is moved.")
        there = visits_of(winner, whose).filter(has_text="11:30")
        expect(there).to_have_text([re.compile(quick)])
        says = loser.locator("#board-says")
        expect(says).to_contain_text("The nearest free times are below.")
        assert reem.violations() == joy.violations() == []
        # And one press on the nearest of them puts the other visit there
        says.get_by_role("button").first.press("Enter")
        expect(loser.locator("#messages")).to_contain_text("The visit is moved.")
        expect(visits_of(loser, whose).filter(has_text=beaten)).to_have_count(1)
        expect(visits_of(loser, whose).filter(has_text=TAKEN_FROM[beaten])).to_have_count(0)
        expect(says).to_be_empty()
        assert reem.complaints == joy.complaints == []


def rows(page: Page) -> Locator:
    """The visits that the time off meets."""
    return page.locator("main table.data-table tbody tr")


def visits_of(page: Page, provider_id: str) -> Locator:
    column = page.locator(f".board-column:has([data-provider={provider_id}])")
    return column.locator(".board-entry > a")


def board(this: Try) -> str:
    return f"/board/?date={ILL_DAY}&department={department(this)}"


def addresses(this: Try) -> list[str]:
    return [f"{this.of(who)}@example.com" for who in TWELVE]


def mails_to_them(site: Site, this: Try) -> list[str]:
    theirs = addresses(this)
    return [each["To"][0] for each in mail.sent(site.state) if each["To"][0] in theirs]


def standing(site: Site, this: Try, n: int) -> str:
    """The status of one of the twelve visits, read at the time it was booked for."""
    who, name = this.of(list(TWELVE)[n]), this.of(f"appointment_ill_{n:02}")
    starts = at(ILL_DAY, f"{8 + n // 2:02}:{n % 2 * 30:02}")
    sort = f"APPOINTMENT#{name}#{starts:%Y-%m-%dT%H:%M:%SZ}"
    return str(stored_item(site, f"USER#{who}", sort)["status"]["S"])


@contextmanager
def both_at_once(pages: Iterable[Page]) -> Iterator[None]:
    """Keep what the pages send until all of them have sent it, then let it go at once."""
    pages, held = list(pages), list[Route]()
    for page in pages:
        page.route(MOVES, lambda route: held.append(route))  # noqa: PLW0108 - must be Python
    yield
    for _ in range(SOON // 50):
        if len(held) == len(pages):
            break
        pages[0].wait_for_timeout(50)
    for route in held:
        route.continue_()
    for page in pages:
        page.unroute(MOVES)
    assert len(held) == len(pages)


def drop(page: Page, name: str, whose: str) -> None:
    """Take a visit at its top and drop it on the cell, as a hand with a mouse does."""
    visit = page.locator(".board-entry", has_text=name)
    cells = page.locator(f".board-cells[data-provider={whose}]")
    opens = datetime.fromisoformat(cells.get_attribute("data-opens") or "")
    row = (at(ILL_DAY, "11:30") - opens) // timedelta(minutes=15)
    (x, y), (to_x, to_y) = near_the_top(visit), near_the_top(cells)
    to_y += row * height_of_a_quarter(cells)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y + 8, steps=2)
    page.mouse.move(to_x, to_y, steps=4)
    page.mouse.up()


def near_the_top(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + 30, box["y"] + 8
