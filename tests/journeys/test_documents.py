"""Documents as people live with them: read by keys, moved, fetched whole, kept by a legal hold."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from medisecure.clock import now, utc_text
from medisecure.web.input.fields import new_id
from tests.documents.files import paper
from tests.journeys.behind import client
from tests.journeys.browser import SOON
from tests.journeys.guests import bring_in
from tests.journeys.pages import DR_SMITH, ECG, JOHN, MARIAM, OF_JOHN, OMAR, REEM
from tests.journeys.site import Site
from tests.people import profile
from tools.local_environment import local_administrator
from tools.run_local import manage

pytestmark = pytest.mark.browser
Visiting = Callable[..., Any]
CookiesOf = Callable[[str], Any]
OF_MARIAM = f"/patients/{MARIAM}"


def test_a_doctor_reads_an_ecg_in_place_by_keyboard(
    visiting: Visiting, cookies_of: CookiesOf
) -> None:
    with visiting(storage_state=cookies_of(DR_SMITH)) as doctor:
        page = doctor.go(f"{OF_JOHN}/documents/")
        page.locator(f"main a[href$='/documents/{ECG}/']").focus()
        page.keyboard.press("Enter")
        frame = page.locator(".sheet-frame")
        expect(frame.locator("img")).to_be_visible()
        page.wait_for_load_state()  # no page says that it hears keys
        while not frame.evaluate("it => it === document.activeElement"):
            page.keyboard.press("Tab")
        narrow = drawn_width(page)
        page.keyboard.press("+")
        page.wait_for_url("**zoom=150**")
        expect(frame).to_be_focused()
        assert drawn_width(page) > narrow
        scrolls(frame)
        page.keyboard.press("-")
        page.wait_for_url("**zoom=100**")
        page.locator("summary", has_text="The words of this page").press("Enter")
        expect(page.locator(".sheet-text pre")).to_contain_text("12-Lead ECG Report")
        assert page.locator("iframe, embed, object").count() == 0
        assert doctor.complaints == []


def scrolls(frame: Locator) -> None:
    """Press the arrow until the page's frame has moved: what is not drawn yet does not.

    The site allows no script that comes as text.
    """
    for _ in range(SOON // 50):
        frame.page.keyboard.press("ArrowDown")
        if frame.evaluate("it => it.scrollTop > 0"):
            return
        frame.page.wait_for_timeout(50)
    raise AssertionError("the frame did not scroll")


def drawn_width(page: Page) -> int:
    """How many pixels wide the page was drawn on the server."""
    return int(page.locator(".sheet-frame img").evaluate("it => it.naturalWidth"))


def test_what_was_filed_for_the_wrong_patient_is_moved_and_the_first_is_told(
    site: Site, visiting: Visiting, cookies_of: CookiesOf
) -> None:
    title = (
        f"Referral to the eye clinic, {new_id('letter')}"  # a second try of this finds only its own
    )
    with visiting(storage_state=cookies_of(REEM)) as desk:
        # Given the desk has filed Mariam's letter in John's record
        page = desk.go(f"{OF_JOHN}/documents/send/")
        page.get_by_label("What is it?").select_option(label="Referral")
        page.get_by_label("Title").fill(title)
        page.get_by_label("The patient sees it too").check()
        page.get_by_role("button", name="Next: add the pages").click()
        letter = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": paper(2)}
        page.locator("#id_file").set_input_files(letter)
        expect(page.locator("#arrived ol li")).to_have_count(1)
        page.get_by_role("button", name="Send it").click()
        manage(site.environ, "check_documents")
        row = page.locator("#sent tr", has_text=title)
        expect(row).to_contain_text("Checked, and part of the record")
        # When she sees it and moves it, first to an id that nobody has
        row.get_by_role("link", name="Filed for the wrong patient").click()
        page.get_by_label("Reason").fill("Two patients at the desk at once")
        page.get_by_label("The right patient").fill("patient_99999999")
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("main")).to_contain_text("No patient has this id")
        expect(page.get_by_label("Reason")).to_have_value("Two patients at the desk at once")
        page.get_by_label("The right patient").fill(MARIAM)
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("main")).to_contain_text("14 March 1988")
        assert desk.violations() == []
        page.get_by_role("button", name="Move it to this patient").click()
        # Then it stands there, and here no more
        expect(page.locator("#sent")).to_contain_text(title)
        expect(desk.go(f"{OF_JOHN}/documents/sent/").locator("#sent")).not_to_contain_text(title)
        assert desk.complaints == []
    with visiting(storage_state=cookies_of(JOHN)) as john:
        listed = john.go(f"{OF_JOHN}/documents/").locator("main")
        expect(listed).not_to_contain_text(title)
    with visiting(storage_state=cookies_of(MARIAM)) as mariam:
        listed = mariam.go(f"{OF_MARIAM}/documents/").locator("main")
        expect(listed).to_contain_text(title)
    assert any(
        each["kind"]["S"] == "DOCUMENT_MOVED" for each in messages_of(site, JOHN)
    )  # to be sent by the next job


def messages_of(site: Site, patient_id: str) -> list[dict[str, Any]]:
    """What is planned to be told to a patient."""
    rows = client(site).get_paginator("scan").paginate(
        TableName=site.environ["TABLE_NAME"],
        FilterExpression="entityType = :kind AND patientId = :patient",
        ExpressionAttributeValues={":kind": {"S": "REMINDER"}, ":patient": {"S": patient_id}},
    )  # fmt: skip
    return [item for each in rows for item in each["Items"]]


def test_in_arabic_a_patient_reads_downloads_all_and_sees_who_looked(
    site: Site, visiting: Visiting
) -> None:
    with visiting(width=360, accept_downloads=True) as mariam:
        page = mariam.sign_in(MARIAM)
        with mariam.reading("ar"):
            # Given she reads a visit, in her language
            mariam.go(f"{OF_MARIAM}/records/")
            page.locator("main a[href*='/records/consultation_']").first.click()
            expect(page.locator("html")).to_have_attribute("dir", "rtl")
            # When she downloads a document
            mariam.go(f"{OF_MARIAM}/documents/")
            with page.expect_download() as arriving:
                page.locator("main a[href$='/download/']").first.click()
            assert Path(arriving.value.path()).read_bytes()[:4] in (b"%PDF", b"\x89PNG")
            expect(page.locator("h1")).to_have_text("الملف في طريقه إليك")
            assert mariam.overflow() == 0
            # And, when the way there has run out, is not left alone with what the store says
            page.route("**/medisecure-documents/**", run_out)
            page.get_by_role("link", name="نزّله من جديد").click()
            page.wait_for_load_state("networkidle")
            assert page.url.startswith(site.url)
            expect(page.locator("main")).to_contain_text("نزّله من جديد")
            expect(page.locator("body")).not_to_contain_text("AccessDenied")
            page.unroute_all()
            # When she asks for all her data
            said = [each for each in mariam.complaints if "403" not in each]
            mariam.go(f"{OF_MARIAM}/all-data/")
            page.locator("main form button[type=submit]").first.click()
            manage(site.environ, "prepare_archives")
            mariam.go(f"{OF_MARIAM}/all-data/")
            with page.expect_download() as arriving:
                page.locator("main li form button").first.click()
            archive = ZipFile(io.BytesIO(Path(arriving.value.path()).read_bytes()))
            assert archive.testzip() is None
            assert json.loads(archive.read("bundle.json"))["resourceType"] == "Bundle"
            assert archive.read("record/001.pdf").startswith(b"%PDF")
            assert page.url.startswith(site.url)
            # Then she sees that she looked, and nobody else's pages
            looks = mariam.go(f"{OF_MARIAM}/viewed-by/").locator("main")
            expect(looks.locator(".timeline-item").first).to_be_visible()
            assert said == []
            before = refusals(site, MARIAM)
            for place in ("documents", "all-data", "viewed-by", f"documents/{ECG}", "shared"):
                answer = page.goto(f"{site.url}{OF_JOHN}/{place}/")
                assert answer is not None
                assert answer.status == 404
            assert refusals(site, MARIAM) >= before + 5


def run_out(route: Route) -> None:
    """The same link a minute later: what was signed is no longer what is asked."""
    url = route.request.url
    route.continue_(url=url.replace("X-Amz-Expires=60", "X-Amz-Expires=61"))


def refusals(site: Site, who: str) -> int:
    """How many refusals of this person the trail holds."""
    rows = client(site).get_paginator("scan").paginate(
        TableName=site.environ["TABLE_NAME"],
        FilterExpression="userId = :who AND #result = :denied AND entityType = :kind",
        ExpressionAttributeNames={"#result": "result"},
        ExpressionAttributeValues={
            ":who": {"S": who}, ":denied": {"S": "DENIED"}, ":kind": {"S": "AUDIT"},
        },
    )  # fmt: skip
    return sum(len(each["Items"]) for each in rows)


@pytest.fixture
def kept_long(site: Site) -> tuple[str, str]:
    """Somebody's only document, filed eight years ago: patient id, document id."""
    old, name = new_id("patient"), new_id("doc")
    filed = now() - timedelta(days=8 * 366)
    made, key = utc_text(filed), f"documents/{name}"
    client(site, "s3").put_object(Bucket=site.environ["DOCUMENTS_BUCKET"], Key=key, Body=paper())
    bring_in(site, [
        profile(old, "PATIENT", "Hassan", "Old", f"{old}@example.com".lower(), born="1950-01-02"),
        {
            "PK": f"USER#{old}", "SK": f"DOCUMENT#{name}#{made}",
            "GSI1PK": "DOCUMENT_TYPE#LAB_REPORT", "GSI1SK": made, "entityType": "DOCUMENT",
            "documentId": name, "patientId": old, "providerId": DR_SMITH,
            "documentInfo": {"type": "LAB_REPORT", "title": "Very old"},
            "fileInfo": {"s3Bucket": "medisecure-documents", "s3Key": key, "fileName": "a.pdf",
                         "mimeType": "application/pdf"},
            "security": {"accessLevel": "PATIENT_PROVIDER_ONLY", "retentionPeriod": "7_YEARS"},
            "status": "ACTIVE", "createdAt": made, "updatedAt": made,
        },
    ])  # fmt: skip
    return old, name


def test_a_legal_hold_stops_the_end_of_seven_years(
    site: Site, visiting: Visiting, cookies_of: CookiesOf, kept_long: tuple[str, str]
) -> None:
    old, name = kept_long
    theirs = f"main a[href*='{old}']"
    manage(site.environ, "review_retention")
    with visiting(storage_state=cookies_of(OMAR)) as omar:
        # Given a document whose seven years are over, and one officer who proposes its end
        page = omar.go("/oversight/documents/")
        expect(page.locator("main")).not_to_contain_text("Very old")
        page.locator(theirs).first.click()
        does(page, "Propose its disposal", "Its time is over")
        expect(page.get_by_role("button", name="Agree")).to_have_count(0)  # nobody agrees alone
        # When a court asks for it, and a hold is set
        does(page, "Set a legal hold", "Court order 17")
        expect(page.get_by_role("button", name="Lift the legal hold")).to_be_visible()
        assert omar.violations() == []
        # Then neither the review nor the keeper's command ends it
        as_keeper = local_administrator(site.environ)
        manage(site.environ, "review_retention")
        manage(as_keeper, "dispose_documents", "--apply")
        omar.go("/oversight/documents/?queue=HELD")
        expect(page.locator(theirs).first).to_be_visible()
        assert omar.go("/oversight/documents/?queue=AGREED").locator(theirs).count() == 0
        kept = client(site, "s3").head_object(
            Bucket=site.environ["DOCUMENTS_BUCKET"], Key=f"documents/{name}"
        )
        assert kept["ContentLength"] == len(paper())
        assert omar.complaints == []


def does(page: Page, button: str, reason: str) -> None:
    """Press the next step with its reason."""
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name=button).click()
    expect(page.locator("#messages")).to_contain_text("noted with your name")
