"""Every page of every role on the demo clinic, as addresses; some need a form to be sent first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page

from medisecure.clock import now

CLINIC = ZoneInfo("Asia/Qatar")
JOHN, DR_SMITH, MARIAM = "patient_12345", "provider_98765", "patient_00001"
REEM, OMAR = "staff_00001", "compliance_00001"
NOBODY = ""
RECORD, VISIT, ECG = "consultation_67890", "appointment_54321", "doc_12345"
RESULT = f"result_demo_{JOHN}_1"
LETTER = f"letter_00_demo_{JOHN}_1"
SCHEMA_DAY = "2025-06-15"  # the day of John Doe's visit
OF_JOHN = f"/patients/{JOHN}"


@dataclass(frozen=True, slots=True)
class Stop:
    """One page to look at: where it is, and what is done there before looking.

    `leads_to` names the page of the site that is looked at if it is another one then.
    """

    path: str
    then: Callable[[Page], None] | None = None
    status: int = 200
    leads_to: str = ""


def sends(**typed: str) -> Callable[[Page], None]:
    """Fill in the main form of the page and send it."""

    def act(page: Page) -> None:
        for name, text in typed.items():
            page.locator(f"main [name={name}]").fill(text)
        with page.expect_navigation():
            page.locator("main form [type=submit]:not([name])").last.click()

    return act


def asks_for(**typed: str) -> Callable[[Page], None]:
    """Type who stands at the desk, and look whether they are registered."""

    def act(page: Page) -> None:
        for name, text in typed.items():
            page.locator(f"main [name={name}]").fill(text)
        presses("find")(page)

    return act


def previews(**typed: str) -> Callable[[Page], None]:
    """Write a letter, and look what it will say."""

    def act(page: Page) -> None:
        for name, text in typed.items():
            page.locator(f"main [name={name}]").fill(text)
        presses("preview")(page)

    return act


def presses(button: str) -> Callable[[Page], None]:
    """Press the first button of this name in the page."""

    def act(page: Page) -> None:
        with page.expect_navigation():
            page.locator(f"main button[name={button}]").first.click()

    return act


def begins_to_send(page: Page) -> None:
    """Say what is to be sent, and come to the page that takes its pages."""
    page.locator("main [name=type]").select_option("OTHER")
    sends(title="Letter")(page)


def without_our_token(page: Page) -> None:
    """Send a form after the cookies were cleared."""
    kept = [each for each in page.context.cookies() if "csrf" not in each["name"]]
    page.context.clear_cookies()
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    with page.expect_navigation():
        page.locator("form.language button").click()


# A visit of John's far ahead, on a day its doctor works; brought in with the guests.
TO_COME, NIGHT_DOCTOR = "appointment_to_come", "provider_layl"
TO_COME_DAY = now().astimezone(CLINIC).date() + timedelta(days=400)
PROTECTED = "consultation_protected"  # of John's, by that doctor
FREE_TIMES = f"/my/visits/book/?whom={NIGHT_DOCTOR}&day={TO_COME_DAY}&first={TO_COME_DAY}"
MINE = f"/my/visits/{TO_COME}"
REPEATS, SERIES = "patient_repeats", "series_guest"  # two visits at that doctor's
IN_SERIES = f"/patients/{REPEATS}/visits/{SERIES}-01"
HOURS = f"/providers/{DR_SMITH}"

CHECK = Stop("/check/")
# Alike for everybody, whatever is stored: one looks (tests/architecture/test_alike.py).
ALIKE = {"/second-factor/": JOHN, "/invited/": JOHN, CHECK.path: NOBODY}
SHARED_OF_JOHN = [
    Stop(f"{OF_JOHN}/visits/"),
    Stop(f"{OF_JOHN}/visits/{VISIT}/"),
    Stop(f"{OF_JOHN}/records/"),
    Stop(f"{OF_JOHN}/records/{RECORD}/"),
    Stop(f"{OF_JOHN}/documents/"),
    Stop(f"{OF_JOHN}/documents/{ECG}/"),
    Stop(f"{OF_JOHN}/trends/"),
    Stop(f"{OF_JOHN}/lists/"),
    Stop(f"{OF_JOHN}/results/"),
    Stop(f"{OF_JOHN}/results/{RESULT}/"),
    Stop(f"{OF_JOHN}/letters/"),
    Stop(f"{OF_JOHN}/letters/{LETTER}/"),
]
HOURS_AND_TIME_OFF = [
    Stop(f"{HOURS}/hours/"),
    Stop(f"{HOURS}/time-off/"),
    Stop(f"{HOURS}/time-off/", sends(first="")),
]
TWIN = {"first_name": "John", "last_name": "Doe", "date_of_birth": "15/06/1985"}
SENT_FOR_JOHN = [
    Stop(f"{OF_JOHN}/documents/sent/"),
    Stop(f"{OF_JOHN}/documents/send/", sends(title="")),
    Stop(f"{OF_JOHN}/documents/send/", begins_to_send, leads_to="documents:sending"),
]
PAGES: dict[str, list[Stop]] = {
    JOHN: [
        Stop("/home/"),
        Stop("/my/health/"),
        Stop(f"{OF_JOHN}/"),
        *SHARED_OF_JOHN,
        *SENT_FOR_JOHN,
        Stop(f"{OF_JOHN}/visits/{TO_COME}/"),
        Stop(f"{OF_JOHN}/viewed-by/"),
        Stop(f"{OF_JOHN}/access/"),
        Stop(f"{OF_JOHN}/my-details/"),
        Stop(f"{OF_JOHN}/photo/"),
        Stop(f"{OF_JOHN}/all-data/"),
        Stop(f"{OF_JOHN}/shared/"),
        Stop(f"{OF_JOHN}/shared/", sends(to="")),
        Stop(f"{OF_JOHN}/my-details/ask/"),
        Stop(f"{OF_JOHN}/my-details/ask/", sends(first_name="", last_name="")),
        Stop(f"{OF_JOHN}/proxies/"),
        Stop("/acting/"),
        Stop("/my/waitlist/"),
        Stop("/my/waitlist/join/"),
        Stop("/my/waitlist/join/", sends(latest="2020-01-01")),
        Stop(f"{OF_JOHN}/calendar/"),
        Stop(f"{OF_JOHN}/calendar/", presses("make")),
        Stop("/my/visits/book/"),
        Stop("/my/visits/book/?whom=any"),
        Stop(FREE_TIMES),
        Stop(FREE_TIMES, presses("slot"), leads_to="appointments:portal-confirm"),
        Stop(f"{MINE}/move/"),
        Stop(f"{MINE}/move/", presses("slot"), leads_to="appointments:portal-move-confirm"),
        Stop(f"{MINE}/cancel/"),
        Stop(f"/my/visits/{VISIT}/cancel/"),
        Stop("/profile/"),
        Stop("/second-factor/"),
        Stop("/invited/"),
        Stop("/patients/patient_00001/records/", status=404),
    ],
    DR_SMITH: [
        Stop("/emergency/"),  # first: it asks for a sign-in of the last five minutes
        Stop("/emergency/", sends(words="")),
        Stop("/day/"),
        Stop(f"/day/?date={SCHEMA_DAY}&visit={VISIT}"),
        Stop("/my-patients/"),
        Stop("/documents/kinds/"),
        Stop(f"{OF_JOHN}/documents/{ECG}/archive/"),
        Stop(f"{OF_JOHN}/documents/{ECG}/move/"),
        Stop(f"{OF_JOHN}/documents/{ECG}/move/", sends(patient="nobody", reason="Wrong patient")),
        Stop(f"{OF_JOHN}/documents/?type=ECG_REPORT"),
        Stop(f"{OF_JOHN}/documents/{ECG}/change/"),
        Stop(f"{OF_JOHN}/visits/{VISIT}/in-error/"),
        Stop(f"{OF_JOHN}/lists/edit/"),
        Stop(f"{OF_JOHN}/note/"),
        Stop(f"{OF_JOHN}/visits/{VISIT}/note/", leads_to="patients:record"),  # it is signed
        Stop(f"{OF_JOHN}/records/{RECORD}/correct/"),
        Stop(f"{OF_JOHN}/records/{RECORD}/addendum/"),
        Stop(f"{OF_JOHN}/records/{RECORD}/addendum/", sends(text="")),
        Stop(f"{OF_JOHN}/records/{RECORD}/strike/"),
        Stop(f"{OF_JOHN}/records/{PROTECTED}/open/"),
        Stop(f"{OF_JOHN}/records/{PROTECTED}/open/", sends(reason="")),
        Stop(f"{OF_JOHN}/results/enter/"),
        Stop(f"{OF_JOHN}/results/enter/", sends(lines="test,result,taken\nSodium,,2026-01-01")),
        *(
            Stop(f"{OF_JOHN}/records/{RECORD}/letters/?kind={kind}")
            for kind in ("prescription", "sick-leave", "referral", "lab-request")
        ),
        Stop(f"{OF_JOHN}/records/{RECORD}/letters/?kind=referral", sends(to="")),
        Stop(
            f"{OF_JOHN}/records/{RECORD}/letters/?kind=referral",
            previews(to="Heart Hospital", question="Angiography?"),
        ),
        Stop("/at-hand/"),
        Stop("/at-hand/", sends(name="")),
        Stop(f"/at-hand/{DR_SMITH}/template_demo_1/"),
        Stop("/codes/"),
        Stop("/codes/", asks_for(q="ischaemic heart")),
        Stop("/medicines/"),
        Stop("/medicines/", asks_for(q="amoxi")),
        Stop(f"{OF_JOHN}/"),
        *SHARED_OF_JOHN,
        *SENT_FOR_JOHN,
        *HOURS_AND_TIME_OFF,
        Stop("/profile/"),
    ],
    REEM: [
        Stop("/board/"),
        Stop(f"/board/?date={SCHEMA_DAY}"),
        Stop("/waitlist/"),
        Stop(f"{OF_JOHN}/waitlist/"),
        Stop(f"/board/?patient={JOHN}&department=Pediatrics"),
        Stop(f"/board/?doctor={DR_SMITH}&view=week"),
        Stop("/walk-in/"),
        Stop("/walk-in/", sends(first_name="")),
        Stop("/walk-in/", asks_for(**TWIN)),
        Stop(f"/walk-in/?patient={JOHN}"),
        Stop("/end-of-day/"),
        Stop("/patients/find/"),
        Stop("/patients/find/", sends(q="doe john")),
        Stop("/patients/find/", sends(q="zz unknown zz")),
        Stop("/patients/new/"),
        Stop("/patients/new/", sends(first_name="")),
        Stop("/patients/new/", sends(**TWIN)),
        Stop(f"{OF_JOHN}/details/"),
        Stop(f"{OF_JOHN}/photo/"),
        *SENT_FOR_JOHN,
        Stop(f"{OF_JOHN}/correct/"),
        Stop("/change-requests/"),
        Stop(f"{OF_JOHN}/account/"),
        Stop(f"{OF_JOHN}/proxies/"),
        Stop(f"{OF_JOHN}/proxies/add/"),
        Stop(f"{OF_JOHN}/proxies/add/", sends(first_name="")),
        Stop(f"{OF_JOHN}/same-as/"),
        Stop(f"{OF_JOHN}/same-as/", sends(q="mariam")),
        Stop(f"{OF_JOHN}/same-as/{MARIAM}/"),
        Stop(f"{OF_JOHN}/same-as/{MARIAM}/", sends(reason="")),
        Stop(f"{OF_JOHN}/same-as/{MARIAM}/", sends(reason="same QID")),
        Stop(f"{HOURS}/stand-in/"),
        Stop(f"{HOURS}/stand-in/", sends(date="")),
        Stop(f"{OF_JOHN}/book/"),
        Stop(f"{OF_JOHN}/book/?provider={DR_SMITH}"),
        Stop(f"{OF_JOHN}/book/?provider={DR_SMITH}", sends(reason="x")),
        Stop(f"{OF_JOHN}/visits/"),
        Stop(f"{OF_JOHN}/visits/{VISIT}/"),
        Stop(f"{OF_JOHN}/visits/{VISIT}/cancel/"),
        Stop(f"{OF_JOHN}/visits/{VISIT}/cancel/", sends(reason="")),
        Stop(f"{OF_JOHN}/visits/{VISIT}/in-error/"),
        Stop(f"{OF_JOHN}/visits/{VISIT}/in-error/", sends(reason="")),
        Stop(f"{OF_JOHN}/visits/{TO_COME}/move/"),
        Stop(f"{OF_JOHN}/visits/{TO_COME}/swap/"),
        Stop(f"{OF_JOHN}/visits/{TO_COME}/change/"),
        Stop(f"{OF_JOHN}/visits/{TO_COME}/payment/"),
        Stop(f"{OF_JOHN}/visits/{TO_COME}/payment/", sends(fee="-1")),
        Stop(f"/patients/{REPEATS}/visits/{SERIES}-01/receipt/"),
        Stop(f"{IN_SERIES}/"),
        Stop(f"{IN_SERIES}/series/"),
        Stop(f"{IN_SERIES}/series/move/"),
        Stop(f"{IN_SERIES}/series/cancel/"),
        Stop("/providers/"),
        *HOURS_AND_TIME_OFF,
        Stop("/profile/"),
    ],
    OMAR: [
        Stop("/oversight/"),
        Stop(f"/oversight/?person={DR_SMITH}"),
        Stop(f"/oversight/?patient={MARIAM}"),
        Stop(f"/oversight/?person={DR_SMITH}&patient={JOHN}&result=SUCCESS"),
        Stop("/oversight/?lists=1"),
        Stop("/oversight/documents/"),
        Stop(f"/oversight/documents/?patient={JOHN}"),
        Stop(f"/oversight/documents/{JOHN}/{ECG}/"),
        Stop(f"{OF_JOHN}/all-data/"),
        Stop("/oversight/?since=2025-06-15&until=2025-06-14"),
        Stop("/oversight/?person=**"),
        Stop(f"{OF_JOHN}/viewed-by/"),
        Stop(f"{OF_JOHN}/access/"),
        Stop(f"{OF_JOHN}/access/", sends(until="")),
        Stop("/oversight/emergencies/"),
        Stop("/oversight/colleagues/"),
        Stop(f"/oversight/colleagues/?who={REEM}"),
        Stop("/oversight/colleagues/?who=nobody"),
        Stop("/profile/"),
    ],
    NOBODY: [
        Stop("/"),
        Stop("/signed-out/"),
        CHECK,
        Stop("/check/", sends(number="0000 0000 0000", born_on="1 May 1980")),
        Stop("/sign-in-failed/", status=403),
        Stop("/", without_our_token, status=403),
    ],
}
