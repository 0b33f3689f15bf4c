"""What the front desk does over and over, for the journeys that need it done."""

from datetime import date, datetime, timedelta
from itertools import cycle
from secrets import choice, randbelow

from playwright.sync_api import Locator, Page

from medisecure.clock import now
from tests.journeys.browser import Visitor
from tests.journeys.pages import CLINIC, DR_SMITH, JOHN, OF_JOHN

FREE = "input[name=starts_at]:not(:disabled)"
WEEKS_AHEAD = cycle(range(2, 52))
LETTERS = "abdefghiklmnorstu"


def new_name() -> str:
    """A family name nobody has yet."""
    return "".join(choice(LETTERS) for _ in range(10)).capitalize()


def new_birth_date() -> str:
    """Some day of the last century, day first."""
    return f"{1 + randbelow(28):02d}/{1 + randbelow(12):02d}/{1920 + randbelow(80)}"


def register(desk: Visitor, first: str, last: str, born: str) -> Page:
    """Fill in the registration and send it."""
    page = desk.go("/patients/new/")
    page.get_by_label("First name").fill(first)
    page.get_by_label("Family name").fill(last)
    page.get_by_label("Date of birth").fill(born)
    page.get_by_label("Phone", exact=True).fill(f"33{100_000 + randbelow(900_000)}")
    page.locator("#id_language").select_option("en")
    page.get_by_role("button", name="Register", exact=True).click()
    return page


def open_booking(desk: Visitor, on: date | None = None) -> Page:
    """The booking form for John Doe with the free times of Dr. Smith, on a day to come."""
    page = desk.go(f"{OF_JOHN}/book/?provider={DR_SMITH}&date={on or quiet_monday()}")
    if not page.locator(FREE).count():  # a holiday
        with page.expect_navigation():
            page.locator("button[name=other_day]").last.click()
    return page


def quiet_monday() -> date:
    """A working day of hers that hardly anybody has booked yet, another one on each call."""
    today = now().astimezone(CLINIC).date()
    return today + timedelta(days=7 * next(WEEKS_AHEAD) - today.weekday())


def choose_time(page: Page, place: int = 0) -> datetime:
    """Choose one of the free times; when that is on the clinic's clock."""
    free = page.locator("label.slot").filter(has=page.locator(FREE)).nth(place)
    value = free.locator("input").get_attribute("value") or ""
    free.click()
    return datetime.fromisoformat(value).astimezone(CLINIC)


def send(page: Page) -> None:
    """Book what is chosen."""
    with page.expect_navigation():
        page.get_by_role("button", name="Book this visit").click()


def book_for_john(page: Page) -> Locator:
    """The link to the booking form beside John Doe among the patients found."""
    return page.get_by_role("row").filter(has_text=JOHN).get_by_role("link", name="Book")


def height_of_a_quarter(on_the_board: Locator) -> float:
    """How many pixels a quarter of an hour takes on the board that is shown."""
    height = on_the_board.evaluate(
        "each => parseFloat(getComputedStyle(each.closest('.board-cells')).gridAutoRows)"
    )
    return float(height)
