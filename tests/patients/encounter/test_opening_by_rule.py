"""The clinic's rule says from when patients read what was written about them."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client

from medisecure.clinic_rules import BY_HAND, RULES
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.records.models import Record
from patients.results import services
from patients.results.from_csv import ParsedLine
from patients.results.models import LabValue, Result
from tests.desk import the_clock_says
from tests.patients.encounter.pages import Window, signed_of
from tests.people import DR_SMITH

SignIn = Callable[[str], Client]
WORDS, NAME = "Told first by phone", "Vitamin of the rule"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The rules as they were, afterwards."""
    before = RULES.entries_after, RULES.results_after
    yield
    RULES.entries_after, RULES.results_after = before


@pytest.fixture
def entry(window: Window, smith: UnitOfWork, patient: str) -> Record:
    window.presses("sign", "stay", chief_complaint=WORDS)
    [signed] = signed_of(smith, patient)
    return signed


@pytest.fixture
def result(window: Window, smith: UnitOfWork, patient: str) -> Result:
    """A result nobody has released."""
    measured = LabValue(name=NAME, text="seen")
    line = ParsedLine(number=1, measured=measured, taken_at=now() - timedelta(hours=1))
    [entered] = services.enter(smith, patient, [line])
    return entered


def seen_by(browser: Client, patient: str, words: str) -> dict[str, bool]:
    """On which of a patient's own pages the words stand."""
    of = f"/patients/{patient}"
    pages = ("/home/", "/my/health/", f"{of}/records/", f"{of}/results/", f"{of}/")
    return {page: words in browser.get(page).content.decode() for page in pages}


def test_an_entry_opens_to_its_patient_when_the_rule_says_so(
    entry: Record, patient: str, signed_in: SignIn
) -> None:
    url = f"/patients/{patient}/records/{entry.record_id}/"
    assert signed_in(patient).get(url).status_code == 200  # at once, if the clinic says nothing
    RULES.entries_after = 24
    own = signed_in(patient)
    assert own.get(url).status_code == own.get(f"{url}summary/").status_code == 404
    assert not any(seen_by(own, patient, WORDS).values())
    page = signed_in(DR_SMITH).get(url).content.decode()
    assert WORDS in page
    assert "Visible to the patient from" in page
    with the_clock_says(entry.created_at + timedelta(hours=23, minutes=59)):
        assert signed_in(patient).get(url).status_code == 404
    with the_clock_says(entry.created_at + timedelta(hours=24)):
        assert signed_in(patient).get(url).status_code == 200


def test_a_result_nobody_released_opens_when_the_rule_says_so(
    result: Result, patient: str, signed_in: SignIn
) -> None:
    url = f"/patients/{patient}/results/{result.result_id}/"
    doctor, own = signed_in(DR_SMITH), signed_in(patient)
    assert own.get(url).status_code == 404  # by hand, if the clinic says nothing
    assert "Visible to the patient" not in doctor.get(url).content.decode()
    RULES.results_after = 48
    assert own.get(url).status_code == 404
    assert "Visible to the patient from" in doctor.get(url).content.decode()
    with the_clock_says(result.created_at + timedelta(hours=48)):
        assert seen_by(signed_in(patient), patient, NAME)["/my/health/"]
    RULES.results_after = 0
    assert own.get(url).status_code == 200
    assert "Released to the patient" in doctor.get(url).content.decode()


def test_what_was_struck_out_opens_by_no_rule(
    entry: Record, result: Result, smith: UnitOfWork
) -> None:
    RULES.results_after = 0
    assert result.is_open_at(now())
    assert not services.strike_out(smith, result.patient_id, result.result_id).is_open_at(now())
    RULES.results_after = BY_HAND
    assert not result.is_open_at(now() + timedelta(days=9999))
    RULES.entries_after = 1
    assert not entry.is_open_at(now())
    assert entry.is_open_at(now() + timedelta(hours=1))
