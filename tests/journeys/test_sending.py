"""Documents on their way in: two pages by phone, a scan at the desk, one without a script."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.documents.files import paper, photo
from tests.journeys.browser import PHONE, held_back
from tests.journeys.desk import new_name
from tests.journeys.guests import FACE, shows_a_face
from tests.journeys.pages import DR_SMITH, JOHN, OF_JOHN, REEM, begins_to_send
from tests.journeys.site import Site
from tests.journeys.tries import this_try
from tools.run_local import manage

pytestmark = pytest.mark.browser


def chosen(name: str, mime: str, content: bytes) -> dict[str, Any]:
    """A file as the browser's own dialogue hands it over."""
    return {"name": name, "mimeType": mime, "buffer": content}


def begun(page: Page, title: str) -> None:
    page.get_by_label("What is it?").select_option(label="Laboratory report")
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Next: add the pages").click()


def test_a_patient_sends_two_pages_from_a_phone_and_the_doctor_finds_them(
    site: Site, visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    title = f"Results from abroad {new_name()}"
    with visiting(width=PHONE, storage_state=cookies_of(JOHN)) as john:
        # Given John says what it is
        page = john.go(f"{OF_JOHN}/documents/")
        page.get_by_role("link", name="Send a document").click()
        begun(page, title)
        # When he photographs both pages, and stops none
        expect(page.locator("#id_file[multiple]")).to_be_visible()  # else one at a time
        page.locator("#id_file").set_input_files([
            chosen("IMG_0001.jpg", "image/jpeg", photo(size=(2400, 3200))),
            chosen("IMG_0002.heic", "image/heic", photo("HEIF")),
        ])  # fmt: skip
        expect(page.locator("#arrived ol li")).to_have_count(2)
        expect(page.locator("#uploads")).to_contain_text("Arrived")
        assert john.overflow() == 0
        assert john.violations() == []
        page.get_by_role("button", name="Send it").click()
        # Then he sees that it is being checked, and before long that it was
        row = page.locator("#sent tr", has_text=title)
        expect(row).to_contain_text("Being checked")
        manage(site.environ, "check_documents")
        expect(row).to_contain_text("Checked, and part of the record")
        assert john.complaints == []
    with visiting(storage_state=cookies_of(DR_SMITH)) as doctor:
        page = doctor.go(f"{OF_JOHN}/documents/")
        with page.expect_download() as download:
            row = page.locator("tr", has_text=title)
            row.get_by_role("link", name="Download").click()
        assert download.value.suggested_filename == f"{title}.pdf"
        assert doctor.complaints == []


def test_a_file_that_is_too_large_is_said_before_it_is_sent_and_one_may_be_stopped(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], tmp_path: Path
) -> None:
    film = tmp_path / "film.pdf"
    film.touch()
    os.truncate(film, 26 * 1024 * 1024 + 1)
    with visiting(width=PHONE, storage_state=cookies_of(JOHN)) as john:
        page = john.go(f"{OF_JOHN}/documents/send/")
        begins_to_send(page)
        page.locator("#id_file").set_input_files(film)
        expect(page.locator("#uploads")).to_contain_text("at most 25 MB")
        page.route("**/medisecure-documents-incoming", lambda _: None)  # a line that stands still
        page.locator("#id_file").set_input_files(chosen("a.jpg", "image/jpeg", photo()))
        page.get_by_role("button", name="Cancel").click()
        expect(page.locator("#uploads")).to_contain_text("Cancelled")
        expect(page.locator("#arrived")).to_contain_text("Nothing yet")
        page.get_by_role("button", name="Do not send").click()
        expect(page.locator("#messages")).to_contain_text("It was taken back")


def a_page(status: int) -> Callable[[Route], None]:
    """What answers in the place of the site."""
    return lambda route: route.fulfill(status=status, content_type="text/html", body="<!doctype>")


def test_where_the_site_answers_with_a_page_instead_the_reader_is_told_in_words(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(width=PHONE, storage_state=cookies_of(JOHN)) as john:
        page = john.go(f"{OF_JOHN}/documents/send/")
        begins_to_send(page)
        for status in (200, 503):  # a page on which to sign in, or that nothing works just now
            page.route("**/part/", a_page(status))
            page.locator("#id_file").set_input_files(chosen("a.jpg", "image/jpeg", photo()))
            expect(page.locator("#uploads li").last).to_contain_text("It did not arrive")
            page.unroute("**/part/")


def test_a_file_that_is_chosen_before_the_script_has_come_is_sent_too(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(width=PHONE, storage_state=cookies_of(JOHN)) as john:
        page = john.go(f"{OF_JOHN}/documents/send/")
        late = held_back(page, "**/js/send*.js")
        begun(page, "Results before the script")
        page.locator("#id_file").set_input_files(chosen("a.jpg", "image/jpeg", photo()))
        assert len(late) == 1
        late[0].continue_()
        expect(page.locator("#arrived ol li")).to_have_count(1)
        page.get_by_role("button", name="Do not send").click()
        expect(page.locator("#messages")).to_contain_text("It was taken back")


def test_the_desk_adds_a_scan_without_a_script_and_is_told_what_is_no_document(
    site: Site, visiting: Callable[..., Any]
) -> None:
    scan, setup = f"Scan {new_name()}", f"Setup {new_name()}"
    with visiting(java_script_enabled=False) as desk:
        page = desk.sign_in(REEM)
        desk.go(f"{OF_JOHN}/details/")
        for title, content in ((scan, paper(2)), (setup, b"MZ" + paper())):
            page.get_by_role("link", name="Documents you added").click()
            page.get_by_role("link", name="Add a document").click()
            begun(page, title)
            page.locator("#id_file").set_input_files(chosen("x.pdf", "application/pdf", content))
            page.get_by_role("button", name="Add it").click()
            expect(page.locator("#arrived ol li")).to_have_count(1)
            page.get_by_role("button", name="Send it").click()
            expect(page.locator("#messages")).to_contain_text("It is being checked")
            page.get_by_role("link", name="Back to the patient").click()
        manage(site.environ, "check_documents")
        page.get_by_role("link", name="Documents you added").click()
        expect(page.locator("tr", has_text=scan)).to_contain_text("Checked")
        expect(page.locator("tr", has_text=setup)).to_contain_text("This is a program")
        assert desk.complaints == []


def test_the_desk_adds_a_photo_that_is_shown_as_soon_as_it_was_checked(
    site: Site, visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    who = this_try(site, shows_a_face).of(FACE)
    with visiting(width=PHONE, storage_state=cookies_of(REEM)) as reem:
        # Given the patient agreed to a photo
        page = reem.go(f"/patients/{who}/details/")
        page.get_by_role("link", name="Add a photo").click()
        page.get_by_label("agrees to a photo").check()
        page.get_by_role("button", name="Continue to the photo").click()
        # When Reem takes one, and a better one
        for size in ((900, 1200), (1200, 1600)):
            face = chosen("IMG_0003.jpg", "image/jpeg", photo(size=size))
            page.locator("#id_file").set_input_files([face])
        expect(page.locator("#uploads")).to_contain_text("Arrived")
        expect(page.locator("#arrived ol li")).to_have_count(1)
        assert reem.overflow() == 0
        assert reem.violations() == []
        page.get_by_role("button", name="Send it").click()
        expect(page.locator("#photo")).to_contain_text("is being checked")
        manage(site.environ, "check_documents")
        # Then it appears without a new page, and stands beside the name
        shown = page.locator("#photo img")
        expect(shown).to_be_visible()
        page.wait_for_function("document.querySelector('#photo img').naturalWidth === 360")
        assert reem.violations() == []
        page.get_by_role("link", name="Back to the patient").click()
        page.wait_for_function("document.querySelector('.patient-banner img').naturalWidth === 360")
        # And is gone when none is wanted any more
        page.get_by_role("link", name="Photo", exact=True).click()
        page.get_by_role("button", name="Remove the photo").click()
        expect(page.locator("#photo")).to_contain_text("There is no photo")
        assert reem.complaints == []
