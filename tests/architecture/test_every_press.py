"""Everything that can be pressed is pressed, as everybody: no broken page, and none that is mute.

The buttons, links and choices are read out of the pages themselves, so that a new one is pressed
the day it is drawn.
"""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from appointments.visits.models import Appointment
from medisecure.dynamodb.calls.client import DynamoDB, dynamodb_client
from tests.architecture.addresses import PAGES, address
from tests.architecture.pressing.undone import Journal
from tests.architecture.pressing.walk import Walk
from tests.architecture.pressing.world import furnish
from tests.architecture.test_every_page_is_looked_at import NO_PAGES, ON_THE_WAY, WALKERS
from tests.conftest import signed_in_client
from tests.people import DR_SMITH, ECG, JOHN, OMAR, RECORD, REEM, VISIT
from tools.local_environment import LOCAL_ADMINISTRATOR

pytestmark = pytest.mark.thorough
PEOPLE = {"own": JOHN, "carer": DR_SMITH, "staff": REEM, "compliance": OMAR, "stranger": ""}
# What nobody is led to by a press of our own once they have signed in.
NOT_PRESSED = {"healthz", "readyz", "oidc_authentication_init", "oidc_authentication_callback",
               "appointments:feed", "sign-in-failed", "signed-out", "link-account",
               "keep-typed"}  # fmt: skip  # a script's alone: tests/journeys/test_idle.py
# What opens to more people than are led to it. Taking back a whole series and offering a time that
# came free are led to only after such a deed: tests/appointments/desk and waitlist press them.
NOT_LED_TO = {
    # A protected entry of a colleague: tests/patients/records/test_protected.py
    "carer": {"appointments:calendar", "patients:record-open"},
    "staff": {
        "appointments:calendar",
        "appointments:receipt",  # of what was paid
        "appointments:series-undo",
        "appointments:waitlist-offer",
        "patients:compare",
        # while an invitation or a change of e-mail is under way: tests/identity, test_email_change
        "patients:email-change",
        "patients:portal-code",
        "patients:portal-invite",
        "patients:portal-withdraw",
        "patients:go-on",
        "patients:part",
    },
}


@pytest.fixture(scope="module")
def visits(clinic: None) -> list[Appointment]:
    return furnish()


@pytest.fixture
def journal(visits: list[Appointment], monkeypatch: pytest.MonkeyPatch) -> Journal:
    admin: DynamoDB = dynamodb_client(
        region=settings.AWS_REGION, endpoint=settings.AWS_ENDPOINT_URL,
        key_id=LOCAL_ADMINISTRATOR["ADMIN_AWS_ACCESS_KEY_ID"],
        key=LOCAL_ADMINISTRATOR["ADMIN_AWS_SECRET_ACCESS_KEY"],
    )  # fmt: skip
    return Journal(admin, monkeypatch)


@pytest.fixture
def walking(journal: Journal) -> Callable[[str], Walk]:
    """A walk of somebody who has just signed in."""
    return lambda user_id: Walk(signed_in_client(user_id) if user_id else Client(), journal)


def is_here(name: str) -> bool:
    """Whether the page is about somebody or something that this world has."""
    return set(PAGES[name].args) <= {JOHN, DR_SMITH, VISIT, RECORD, ECG}


def ways_in(viewer: str, visits: list[Appointment]) -> list[str]:
    """Where a walk begins: the front page, and every page there is for this person."""
    own = [name for name, page in PAGES.items() if viewer in page.opens and is_here(name)]
    shown = [name for name in own if PAGES[name].status == HTTPStatus.OK]
    pages = [address(name) for name in shown if name not in {*NO_PAGES, *ON_THE_WAY}]
    coming = [reverse("appointments:detail", args=[each.patient_id, each.appointment_id])
              for each in visits] if "appointments:detail" in own else []  # fmt: skip
    return ["/", *coming, *pages]


def test_those_who_press_are_those_who_look() -> None:
    assert PEOPLE.keys() == WALKERS.keys()


@pytest.mark.parametrize("viewer", PEOPLE)
def test_every_press_is_answered_and_every_answer_says_something(
    walking: Callable[[str], Walk], visits: list[Appointment], viewer: str
) -> None:
    walk = walking(PEOPLE[viewer])
    walk.from_(*ways_in(viewer, visits))
    assert walk.faults == []
    opens = {name for name, page in PAGES.items() if viewer in page.opens and is_here(name)}
    assert sorted(opens - walk.views - NOT_PRESSED - NOT_LED_TO.get(viewer, set())) == []


# The walk sees what it is to see: each fault is planted once


def test_it_sees_the_broken_button_that_nobody_pressed(
    walking: Callable[[str], Walk], visits: list[Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The days beside the times of a visit that moves were a 500 for weeks."""

    def broken(typed: object, changes: object, kind: object = None) -> dict[str, str]:
        raise KeyError("appointment_id")

    monkeypatch.setattr("appointments.desk.move.views.chosen_by", broken)
    walk = walking(REEM)
    walk.on(move_page(visits))
    answers = [each for each in walk.faults if each.endswith("answers 500")]
    assert any(": form POST" in each and "other_day=" in each for each in answers)
    assert any(": htmx POST" in each and "date" not in each for each in answers)


def test_it_sees_a_press_that_nothing_comes_of(
    walking: Callable[[str], Walk], visits: list[Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.contrib.messages.success", lambda *_: None)
    walk = walking(REEM)
    walk.on(reverse("providers:hours", args=[DR_SMITH]))
    assert any(each.endswith("shows the same page and says nothing") for each in walk.faults)


def test_it_sees_a_link_that_leads_nowhere_and_a_fragment_that_is_empty(
    walking: Callable[[str], Walk], visits: list[Appointment], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.template import engines  # noqa: PLC0415 - read once Django is set up

    page = ('<main><h1>x</h1><a href="/patients/nobody_12345/details/">dead</a>'
            '<a href="#gone">gone</a>'
            '<p id="empty"></p><i hx-get="/providers/" hx-select="#empty"></i></main>')  # fmt: skip
    template = engines["django"].from_string(page)
    monkeypatch.setattr("providers.hours.views.render", lambda *_: HttpResponse(template.render()))
    walk = walking(REEM)
    walk.on(reverse("providers:doctors"))
    assert [each.rpartition(": ")[2] for each in walk.faults] == [
        "shows a link to #gone, which is not there", "answers 404", "gives htmx an empty #empty",
    ]  # fmt: skip


def test_what_a_press_changes_is_taken_back(
    walking: Callable[[str], Walk], visits: list[Appointment], raw: Callable[..., list[object]]
) -> None:
    def all_but_the_trail() -> list[str]:
        return sorted(str(each) for each in raw() if "AUDIT#" not in str(each))

    before = all_but_the_trail()
    walk = walking(REEM)
    walk.on(move_page(visits))
    assert walk.pressed > 50
    assert all_but_the_trail() == before


def move_page(visits: list[Appointment]) -> str:
    return reverse("appointments:move", args=[visits[0].patient_id, visits[0].appointment_id])
