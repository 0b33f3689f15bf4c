"""What cannot be signed is told beside its field, the text stays, and nothing is half stored."""

from collections.abc import Callable

import pytest
from django.test import Client

from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.wiring import system_work
from patients.encounter.forms import PlanForm
from patients.lists import services
from patients.lists.allergies import AllergyIntolerance
from tests.patients.encounter.pages import Window, signed_of
from tests.people import DR_SMITH

WRONG = {
    "impossible pressure": ({"blood_pressure": "80/120"}, "must be above the lower one"),
    "no pressure": ({"blood_pressure": "high"}, "such as 120/80"),
    "impossible temperature": ({"temperature": "98.6"}, "between 20 and 46"),
    "degrees Fahrenheit as Celsius": ({"temperature": "98.6"}, "Was it measured in °F?"),
    "a unit of something else": ({"temperature": "37.5 kg"}, "“kg” is no unit of this field"),
    "no number": ({"heart_rate": "seventy"}, "Write a number"),
    "grams for kilograms": ({"weight": "75500"}, "between 0.2 and 650"),
    "far from usual": ({"heart_rate": "190"}, "Then confirm it"),
    "too long": ({"notes": "x" * 20_000}, "at most 10000 characters"),
    "many emoji": ({"notes": "🫀" * 10_001}, "at most 10000 characters"),
    "a control character": ({"chief_complaint": "a\x00b"}, "cannot be kept"),
    "tomorrow": ({"notes": "x", "seen_on": "01/01/2199"}, "still to come"),
    "a code of no release": ({"dx_0_text": "Z99.99XX Something"}, "not in the release"),
    "a dose without its unit": ({"rx_0_medication": "Aspirin", "rx_0_dose": "100"}, "the unit"),
    "a dose of none": (
        {"rx_0_medication": "Aspirin", "rx_0_dose": "0", "rx_0_unit": "mg"}, "above zero",
    ),
    "half a day": ({"rx_0_medication": "Aspirin", "rx_0_duration": "1.5"}, "whole number"),
    "no such choice": (
        {"rx_0_medication": "Aspirin", "rx_0_timing": "EVERY"}, "Choose one of the options",
    ),
    "a medicine without a name": ({"rx_0_dose": "5"}, "which medicine"),
    "an unreadable follow-up": ({"follow_timeframe": "in spring"}, "such as 2 weeks"),
    "an allergy": ({"rx_0_medication": "Amoxicillin"}, "why it is prescribed"),
    "nothing at all": ({}, "nothing to sign"),
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(WRONG))
def test_what_cannot_be_signed_is_told_and_kept(
    kind: str, window: Window, smith: UnitOfWork, patient: str
) -> None:
    typed, words = WRONG[kind]
    if kind == "an allergy":
        give_allergy(patient)
    answer = window.presses("sign", **typed)
    assert answer.status_code == 200
    assert words in window.page
    page = window.open()
    for name, text in typed.items():
        if "\x00" not in text and not name.endswith("timing"):  # a choice shows what it offers
            assert text[:2000] in page
    assert signed_of(smith, patient) == []


def give_allergy(patient_id: str) -> None:
    services.keep(system_work("tests"), patient_id, AllergyIntolerance(substance="Penicillin"))


def test_marks_of_direction_are_left_out_of_what_is_signed(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    window.presses("sign", notes="a\u202eb\u200f c\r\nd")
    [entry] = signed_of(smith, patient)
    assert entry.clinical_data
    assert entry.clinical_data.notes == "ab c\nd"


def test_a_doubt_is_confirmed_for_the_value_it_was_about(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    window.presses("sign", heart_rate="190")
    assert 'name="confirm-heart_rate" value="190"' in window.page
    assert window.presses("sign", heart_rate="195", confirm_heart_rate="190").status_code == 200
    answer = window.presses("sign", **{"heart_rate": "190", "confirm-heart_rate": "190"})
    assert answer.status_code == 302
    assert len(signed_of(smith, patient)) == 1


def test_a_conflict_is_signed_with_its_reason(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    give_allergy(patient)
    window.open()
    why = "Tolerated it twice since"
    answer = window.presses("sign", rx_0_medication="Amoxicillin", rx_0_reason=why)
    assert answer.status_code == 302
    [entry] = signed_of(smith, patient)
    assert entry.prescriptions[0].screening
    assert entry.prescriptions[0].screening.reason == why


@pytest.mark.parametrize("button", ["keep", "check", "sign"])
def test_an_allergy_is_told_of_a_medicine_whose_dose_is_not_whole_yet(
    window: Window, patient: str, button: str
) -> None:
    give_allergy(patient)
    window.open()
    window.presses(button, rx_0_medication="Amoxicillin", rx_0_dose="500")
    row = window.page.partition("note-row-rx")[2].partition("</fieldset>")[0]
    assert "Conflict" in row
    assert "Penicillin" in row


def test_the_buttons_add_repeat_and_remove_rows_and_lose_nothing(
    signed_in: Callable[[str], Client], window: Window
) -> None:
    window.presses("add", "dx:I25.9", notes="Stays")
    window.presses("add", "rx:C10AA05", notes="Stays", dx_0_text="I25.9 Chronic")
    assert "Atorvastatin" in window.page
    assert "Stays" in window.page
    window.presses("remove", "dx:0", notes="Stays", dx_0_text="I25.9 Chronic",
                   rx_0_medication="Atorvastatin")  # fmt: skip
    assert "I25.9 Chronic<" not in window.page
    assert 'value="Atorvastatin"' in window.page
    for nonsense in ("dx:", "zz:1", "dx:99999", "rx:²"):
        assert window.presses("add", nonsense).status_code == 200
        assert window.presses("remove", nonsense).status_code == 200
    assert signed_in(DR_SMITH).post("/patients/note/find/", {"dx_q": "heart attack"}).content


@pytest.mark.parametrize(
    "typed", ["in 3 months", "After 3 months", "بعد ٣ أشهر", "خلال 3 أشهر", "3 months"]
)
def test_a_follow_up_is_read_as_it_is_said(typed: str) -> None:
    plan = PlanForm({"follow_timeframe": typed})
    assert plan.is_valid()
    assert plan.made
    assert plan.made.timeframe == "3 months"
