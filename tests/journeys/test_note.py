"""A follow-up visit from *Start* to *Sign and next*, written in seconds."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from medisecure.clock import now, utc_text
from tests.journeys.browser import PHONE
from tests.journeys.guests import at, bring_in, day_to_come, patient, visit
from tests.journeys.keys import tab_to
from tests.journeys.pages import DR_SMITH, OF_JOHN
from tests.journeys.site import Item, Site
from tests.journeys.tries import FIRST, Try, this_try

pytestmark = pytest.mark.browser
SALWA, TARIQ, UMM = "Salwa Qasim", "Tariq Qasim", "Umaima Qasim"
MOST_CLICKS = 12
# Counts what a hand does, in all windows and pages of this browser.
COUNTED = """
for (const kind of ["pointerdown", "keydown"])
  addEventListener(kind, (event) => {
    if (!event.isTrusted) return;
    const counts = JSON.parse(sessionStorage.getItem("counts") ?? "{}");
    counts[kind] = (counts[kind] ?? 0) + 1;
    sessionStorage.setItem("counts", JSON.stringify(counts));
  }, true);
"""
NOTE = "مريض يعاني من ألم في الصدر. " * 40 + "Chest pain for two days. " * 40


@pytest.fixture(scope="module")
def waiting(site: Site) -> None:
    """Whom the first tries need."""
    bring_in(site, [*two_in_the_room(FIRST), *one_in_the_room(FIRST)])


def two_in_the_room(this: Try) -> Iterator[Item]:
    """Two who follow each other; those of a later try stand before what an earlier one left."""
    yield from in_the_room(this, "patient_follows_up", SALWA, 20 - 10 * this.number)
    yield from in_the_room(this, "patient_comes_next", TARIQ, 25 - 10 * this.number)


def one_in_the_room(this: Try) -> Iterator[Item]:
    yield from in_the_room(this, "patient_by_keys", UMM, 30 + 5 * this.number)


def in_the_room(this: Try, who: str, name: str, minute: int) -> Iterator[Item]:
    """A patient whom Dr. Smith has seen before, in the room just now.

    For five minutes from so many after midnight: nobody else has visits at night, and a day that
    has only just begun lets no later one be started.
    """
    seen = now().replace(second=0, microsecond=0) - timedelta(days=30)
    yield patient(this.of(who), this.named(name), "+97455001100")
    yield entry(this.of(who), utc_text(seen))
    starts = at(day_to_come(0), "00:00") + timedelta(minutes=minute)
    met = visit(this.of(f"appointment_of_{who}"), this.of(who), DR_SMITH, starts, "IN_ROOM")
    met["schedulingInfo"]["duration"] = 5
    yield met


def entry(who: str, seen: str) -> dict[str, Any]:
    """An entry of a month ago with a prescription and vital signs."""
    name = f"consultation_of_{who}"
    return {
        "PK": f"USER#{who}", "SK": f"RECORD#{name}#{seen}", "entityType": "RECORD",
        "recordType": "CONSULTATION", "recordId": name, "patientId": who, "providerId": DR_SMITH,
        "visitInfo": {"date": seen},
        "clinicalData": {
            "chiefComplaint": "Raised readings",
            "vitalSigns": {"bloodPressure": "145/90", "heartRate": 70},
            "diagnosis": [{"code": "I10", "description": "Essential (primary) hypertension"}],
            "treatment": {"prescription": [{"medication": "Amlodipine", "dosage": "5mg",
                                            "frequency": "Once daily", "duration": "90 days"}]},
        },
        "createdAt": seen, "updatedAt": seen, "status": "COMPLETED",
    }  # fmt: skip


@pytest.fixture
def smith(waiting: None, visiting: Callable[..., Any], cookies_of: Callable[[str], Any]) -> Any:
    with visiting(storage_state=cookies_of(DR_SMITH)) as doctor:
        doctor.page.add_init_script(COUNTED)
        yield doctor


def counts(page: Page) -> dict[str, int]:
    found: dict[str, int] = page.evaluate("JSON.parse(sessionStorage.getItem('counts') ?? '{}')")
    return found


def test_a_follow_up_takes_no_more_than_twelve_clicks(
    smith: Any, record_property: Callable[..., None], site: Site
) -> None:
    this = this_try(site, two_in_the_room)
    first, second = this.named(SALWA), this.named(TARIQ)
    # Given her day, on which a patient waits in the room
    page = smith.go("/day/")
    # When she starts, writes the vital signs, repeats the prescription and signs
    row = page.locator("li.visit", has_text=first)
    row.get_by_role("button", name=re.compile("Start")).click()
    expect(page.locator("h1")).to_have_text("Note of the visit")
    expect(page.locator(".patient-banner")).to_contain_text(first)
    expect(page.locator("main")).to_contain_text("Last: 145/90")
    page.locator("[name=blood_pressure]").click()
    page.keyboard.type("135/85")
    page.keyboard.press("Tab")
    page.keyboard.type("72")
    page.get_by_role("button", name="Repeat last prescription").click()
    expect(page.locator("[name='rx-0-medication']")).to_have_value("Amlodipine")
    expect(page.locator("[name=heart_rate]")).to_have_value("72")
    page.get_by_role("button", name="Sign and next").click()
    # Then it is signed, the visit is done, and the next patient is chosen
    expect(page.locator("#messages")).to_contain_text("Signed.")
    expect(page.locator("#patient")).to_contain_text(second)
    expect(page.locator("li.visit", has_text=first)).to_contain_text("Completed")
    done = counts(page)
    record_property("clicks", done["pointerdown"])
    record_property("keys", done["keydown"])
    assert done["pointerdown"] <= MOST_CLICKS
    assert smith.complaints == []


def test_the_same_with_the_keyboard_alone(smith: Any, site: Site) -> None:
    name = this_try(site, one_in_the_room).named(UMM)
    page = smith.go("/day/")
    row = page.locator("li.visit", has_text=name)
    tab_to(page, row.get_by_role("button", name=re.compile("Start")))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Note of the visit")
    page.wait_for_load_state()  # before it has loaded the link leads to the part, not into it
    tab_to(page, page.locator(".note-parts a[href='#part-vitals']"))
    page.keyboard.press("Enter")
    expect(page.locator("[name=blood_pressure]")).to_be_focused()
    page.keyboard.type("135/85")
    tab_to(page, page.locator("[name=repeat]").first)
    page.keyboard.press("Enter")
    expect(page.locator("[name='rx-0-medication']")).to_have_value("Amlodipine")
    tab_to(page, page.locator("[name=sign]").first)
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Signed.")
    assert "pointerdown" not in counts(page)


def test_on_a_phone_the_patient_stays_on_the_screen_and_sections_stay_as_they_were_left(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(width=PHONE, storage_state=cookies_of(DR_SMITH)) as doctor:
        # Given a note on a phone, and the last of its sections on the screen
        page = doctor.go(f"{OF_JOHN}/note/")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        # Then whose note it is and what they are allergic to stands there still
        banner = page.locator(".patient-banner")
        for words in ("John Doe", "15 June 1985", "Penicillin"):
            expect(banner.get_by_text(words)).to_be_in_viewport()
        # And a section that was folded is folded the next time, until a key leads to it
        part = page.locator("#part-vitals")
        part.locator("summary").first.click()
        page.reload()
        expect(part).not_to_have_attribute("open", "")
        page.locator(".note-parts [accesskey='2']").focus()
        page.keyboard.press("Enter")
        expect(part).to_have_attribute("open", "")
        assert doctor.complaints == []


def test_enter_in_a_box_of_one_line_saves_and_one_goes_on_in_it(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(DR_SMITH)) as doctor:
        page = doctor.go(f"{OF_JOHN}/note/")
        box = page.locator("[name=oxygen_saturation]")
        box.fill("97")
        box.evaluate("box => scrollBy(0, box.getBoundingClientRect().top - 300)")
        with page.expect_navigation():
            box.press("Enter")
        expect(page.locator("#note-saved")).to_contain_text("Saved at")
        expect(box).to_be_focused()
        expect(box).to_have_value("97")
        top = box.evaluate("box => box.getBoundingClientRect().top")
        assert abs(top - 300) < 60  # where it was, but for a line that came above it
        assert doctor.complaints == []
