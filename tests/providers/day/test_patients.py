"""My patients: whom a doctor looks after."""

from collections.abc import Callable

import pytest
from django.test import Client

from medisecure import wiring
from medisecure.clock import now
from medisecure.importing.loading import load
from tests.cost import cost_of
from tests.people import DR_SMITH, JOHN, LAYLA, OMAR, REEM, profile

SignIn = Callable[[str], Client]
BUSY = "provider_busy"


@pytest.fixture(scope="module")
def busy(clinic: None) -> str:
    """A doctor with 30 patients."""
    load_one(profile(BUSY, "PROVIDER", "Dr. Busy", "Bee", "busy@medisecure.com"))
    for number in range(30):
        name = f"patient_busy_{number:02}"
        mail = f"{name}@example.com"
        load_one(profile(name, "PATIENT", "Many", f"Number{number:02}", mail, born="2000-01-01"))
        load_one(visit(name, number))
    return BUSY


def visit(patient_id: str, number: int) -> dict[str, object]:
    """A visit item; a care relation follows from it."""
    year = now().year + 1  # to come: a past one opens nothing any more
    starts = f"{year}-{7 + number // 30:02}-{number % 30 + 1:02}T08:00:00Z"
    return {
        "PK": f"USER#{patient_id}",
        "SK": f"APPOINTMENT#visit_busy_{number:02}#{starts}",
        "entityType": "APPOINTMENT",
        "appointmentId": f"visit_busy_{number:02}",
        "patientId": patient_id,
        "providerId": BUSY,
        "schedulingInfo": {"appointmentDate": starts, "duration": 30},
        "createdAt": "2025-06-01T08:00:00Z",
        "updatedAt": "2025-06-01T08:00:00Z",
        "status": "SCHEDULED",
    }


def load_one(item: dict[str, object]) -> None:
    uow = wiring.system_work("tests")
    load(uow, item)
    uow.close()


def test_a_doctor_sees_their_own_patients_and_no_others(signed_in: SignIn) -> None:
    load_one(profile("provider_one", "PROVIDER", "Dr. One", "Ali", "one@medisecure.com"))
    load_one(visit(JOHN, 40) | {"providerId": "provider_one"})
    page = signed_in("provider_one").get("/my-patients/").content.decode()
    assert "John Doe" in page
    assert f'href="/patients/{JOHN}/"' in page
    assert LAYLA not in page


def test_nobody_in_care_is_said_in_words(signed_in: SignIn) -> None:
    load_one(profile("provider_none", "PROVIDER", "Dr. None", "Ali", "none@medisecure.com"))
    page = signed_in("provider_none").get("/my-patients/").content.decode()
    assert "Nobody is in your care yet" in page


@pytest.mark.parametrize("who", [JOHN, REEM, OMAR])
def test_the_page_is_for_doctors_only(who: str, signed_in: SignIn) -> None:
    assert signed_in(who).get("/my-patients/").status_code == 404


def test_many_patients_come_in_pages_and_each_of_them_once(busy: str, signed_in: SignIn) -> None:
    browser = signed_in(busy)
    first = browser.get("/my-patients/")
    rest = browser.get(first.context["pages"]["older_url"])
    shown = [row[0].patient_id for page in (first, rest) for row in page.context["rows"]]
    assert len(first.context["rows"]) == 25
    assert sorted(shown) == [f"patient_busy_{number:02}" for number in range(30)]


def test_a_forged_page_mark_is_no_page(signed_in: SignIn) -> None:
    assert signed_in(DR_SMITH).get("/my-patients/?after=AAAA").status_code == 404


def test_a_page_costs_four_round_trips_however_many_patients(busy: str, signed_in: SignIn) -> None:
    cost = cost_of(signed_in(busy), "/my-patients/")
    assert cost.sequential <= 4
    assert cost.total <= 5
