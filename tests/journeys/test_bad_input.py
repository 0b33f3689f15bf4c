"""Input nobody expects: said clearly, kept as typed, and never a broken page."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import Visitor
from tests.journeys.desk import new_name, open_booking
from tests.journeys.pages import JOHN, OF_JOHN, OMAR, REEM, VISIT, sends

pytestmark = pytest.mark.browser

ANSWER = "performance.getEntriesByType('navigation')[0].responseStatus"
ODD = {
    "emoji": "Ana 👩🏽‍⚕️🫀 Zoë",
    "direction marks": "abc\u202egnp.exe\u202c \u2067שלום\u2069",
    "null bytes": "Robert\x00'); DROP TABLE",
    "10,000 characters": "ا" * 10_000,
    "angle brackets": "<script>alert(1)</script>{{ 7 }}{% now %}",
    "lone surrogate": "half a \ud83d letter",
    "only spaces": " \u00a0\u3000 ",
}
# The others are good reasons, and would cancel the visit of all other journeys.
NO_REASON = ("null bytes", "10,000 characters", "only spaces")
FORMS = {
    "registration": (REEM, "/patients/new/", ("first_name", "last_name", "date_of_birth", "email")),
    "search": (REEM, "/patients/find/", ("q",)),
    "cancelling": (REEM, f"{OF_JOHN}/visits/{VISIT}/cancel/", ("reason",)),
    "oversight": (OMAR, "/oversight/", ("person", "patient")),
}


def answered(page: Page) -> int:
    status: int = page.evaluate(ANSWER)
    return status


@pytest.mark.parametrize("form", FORMS)
def test_odd_text_breaks_no_form(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], form: str
) -> None:
    user_id, path, fields = FORMS[form]
    with visiting(storage_state=cookies_of(user_id)) as someone:
        for kind in NO_REASON if form == "cancelling" else ODD:
            page = someone.go(path)
            sends(**dict.fromkeys(fields, ODD[kind]))(page)
            assert answered(page) < 500, kind
            assert page.locator("h1").count() == 1, kind
            if page.locator("#error-summary, .invalid-feedback").count():
                kept = page.locator(f"main [name={fields[0]}]").input_value()
                assert without_marks(kept) == without_marks(ODD[kind]), kind
        assert not [each for each in someone.complaints if "status of" not in each]


@pytest.mark.parametrize("kind", ["null bytes", "10,000 characters"])
def test_what_cannot_be_a_name_is_explained_and_kept(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any], kind: str
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as desk:
        page = desk.go("/patients/new/")
        sends(first_name=ODD[kind], last_name="Doe", date_of_birth="15/06/1985")(page)
        expect(page.locator("#error-summary")).to_contain_text("First name")
        expect(page.get_by_label("Family name")).to_have_value("Doe")
        assert len(page.get_by_label("First name").input_value()) >= len(ODD[kind]) - 1


def test_a_booking_with_a_reason_too_long_keeps_time_and_text(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as desk:
        page = open_booking(desk)
        page.locator("label.slot:has(input:not(:disabled))").nth(3).click()
        page.get_by_label("Reason for visit").fill(ODD["10,000 characters"])
        with page.expect_navigation():
            page.get_by_role("button", name="Book this visit").click()
        expect(page.locator("#error-summary")).to_contain_text("Reason")
        expect(page.get_by_label("Reason for visit")).to_have_value(ODD["10,000 characters"])
        expect(page.locator("input[name=starts_at]:checked")).to_have_count(1)


def test_arabic_digits_and_letters_register_a_patient(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    name = new_name()
    with visiting(storage_state=cookies_of(REEM)) as desk:
        # Given a registration typed on an Arabic keyboard, a mark copied along
        page = desk.go("/patients/new/")
        page.get_by_label("First name").fill("\u200fليلى")
        page.get_by_label("Family name").fill(name)
        page.get_by_label("Date of birth").fill("١٥ يونيو ١٩٨٧")
        page.get_by_label("Phone", exact=True).fill("٣٣١٢ ٤٥٦٧")
        page.locator("#id_language").select_option("ar")
        page.get_by_role("button", name="Register", exact=True).click()
        if page.get_by_role("button", name="None of these: register anyway").count():
            page.get_by_role("button", name="None of these: register anyway").click()
        # Then the date and the number are understood
        expect(page.locator("#messages")).to_contain_text("The patient is registered.")
        expect(page.locator(".patient-banner")).to_contain_text("15 June 1987")
        expect(page.locator("main")).to_contain_text("+974 3312 4567")


ADDRESSES = (
    "/board/?date=2025-02-30",
    "/board/?date=٢٠٢٥-٠٦-١٥",
    "/board/?date=99999-01-01",
    "/board/?department=%00",
    "/board/?patient=patient_of_nobody",
    f"{OF_JOHN}/details/?after=forged.cursor",
    f"{OF_JOHN}/book/?provider=%00&date=%F0%9F%92%A9",
    f"{OF_JOHN}/book/?provider=provider_of_nobody&date=1900-01-01&time=99:99",
    "/patients/%00/details/",
    "/patients/%F0%9F%92%A9/details/",
    f"/patients/{'x' * 3000}/details/",
)


def test_no_address_breaks_a_page(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(REEM)) as desk:
        for path in ADDRESSES:
            page = desk.go(path)
            assert answered(page) < 500, path
            assert page.locator("h1").count() == 1, path


def test_two_windows_with_the_same_preferences_do_not_overwrite_each_other_unseen(
    visiting: Callable[..., Any], cookies_of: Callable[[str], Any]
) -> None:
    with visiting(storage_state=cookies_of(JOHN)) as john:
        first = john.go("/profile/")
        second: Page = john.page.context.new_page()
        second.goto(john.site.url + "/profile/")
        choose_channel(Visitor(second, john.site), "phone")
        expect(second.locator("#messages")).to_contain_text("Your preferences are saved.")
        choose_channel(john, "email")
        expect(first.locator("#error-summary")).to_contain_text("changed in the meantime")
        expect(first.locator("[name=communication_method][value=email]")).to_be_checked()
        choose_channel(john, "email")
        expect(first.locator("#messages")).to_contain_text("Your preferences are saved.")


def choose_channel(someone: Visitor, channel: str) -> None:
    """Choose how to be reached, and save."""
    someone.page.locator(f"[name=communication_method][value={channel}]").check()
    with someone.page.expect_navigation():
        someone.page.locator("main form:has([name=communication_method]) [type=submit]").click()


def without_marks(text: str) -> str:
    """The text as browsers send it: no lone surrogates, no marks of direction."""
    seen = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "".join(each for each in seen if each.isprintable() and each != "\ufffd").strip()
