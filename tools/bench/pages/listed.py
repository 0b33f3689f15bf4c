"""The pages that are measured: name, role, address, and for forms what is typed into them."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from django.urls import URLPattern, URLResolver, get_resolver, resolve

from appointments.booking.services import free_day
from medisecure.clock import clinic_date, now, utc_text
from medisecure.web.input.fields import new_id
from medisecure.wiring import system_work
from tools.bench.report import MOST_SEQUENTIAL
from tools.demo.schema_items import DR_SMITH

STAFF, COMPLIANCE = "staff_00001", "compliance_00001"
# Pages without anything out of the table, and steps of signing in and out.
NOT_MEASURED = frozenset(
    {
        "home", "language", "stay-signed-in", "healthz", "readyz", "oidc_authentication_init",
        "oidc_authentication_callback", "sign-in-failed", "sign-out", "signed-out",
        # Forms that are only sent: one transaction each, like booking and cancelling below.
        "appointments:step", "appointments:undo", "appointments:portal-confirm",
        "appointments:portal-release", "appointments:portal-move-confirm", "appointments:feed",
        "appointments:series-undo",
        # Only sent, or there only while something is on its way; the last one is for outsiders.
        "documents:archive-fetch", "documents:sending", "documents:sending-part",
        "documents:share-end", "documents:shared",
        # There is one only while a time is offered.
        "appointments:portal-offer", "appointments:waitlist-offer",
    }
)  # fmt: skip
Form = dict[str, str]
WINDOW, STEPS = secrets.token_hex(8), count(1)  # of the one window that writes the note


@dataclass(slots=True)
class Scene:
    """Whose pages are opened, and the visits booked on the way."""

    patient: str
    slots: Iterator[str]
    booked: list[str] = field(default_factory=list)
    series: str = "series_1-01"  # the first visit of the series that was booked last

    def path(self, template: str) -> str:
        """An address with this scene's ids in it."""
        visit = self.booked[-1] if self.booked else "appointment_1"
        today = clinic_date(now())
        return template.format(
            patient=self.patient, doctor=DR_SMITH, today=today, booked=visit, series=self.series
        )

    def person(self, role: str) -> str:
        """Who opens the pages of a role."""
        return {
            "patient": self.patient, "provider": DR_SMITH, "staff": STAFF, "compliance": COMPLIANCE,
        }[role]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One row of the table; a page with a `form` is sent, the others are opened."""

    name: str
    role: str
    url: str
    form: Callable[[Scene], Form] | None = None
    may_end: tuple[int, ...] = (200,)
    most_sequential: int = MOST_SEQUENTIAL  # round trips one after another it may take


def found(_: Scene) -> Form:
    return {"q": "john doe"}


def registering(_: Scene) -> Form:
    """Somebody nobody is like."""
    patient = new_id("patient")
    name = "".join(letter for letter in patient.title() if letter.isalpha())
    return {
        "patient_id": patient, "first_name": name[:12], "last_name": name[12:],
        "date_of_birth": "1960", "phone_number": f"55{secrets.randbelow(900_000) + 100_000}",
        "language": "en", "communication_method": "phone",
    }  # fmt: skip


def booking(scene: Scene) -> Form:
    """A new visit in the next free time."""
    starts_at = next(scene.slots)
    visit = new_id("appointment")
    scene.booked.append(visit)
    return {
        "appointment_id": visit, "provider": DR_SMITH, "date": starts_at[:10], "minutes": "30",
        "starts_at": starts_at, "visit_type": "FOLLOW_UP", "mode": "IN_PERSON", "reason": "bench",
        "beyond": "more visits than a patient may have",
    }  # fmt: skip


def saving(_: Scene) -> Form:
    """The note as its window saves it by itself, some words longer each time."""
    step = str(next(STEPS))
    return {
        "save": "auto", "tab": WINDOW, "step": step, "seen": "",
        "record_id": new_id("consultation"), "blood_pressure": "130/85",
        "notes": f"{'Chest pain for two days. ' * 40}{step}",
    }  # fmt: skip


def cancelling(scene: Scene) -> Form:
    """The visit in the address is gone afterwards."""
    scene.booked.pop()
    return {"reason": "bench"}


def repeating(scene: Scene) -> Form:
    """The same visit three times, to look at its dates."""
    form = booking(scene) | {"every": "7", "count": "3"}
    scene.booked.pop()  # nothing is booked yet
    return form


def series(scene: Scene) -> Form:
    """A new series in the next three free times."""
    form = repeating(scene)
    scene.series = f"{form['appointment_id'].replace('appointment', 'series')}-01"
    chosen = [form["starts_at"], next(scene.slots), next(scene.slots)]
    return form | {f"date_{n}": each for n, each in enumerate(chosen, start=1)} | {"confirm": "1"}


def shifting(_: Scene) -> Form:
    """All visits of the series at another time, to look at the dates."""
    day = now().date() + timedelta(days=400)
    return {"which": "all", "provider": DR_SMITH, "date": day.isoformat(), "time": "09:00",
            "show": "1"}  # fmt: skip


BOOK = Page("booking, sent", "staff", "/patients/{patient}/book/", booking, (302,))
PAGES = (
    Page("patient home", "patient", "/home/"),
    Page("visits", "patient", "/patients/{patient}/visits/"),
    Page("visit", "patient", "/patients/{patient}/visits/appointment_1/"),
    Page("records", "patient", "/patients/{patient}/records/"),
    Page("record", "patient", "/patients/{patient}/records/consultation_0/"),
    Page("documents", "patient", "/patients/{patient}/documents/"),
    Page("download", "patient", "/patients/{patient}/documents/doc_2/download/", None, (302, 303)),
    Page("document, read in place", "patient", "/patients/{patient}/documents/doc_2/"),
    Page("sent documents", "patient", "/patients/{patient}/documents/sent/"),
    Page("send a document", "patient", "/patients/{patient}/documents/send/"),
    Page("shared with others", "patient", "/patients/{patient}/shared/"),
    Page("all my data", "patient", "/patients/{patient}/all-data/"),
    Page("viewed by", "patient", "/patients/{patient}/viewed-by/"),
    Page("profile", "patient", "/profile/"),
    Page("my details", "patient", "/patients/{patient}/my-details/"),
    Page("ask for a change", "patient", "/patients/{patient}/my-details/ask/"),
    Page("my day", "provider", "/day/"),
    Page("my day, a patient", "provider", "/day/?patient={patient}"),
    Page("my patients", "provider", "/my-patients/"),
    Page("chart", "provider", "/patients/{patient}/", most_sequential=3),
    Page("note", "provider", "/patients/{patient}/note/", most_sequential=3),
    Page("note, saved", "provider", "/patients/{patient}/note/", saving, most_sequential=3),
    Page("lists", "provider", "/patients/{patient}/lists/", most_sequential=3),
    Page("trends", "provider", "/patients/{patient}/trends/", most_sequential=3),
    Page("results", "provider", "/patients/{patient}/results/", most_sequential=3),
    Page("letters", "provider", "/patients/{patient}/letters/", most_sequential=3),
    Page("templates", "provider", "/at-hand/", most_sequential=3),
    Page("records, doctor", "provider", "/patients/{patient}/records/"),
    Page("record, doctor", "provider", "/patients/{patient}/records/consultation_0/"),
    Page("documents, doctor", "provider", "/patients/{patient}/documents/"),
    Page("document, doctor", "provider", "/patients/{patient}/documents/doc_2/"),
    Page("document, changing", "provider", "/patients/{patient}/documents/doc_2/change/"),
    Page("document, archiving", "provider", "/patients/{patient}/documents/doc_2/archive/"),
    Page("document, moving", "provider", "/patients/{patient}/documents/doc_2/move/"),
    Page("documents by kind", "provider", "/documents/kinds/"),
    Page("find", "staff", "/patients/find/"),
    Page("find, sent", "staff", "/patients/find/", found, most_sequential=3),
    Page("requests", "staff", "/change-requests/"),
    Page("register", "staff", "/patients/new/"),
    Page("register, sent", "staff", "/patients/new/", registering, (302,), most_sequential=4),
    Page("correct", "staff", "/patients/{patient}/correct/"),
    Page("details", "staff", "/patients/{patient}/details/"),
    Page("board", "staff", "/board/", most_sequential=3),
    Page("book", "staff", "/patients/{patient}/book/"),
    Page("book, times", "staff", "/patients/{patient}/book/?provider={doctor}&date={today}"),
    BOOK,
    Page("series, dates", "staff", "/patients/{patient}/book/series/", repeating),
    Page("series, sent", "staff", "/patients/{patient}/book/series/", series, (302,)),
    Page("series", "staff", "/patients/{patient}/visits/{series}/series/"),
    Page("series, moving", "staff", "/patients/{patient}/visits/{series}/series/move/", shifting),
    Page("series, cancel", "staff", "/patients/{patient}/visits/{series}/series/cancel/"),
    Page("move", "staff", "/patients/{patient}/visits/{booked}/move/"),
    Page("swap", "staff", "/patients/{patient}/visits/{booked}/swap/"),
    Page("walk-in", "staff", "/walk-in/"),
    Page("end of day", "staff", "/end-of-day/"),
    Page("doctors", "staff", "/providers/"),
    Page("hours", "staff", "/providers/{doctor}/hours/"),
    Page("time off", "staff", "/providers/{doctor}/time-off/"),
    Page("calendar file", "patient", "/patients/{patient}/visits/{booked}/calendar.ics"),
    Page("calendar feed", "patient", "/patients/{patient}/calendar/"),
    Page("book, portal", "patient", "/my/visits/book/?doctor={doctor}"),
    Page("move, portal", "patient", "/my/visits/{booked}/move/"),
    Page("cancel, portal", "patient", "/my/visits/{booked}/cancel/"),
    Page("waitlist, own", "patient", "/my/waitlist/"),
    Page("wait, own visit", "patient", "/my/waitlist/join/?visit={booked}"),
    Page("waitlist", "staff", "/waitlist/"),
    Page("wait", "staff", "/patients/{patient}/waitlist/?visit={booked}"),
    Page("cancel", "staff", "/patients/{patient}/visits/{booked}/cancel/"),
    Page(
        "cancel, sent", "staff", "/patients/{patient}/visits/{booked}/cancel/", cancelling, (302,)
    ),
    Page("keeping of documents", "compliance", "/oversight/documents/"),
    Page("keeping of one", "compliance", "/oversight/documents/{patient}/doc_2/"),
    Page("oversight by day", "compliance", "/oversight/"),
    Page("oversight by person", "compliance", "/oversight/?person={doctor}"),
    Page("oversight by patient", "compliance", "/oversight/?patient={patient}"),
)


def free_slots() -> Iterator[str]:
    """Dr. Smith's free half-hours from tomorrow on, as the booking form sends them."""
    day = now().date()
    while True:
        day += timedelta(days=1)
        free = free_day(system_work("bench"), DR_SMITH, day, 30).free
        last = None
        for slot in free:
            if last is None or slot.starts_at >= last + timedelta(minutes=30):
                last = slot.starts_at
                yield utc_text(slot.starts_at)


def unlisted() -> set[str]:
    """Pages of the URL map that no row above opens."""
    opened = {resolve(_example(page.url)).view_name for page in PAGES}
    return set(_names(get_resolver().url_patterns)) - opened - NOT_MEASURED


def _example(url: str) -> str:
    return url.partition("?")[0].format(patient="p", booked="v", doctor="d", series="s")


def _names(patterns: list[URLPattern | URLResolver], inside: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            space = f"{each.namespace}:" if each.namespace else ""
            yield from _names(each.url_patterns, inside + space)
        else:
            yield f"{inside}{each.name}"
