"""The encounter page: what is written is kept, compared and signed once, all of it or nothing."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.encounter.repository import Drafts
from patients.lists.services import lists_now
from patients.records.models import Status
from patients.records.versions import Versions
from tests.cost import cost_of
from tests.patients.encounter.pages import Window, signed_of
from tests.patients.home.portal import ago, record, store
from tests.people import DR_OTHER, DR_SMITH, LAYLA, OMAR, REEM

ACHE = "ألم في الصدر منذ يومين\nWorse at night — 🌙 <b>not bold</b>\tpasted\tcells"
FILLED = {
    "chief_complaint": "Chest pain", "notes": ACHE, "symptoms": "Cough\nسعال",
    "blood_pressure": "١٣٠/٨٥", "temperature": "99.5", "temperature_unit": "[degF]",
    "weight": "75,5", "dx_0_text": "i259", "dx_0_severity": "MILD",
    "rx_0_medication": "Atorvastatin", "rx_0_dose": "20", "rx_0_unit": "mg", "rx_0_timing": "QD",
    "rx_0_when": "HS", "rx_0_duration": "30", "procedures": "ECG", "recommendations": "Rest",
    "follow_timeframe": "أسبوعين", "follow_notes": "Blood pressure",
}  # fmt: skip
Acting = Callable[[str, str], UnitOfWork]


def test_what_is_typed_is_kept_to_the_letter_and_comes_back(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    assert (
        window.keeps(notes=ACHE, blood_pressure="12o/80", rx_0_note="half read").status_code == 200
    )
    [draft] = [each for each in Drafts(smith).unsigned(DR_SMITH) if each.patient_id == patient]
    assert draft.typed["notes"] == ACHE
    assert draft.typed["blood_pressure"] == "12o/80"
    page = window.open()
    assert "ألم في الصدر منذ يومين" in page
    assert "&lt;b&gt;not bold" in page
    assert "12o/80" in page


def test_no_word_of_a_draft_is_stored_in_clear(
    window: Window, patient: str, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    window.keeps(notes="Zebra of a test")
    [item] = [
        each for each in raw(partitions=[f"USER#{patient}"])
        if each["SK"]["S"].startswith("DRAFT#")
    ]  # fmt: skip
    assert "Zebra" not in repr(item)


@pytest.mark.parametrize("who", [DR_OTHER, LAYLA, OMAR, REEM])
def test_a_draft_is_its_authors_alone(
    window: Window, signed_in: Callable[[str], Client], acting: Acting, patient: str, who: str
) -> None:
    window.keeps(notes="Mine alone")
    answer = signed_in(who).get(window.url)
    assert answer.status_code == 404
    assert signed_in(who).post(window.url, {"save": "auto", "notes": "x"}).status_code == 404
    if who == DR_OTHER:
        assert Drafts(acting("provider", who)).unsigned(DR_SMITH) == []


def test_a_signed_note_holds_everything_and_stands_on_the_lists(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    window.keeps(**FILLED)
    assert window.presses("sign", **FILLED).status_code == 302
    [entry] = signed_of(smith, patient)
    told = entry.clinical_data
    assert entry.status is Status.COMPLETED
    assert told
    assert (told.chief_complaint, told.notes, told.symptoms) == (
        "Chest pain", ACHE, ["Cough", "سعال"],
    )  # fmt: skip
    assert told.vital_signs
    assert told.vital_signs.blood_pressure == "130/85"
    assert told.vital_signs.temperature == Decimal("99.5")
    assert told.vital_signs.units
    assert told.vital_signs.units.temperature == "[degF]"
    assert entry.diagnosis_summary == "I25.9 Chronic ischemic heart disease, unspecified"
    [given] = entry.prescriptions
    assert (given.dosage, given.frequency, given.duration) == (
        "20\N{NO-BREAK SPACE}mg", "once a day at bedtime", "30 days",
    )  # fmt: skip
    assert given.screening
    assert given.screening.findings
    assert told.treatment
    assert (told.treatment.procedures, told.treatment.recommendations) == (["ECG"], ["Rest"])
    assert entry.follow_up
    assert (entry.follow_up.required, entry.follow_up.timeframe) == (True, "2 weeks")
    now = lists_now(smith, patient)
    assert [each.name for each in now.problems] == ["I25.9"]
    assert [each.name for each in now.medicines] == ["C10AA05"]
    assert [each.entry for each in Versions(smith).of(patient, entry.record_id)] == [entry]
    assert not [each for each in Drafts(smith).unsigned(DR_SMITH) if each.patient_id == patient]


def test_a_unit_typed_with_its_number_counts_and_stands_in_its_own_field(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    typed = {"temperature": "99.5°F", "weight": "3450 g", "height": "5'11", "heart_rate": "72 bpm"}
    window.keeps(**typed)
    page = window.open()
    assert 'value="[degF]" selected' in page
    assert 'value="3.45"' in page
    assert 'value="[in_i]" selected' in page
    asked = window.presses("sign", **typed)  # 3450 g is a baby's weight, and he is none
    assert asked.status_code == 200
    assert window.presses("sign", **typed, confirm_weight="3.45").status_code == 302
    [entry] = signed_of(smith, patient)
    assert entry.clinical_data
    told = entry.clinical_data.vital_signs
    assert told
    assert told.units
    assert (told.temperature, told.units.temperature) == (Decimal("99.5"), "[degF]")
    assert (told.weight, told.units.weight) == (Decimal("3.45"), "kg")
    assert (told.height, told.units.height) == (71, "[in_i]")
    assert told.heart_rate == 72


def test_pressed_twice_it_is_signed_once(window: Window, smith: UnitOfWork, patient: str) -> None:
    window.keeps(notes="Once")
    before = dict(window.carried)
    first = window.presses("sign", notes="Once")
    window.carried = before
    again = window.presses("sign", notes="Once")
    assert first.headers["Location"] == again.headers["Location"]
    assert len(signed_of(smith, patient)) == 1


def test_without_a_draft_it_is_signed_once_too(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    for _ in range(2):
        assert window.presses("sign", notes="Never saved before").status_code == 302
    assert len(signed_of(smith, patient)) == 1


def test_another_text_of_a_signed_note_is_not_lost(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    window.keeps(notes="First")
    before = dict(window.carried)
    window.presses("sign", notes="First")
    window.carried = before
    answer = window.presses("sign", notes="First, and a word more")
    assert answer.status_code == 409
    assert "a word more" in window.page
    assert "signed or discarded" in window.page
    assert window.presses("check", notes="First, and a word more").status_code == 200
    assert "a word more" in window.open()
    assert len(signed_of(smith, patient)) == 1


def test_the_other_window_is_told_and_sees_both_texts(window: Window, second: Window) -> None:
    window.keeps(notes="From the first", recommendations="Rest")
    assert second.keeps(notes="From the second").status_code == 409
    answer = second.presses("check", notes="From the second", chief_complaint="Only here")
    assert answer.status_code == 409
    for words in ("From the first", "From the second", "Only here", "Rest"):
        assert words in second.page
    picked = {
        "pick-notes": "both",
        "pick-recommendations": "theirs",
        "pick-chief_complaint": "mine",
    }
    mine = {"notes": "From the second", "chief_complaint": "Only here"}
    assert second.presses("check", **mine, **picked).status_code == 200
    page = window.open()
    assert "From the second\nFrom the first" in page
    assert "Only here" in page
    assert "Rest</textarea>" in page


def test_what_a_window_sent_before_or_too_late_changes_nothing(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    window.keeps(notes="one")
    late = window.carried | {"notes": "one", "save": "auto", "step": "1"}
    window.keeps(notes="one two")
    assert window.browser.post(window.url, late).status_code == 200
    [draft] = [each for each in Drafts(smith).unsigned(DR_SMITH) if each.patient_id == patient]
    assert draft.typed["notes"] == "one two"


def test_a_value_and_its_unit_are_one_thing_in_a_conflict_and_choices_are_said_in_words(
    window: Window, second: Window, smith: UnitOfWork, patient: str
) -> None:
    row = {"rx_0_medication": "Atorvastatin", "rx_0_timing": "QD"}
    window.keeps(temperature="37.5", weight="165 lbs", position="SITTING", **row)
    typed = {"temperature": "99.5°F", "weight": "165", "weight_unit": "[lb_av]"}
    answer = second.presses("check", **typed, rx_0_medication="Atorvastatin", rx_0_timing="BID")
    assert answer.status_code == 409
    asked = second.page.partition("note-conflict")[2].partition("</section>")[0]
    for words in ("99.5 °F", "37.5 °C", "Sitting", "once a day", "twice a day"):
        assert words in asked
    for hidden in ("pick-weight", "_unit", "[degF]", "SITTING", "QD"):
        assert hidden not in asked
    chosen = {"pick_temperature": "theirs", "pick_position": "theirs"}
    assert second.presses("check", **typed, **chosen).status_code == 200
    [draft] = [each for each in Drafts(smith).unsigned(DR_SMITH) if each.patient_id == patient]
    assert draft.typed["temperature"] == "37.5"
    assert "temperature_unit" not in draft.typed  # degrees Celsius, unless somebody chose
    assert draft.typed["position"] == "SITTING"
    assert draft.typed["weight_unit"] == "[lb_av]"


def test_a_save_whose_answer_was_lost_is_no_conflict(window: Window) -> None:
    before = dict(window.carried)
    window.keeps(notes="stored, and never answered")
    window.carried = before
    assert window.keeps(notes="stored, and never answered; more").status_code == 200


def test_text_survives_a_session_that_ended(
    window: Window, signed_in: Callable[[str], Client], smith: UnitOfWork, patient: str
) -> None:
    window.browser.cookies.pop(next(n for n in window.browser.cookies if "session" in n))
    answer = window.presses("check", notes=ACHE * 100)
    assert answer.status_code == 302
    kept = window.browser.session
    back = signed_in(DR_SMITH)
    session = back.session
    session["drafts"] = kept["drafts"]
    session.save()
    window.browser = back
    page = window.open()
    assert "You were signed out" in page
    assert page.count("ألم في الصدر") >= 100
    [draft] = [each for each in Drafts(smith).unsigned(DR_SMITH) if each.patient_id == patient]
    assert draft.typed["notes"] == ACHE * 100


def test_a_save_is_one_read_and_one_transaction(window: Window) -> None:
    window.keeps(notes="a")
    with metered() as meter:
        window.keeps(notes="ab")
    writes = [call.operation for call in meter.calls if call.writes]
    assert writes == ["transact_write_items"]
    assert meter.sequential <= 3  # the session, the draft beside the care relation, the write


def test_the_page_takes_three_round_trips(window: Window) -> None:
    window.keeps(notes="a")
    assert cost_of(window.browser, window.url).sequential <= 3


@pytest.mark.parametrize(
    "said",
    [{"rx_0_timing": "BID"}, {"rx_0_when": "HS"}, {"rx_0_as_needed": "on"},
     {"rx_0_note": "on Fridays"}],
)  # fmt: skip
def test_a_dose_is_not_signed_before_it_is_said_when_it_is_taken(
    window: Window, said: dict[str, str]
) -> None:
    given = {"rx_0_medication": "Amlodipine", "rx_0_dose": "5", "rx_0_unit": "mg"}
    assert window.presses("sign", **given).status_code == 200
    assert "Say how often, or when it is taken" in window.page
    assert window.presses("sign", **given, **said).status_code == 302


def test_a_medicine_that_is_taken_is_repeated_without_a_conflict(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    """It was loaded, without a code: the same medicine all the same, and no second one."""
    given = {"medication": "Amlodipine", "dosage": "5mg", "frequency": "Once daily"}
    taken = record(patient, ago(days=3), clinicalData={"treatment": {"prescription": [given]}})
    store(taken)
    window.presses("repeat", "last")
    assert 'value="Amlodipine"' in window.page
    assert '<option value="QD" selected' in window.page
    again = {"rx_0_medication": "Amlodipine", "rx_0_dose": "5", "rx_0_unit": "mg",
             "rx_0_timing": "QD"}  # fmt: skip
    assert window.presses("sign", **again).status_code == 302
    [entry] = signed_of(smith, patient)
    assert entry.prescriptions[0].screening
    assert entry.prescriptions[0].screening.conflicts == []


def test_a_press_in_a_part_brings_the_page_again_at_that_part(
    window: Window, second: Window
) -> None:
    second.open()
    window.open()

    def part() -> list[str]:
        return re.findall(r'id="part-(\w+)" data-fold open><summary autofocus>', window.page)

    assert part() == []
    window.carried["dx_q"] = "hypertension"
    window.presses("find", "dx")
    assert part() == ["diagnoses"]
    assert 'name="dx_q" value="hypertension"' in window.page
    window.presses("add", "rx:J01CA04")
    assert part() == ["prescriptions"]
    window.presses("check")
    assert part() == []
    # A conflict stands on top, and is looked at first
    second.presses("add", "dx:I10", complaint="Another window")
    assert "autofocus" not in second.page
