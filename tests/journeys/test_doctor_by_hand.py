"""The doctor's journeys of the product by mouse, and each by the keyboard alone, hands counted.

D1 prescribe against an allergy, D2 lose nothing, D3 break the glass. The clicks and keys of each
stand among the run's properties.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from medisecure.clock import now, utc_text
from tests.journeys.behind import let_session_expire, not_in_care_of
from tests.journeys.guests import bring_in, patient
from tests.journeys.keys import tab_to
from tests.journeys.pages import DR_SMITH
from tests.journeys.site import Item, Site
from tests.journeys.test_note import COUNTED, NOTE, counts, entry
from tests.journeys.tries import FIRST, Try, this_try

pytestmark = pytest.mark.browser
WHY = "Skin test negative last month"
Record = Callable[..., None]


@pytest.fixture(scope="module")
def seen_before(site: Site) -> None:
    """Whom the first tries need."""
    each = (allergic_by_mouse, allergic_by_keys, typed_by_mouse, typed_by_keys)
    bring_in(site, [item for furnish in each for item in furnish(FIRST)])


def allergic_by_mouse(this: Try) -> Iterator[Item]:
    yield from of_dr_smith(this.of("patient_allergic_mouse"), "By0 Hand", allergies=["Penicillin"])


def allergic_by_keys(this: Try) -> Iterator[Item]:
    yield from of_dr_smith(this.of("patient_allergic_keys"), "By1 Hand", allergies=["Penicillin"])


def typed_by_mouse(this: Try) -> Iterator[Item]:
    yield from of_dr_smith(this.of("patient_typed_by_mouse"), "By2 Hand")


def typed_by_keys(this: Try) -> Iterator[Item]:
    yield from of_dr_smith(this.of("patient_typed_by_keys"), "By3 Hand")


def of_dr_smith(who: str, name: str, **medical: Any) -> Iterator[Item]:
    """A patient she has seen a month ago."""
    seen = utc_text(now().replace(second=0, microsecond=0) - timedelta(days=30))
    yield patient(who, name, "+97455001200") | ({"medicalInfo": medical} if medical else {})
    yield entry(who, seen)


def note_about(site: Site, furnish: Callable[[Try], Iterator[Item]]) -> str:
    """The address of a note about this try's patient."""
    someone = next(furnish(this_try(site, furnish)))
    return f"/patients/{someone['PK'].removeprefix('USER#')}/note/"


@pytest.fixture
def smith(
    seen_before: None, visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> Iterator[Any]:
    with visiting(storage_state=cookies_of(DR_SMITH)) as doctor:
        doctor.page.add_init_script(COUNTED)
        yield doctor


@pytest.fixture
def smith_signed_in_anew(seen_before: None, visiting: Callable[..., Any]) -> Iterator[Any]:
    """Whose session may end: it is shared with no other journey."""
    with visiting() as doctor:
        doctor.sign_in(DR_SMITH)
        doctor.page.add_init_script(COUNTED)
        yield doctor


def told(record_property: Record, page: Page) -> dict[str, int]:
    """What hands did, kept with the run."""
    done = counts(page)
    for kind, name in (("pointerdown", "clicks"), ("keydown", "keys")):
        record_property(name, done.get(kind, 0))
    return done


def press(page: Page, wanted: Locator) -> None:
    """Go there with Tab and press it."""
    tab_to(page, wanted)
    page.keyboard.press("Enter")


def write(page: Page, name: str, text: str) -> None:
    """Go to the field with Tab and type."""
    tab_to(page, page.locator(f"[name='{name}']"))
    page.keyboard.type(text)


def is_prescribed(smith: Any, page: Page) -> None:
    """The entry holds what was decided against the finding, and so does the paper."""
    entry_page = page.locator("main")
    for words in ("130/85", "99.5", "Heart failure, unspecified", WHY):
        expect(entry_page).to_contain_text(words)
    assert smith.complaints == []


def paper_of(page: Page, go: Callable[[Page, Locator], None]) -> str:
    """The text of the PDF that the page offers."""
    with page.expect_download() as arriving:
        go(page, page.locator("main a[href$='/pdf/']").first)
    content = Path(arriving.value.path()).read_bytes()
    return "".join(each.extract_text() for each in PdfReader(BytesIO(content)).pages)


def click(_page: Page, wanted: Locator) -> None:
    """Press it with the mouse."""
    wanted.click()


def test_prescribing_against_an_allergy_by_mouse(
    smith: Any, site: Site, record_property: Record
) -> None:
    page = smith.go(note_about(site, allergic_by_mouse))
    # Given vital signs with units
    page.locator("[name=blood_pressure]").click()
    page.keyboard.type("130/85")
    page.locator("[name=temperature]").click()
    page.keyboard.type("99.5")
    page.locator("[name=temperature_unit]").select_option("[degF]")
    # And a diagnosis found by words, a medicine by its name
    page.locator("[name=dx_q]").click()
    page.keyboard.type("failure heart")
    page.locator("#dx-found button", has_text="I50.9").first.click()
    expect(page.locator("[name='dx-0-text']")).to_have_value("I50.9 Heart failure, unspecified")
    page.locator("[name=rx_q]").click()
    page.keyboard.type("amoxicillin")
    page.locator("#rx-found button").first.click()
    expect(page.locator("[name='rx-0-medication']")).to_have_value("Amoxicillin")
    # When she signs, she is stopped
    page.locator("[name=sign]").first.click()
    expect(page.locator(".note-findings")).to_contain_text("Conflict")
    expect(page.locator("[name=blood_pressure]")).to_have_value("130/85")
    # And with a reason it is signed
    page.locator("[name='rx-0-reason']").click()
    page.keyboard.type(WHY)
    page.locator("[name=sign]").first.click()
    is_prescribed(smith, page)
    # Then the prescription is a complete PDF
    page.locator("main a[href*='kind=prescription']").click()
    page.locator("main form [type=submit]").last.click()
    paper = paper_of(page, click)
    assert "By0 Hand" in paper
    assert "moxicillin" in paper
    assert "1/1" in paper
    done = told(record_property, page)
    assert done["pointerdown"] <= 14


def test_prescribing_against_an_allergy_by_keyboard(
    smith: Any, site: Site, record_property: Record
) -> None:
    page = smith.go(note_about(site, allergic_by_keys))
    press(page, page.locator(".note-parts a[href='#part-vitals']"))
    page.keyboard.type("130/85")
    write(page, "temperature", "99.5")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=temperature_unit]")).to_have_value("[degF]")
    write(page, "dx_q", "failure heart")
    expect(page.locator("#dx-found")).to_contain_text("I50.9")
    press(page, page.locator("#dx-found button", has_text="I50.9"))
    expect(page.locator("[name='dx-0-text']")).to_have_value("I50.9 Heart failure, unspecified")
    write(page, "rx_q", "amoxicillin")
    expect(page.locator("#rx-found")).to_contain_text("moxicillin")
    page.keyboard.press("Enter")
    expect(page.locator("[name='rx-0-medication']")).to_have_value("Amoxicillin")
    press(page, page.locator("[name=sign]"))
    expect(page.locator(".note-findings")).to_contain_text("Conflict")
    write(page, "rx-0-reason", WHY)
    press(page, page.locator("[name=sign]"))
    is_prescribed(smith, page)
    press(page, page.locator("main a[href*='kind=prescription']"))
    press(page, page.locator("main form [name=preview]"))
    expect(page.get_by_role("heading", name="not issued yet")).to_be_visible()
    press(page, page.locator("main form [type=submit]:not([name])"))
    assert "moxicillin" in paper_of(page, press)
    told(record_property, page)
    assert "pointerdown" not in counts(page)


@contextmanager
def second_window(page: Page) -> Iterator[Page]:
    opened = page.context.new_page()
    opened.add_init_script(COUNTED)
    try:
        yield opened
    finally:
        opened.close()


def test_two_windows_and_an_ended_session_by_keyboard(
    smith_signed_in_anew: Any, site: Site, record_property: Record
) -> None:
    smith = smith_signed_in_anew
    path = note_about(site, typed_by_keys)
    page = smith.go(path)
    press(page, page.locator(".note-parts a[href='#part-history']"))
    page.keyboard.press("Tab")
    page.keyboard.insert_text(NOTE)
    expect(page.locator("#note-saved")).to_contain_text("Saved at")
    with second_window(page) as second:
        second.goto(smith.site.url + path)
        tab_to(second, second.locator("[name=recommendations]"))
        second.keyboard.type("From the second window")
        expect(second.locator("#note-saved")).to_contain_text("Saved at")
        expect(second.locator("[name=seen]")).to_have_value("1")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("From the first")
    expect(page.locator("#note-saved")).to_contain_text("another window")
    press(page, page.locator("[name=check]"))
    expect(page.locator("#conflict-title")).to_be_visible()
    press(page, page.locator("[name=check]"))
    expect(page.locator("[name=recommendations]")).to_have_value("From the second window")
    expect(page.locator("[name=notes]")).to_have_value(NOTE)
    expect(page.locator("[name=chief_complaint]")).to_have_value("From the first")
    let_session_expire(smith.site, page)
    write(page, "chief_complaint", "Typed after the end")  # what has the focus is selected by Tab
    press(page, page.locator("[name=check]"))
    sign_in_by_keys(smith)
    expect(page.locator("[name=chief_complaint]")).to_have_value("Typed after the end")
    press(page, page.locator("button[name=sign]"))
    expect(page.locator("main")).to_contain_text("Typed after the end")
    told(record_property, page)
    assert "pointerdown" not in counts(page)


def into(page: Page, name: str, text: str) -> None:
    """Click into the field and type behind what stands there."""
    page.locator(f"[name='{name}']").click()
    page.keyboard.press("End")
    page.keyboard.insert_text(text)


def test_two_windows_and_an_ended_session_by_mouse(
    smith_signed_in_anew: Any, site: Site, record_property: Record
) -> None:
    smith = smith_signed_in_anew
    path = note_about(site, typed_by_mouse)
    page = smith.go(path)
    # Given a note in two windows, each of which says something else of one field
    into(page, "notes", NOTE)
    expect(page.locator("#note-saved")).to_contain_text("Saved at")
    with second_window(page) as second:
        second.goto(smith.site.url + path)
        expect(second.locator("[name=notes]")).to_have_value(NOTE)
        for name in ("recommendations", "chief_complaint"):
            into(second, name, "From the second window")
        expect(second.locator("[name=seen]")).to_have_value("1")
        in_second = counts(second).get("pointerdown", 0)
    into(page, "chief_complaint", "From the first")
    expect(page.locator("#note-saved")).to_contain_text("another window")
    # Then both texts stand side by side, field by field, and she chooses
    page.locator("[name=check]").first.click()
    asked = page.locator(".note-conflict")
    expect(asked).to_contain_text("From the first")
    expect(asked).to_contain_text("From the second window")
    assert smith.violations() == []
    asked.locator("[name='pick-chief_complaint'][value=theirs]").click()
    page.locator("[name=check]").first.click()
    expect(page.locator("[name=chief_complaint]")).to_have_value("From the second window")
    expect(page.locator("[name=recommendations]")).to_have_value("From the second window")
    expect(page.locator("[name=notes]")).to_have_value(NOTE)
    # And nothing is lost with the session
    let_session_expire(smith.site, page)
    into(page, "chief_complaint", ", typed after the end")
    page.locator("[name=check]").first.click()
    smith.identify(DR_SMITH)
    whole = "From the second window, typed after the end"
    expect(page.locator("[name=chief_complaint]")).to_have_value(whole)
    page.locator("button[name=sign]").first.click()
    expect(page.locator("main")).to_contain_text(whole)
    done = told(record_property, page)
    record_property("clicks in the second window", in_second)
    assert done["pointerdown"] <= 10


def sign_in_by_keys(doctor: Any) -> None:
    """Fill in Cognito's page."""
    page, (name, password) = doctor.page, doctor.site.people[DR_SMITH]
    tab_to(page, page.locator("input[name=username]"))
    page.keyboard.type(name)
    tab_to(page, page.locator("input[name=password]"))
    page.keyboard.type(password)
    page.keyboard.press("Enter")
    page.wait_for_url(doctor.site.url + "/**")


def test_breaking_the_glass_by_keyboard(
    visiting: Callable[..., Any], site: Site, record_property: Record
) -> None:
    stranger = not_in_care_of(site, DR_SMITH)
    with visiting() as doctor:
        doctor.page.add_init_script(COUNTED)
        page = doctor.go("/")
        press(page, page.locator("main a.btn-primary"))
        sign_in_by_keys(doctor)
        assert page.request.get(f"{site.url}/patients/{stranger}/").status == 404
        page = doctor.go("/my-patients/")
        press(page, page.locator("main a[href='/emergency/']"))
        write(page, "patient", stranger)
        tab_to(page, page.locator("main [name=reason]").first)
        page.keyboard.press("Space")
        write(page, "words", "Found unconscious in the lobby")
        press(page, page.locator("main form button[type=submit]").last)
        page.wait_for_url(f"**/patients/{stranger}/")
        expect(page.locator(".break-glass")).to_be_visible()
        told(record_property, page)
        assert "pointerdown" not in counts(page)
        assert doctor.complaints == []


def test_breaking_the_glass_by_mouse(
    visiting: Callable[..., Any], site: Site, record_property: Record
) -> None:
    stranger = not_in_care_of(site, DR_SMITH)
    with visiting() as doctor:
        doctor.page.add_init_script(COUNTED)
        page = doctor.sign_in(DR_SMITH)
        before = counts(page).get("pointerdown", 0)
        # Given a patient who is not hers
        assert page.request.get(f"{site.url}/patients/{stranger}/").status == 404
        page.locator("nav a[href='/my-patients/']").first.click()
        page.locator("main a[href='/emergency/']").click()
        page.locator("main [name=patient]").click()
        page.keyboard.insert_text(stranger)
        page.locator("main [name=reason]").first.click()
        page.locator("main [name=words]").click()
        page.keyboard.insert_text("Found unconscious in the lobby")
        page.locator("main form button[type=submit]").last.click()
        # Then the chart is open, and its banner says until when
        page.wait_for_url(f"**/patients/{stranger}/")
        expect(page.locator(".break-glass")).to_be_visible()
        done = told(record_property, page)
        assert done["pointerdown"] - before <= 6
        assert doctor.complaints == []
