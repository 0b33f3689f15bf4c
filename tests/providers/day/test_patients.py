"""My patients: whom a doctor looks after."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from medisecure import wiring
from medisecure.clock import now
from medisecure.importing.loading import load
from providers.day import roster
from tests.cost import cost_of
from tests.people import JOHN, LAYLA, OMAR, REEM, profile
from tests.trail import entries

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


def test_many_patients_are_sorted_as_a_whole_and_each_of_them_stands_once(
    busy: str, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "A_PAGE", 25)
    browser = signed_in(busy)
    first, rest = (browser.get("/my-patients/", {"page": number}) for number in (1, 2))
    shown = [each.patient.patient_id for page in (first, rest) for each in page.context["entries"]]
    assert len(first.context["entries"]) == 25
    assert shown == [f"patient_busy_{number:02}" for number in range(30)]


@pytest.mark.parametrize("page", ["AAAA", "-1", "٣", "99999", "0x1"])
def test_a_page_that_is_none_is_the_first(busy: str, signed_in: SignIn, page: str) -> None:
    assert signed_in(busy).get("/my-patients/", {"page": page}).context["number"] == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [("number07", ["07"]), ("many numb", None), ("MANY number1", [f"1{n}" for n in range(10)]),
     ("nobody", []), ("patient_busy_03", ["03"]), ("", None)],
)  # fmt: skip
def test_words_of_a_name_or_a_number_find_a_patient_and_stand_in_no_address(
    busy: str, signed_in: SignIn, typed: str, found: list[str] | None
) -> None:
    answer = signed_in(busy).post("/my-patients/", {"q": typed})
    wanted = [f"{n:02}" for n in range(30)] if found is None else found
    shown = [each.patient.patient_id for each in answer.context["entries"]]
    assert shown == [f"patient_busy_{number}" for number in wanted]
    if found == []:
        assert "No patient in your care has this name" in answer.content.decode()


def test_each_stands_with_the_visits_around_now(busy: str, signed_in: SignIn) -> None:
    (entry,) = signed_in(busy).post("/my-patients/", {"q": "number03"}).context["entries"]
    assert entry.last_visit is None
    assert f"{entry.next_visit:%m-%d}" == "07-04"


def test_only_those_who_are_shown_are_in_the_trail(
    signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    """A doctor of this test alone: whom another one was shown today is told already."""
    load_one(profile("provider_asks", "PROVIDER", "Dr. Asks", "Ali", "asks@medisecure.com"))
    load_one(visit(JOHN, 41) | {"providerId": "provider_asks"})
    signed_in("provider_asks").post("/my-patients/", {"q": "nobody"})
    assert entries(raw(actor="provider_asks"), action="LIST_DEMOGRAPHICS") == []
    signed_in("provider_asks").post("/my-patients/", {"q": "doe"})
    assert len(entries(raw(actor="provider_asks"), action="LIST_DEMOGRAPHICS")) == 1


def test_a_page_costs_four_round_trips_however_many_patients(busy: str, signed_in: SignIn) -> None:
    cost = cost_of(signed_in(busy), "/my-patients/")
    assert cost.sequential <= 4
    assert cost.total <= 5
