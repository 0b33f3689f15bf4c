"""The doctor's chart of a patient."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from patients.chart.current_lists import medicines_of, problems_of
from patients.chart.trends import latest_readings, series_of, valid
from patients.lists.medicines import of_prescription
from patients.lists.models import Source, new_item
from patients.lists.problems import Condition
from patients.records.models import (
    Diagnosis,
    Prescription,
    Record,
    Status,
    Treatment,
)
from patients.vitals.models import VitalSigns, VitalUnits
from tests.cost import cost_of
from tests.patients.records.examples import finished
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, OMAR, REEM
from tests.trail import entries

SignIn = Callable[[str], Client]
CHART = f"/patients/{JOHN}/"


def record(day: int, **clinical: Any) -> Record:
    """A finished entry of a day in June."""
    at = datetime(2025, 6, day, 9, 0, tzinfo=UTC)
    return finished(f"record_{day}", JOHN, at, **clinical)


def prescribed(name: str, duration: str | None = None) -> Treatment:
    return Treatment(prescription=[Prescription(medication=name, duration=duration)])


def test_the_schemas_patient_is_told_in_full(signed_in: SignIn) -> None:
    page = signed_in(DR_SMITH).get(CHART).content.decode()
    for told in (
        "John Doe", "Penicillin", "Shellfish", "I25.9", "Regular cardiac checkup", "Atorvastatin",
        "12-Lead ECG Report", "120/80", "98.6", "°F", "unit worked out, not recorded",
        "Dr. Sarah Smith",
    ):  # fmt: skip
        assert told in page, told


def test_the_chart_leads_to_its_entries_and_files(signed_in: SignIn) -> None:
    page = signed_in(DR_SMITH).get(CHART).content.decode()
    assert f"{CHART}records/consultation_67890/" in page
    assert f"{CHART}documents/doc_12345/" in page


@pytest.mark.parametrize("who", [DR_OTHER, REEM, OMAR, LAYLA])
def test_nobody_else_gets_the_chart_and_the_attempt_is_remembered(
    who: str, signed_in: SignIn, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    response = signed_in(who).get(CHART)
    assert response.status_code == 404
    assert "Penicillin" not in response.content.decode()
    assert entries(raw(actor=who), userId=who, patientId=JOHN, result="DENIED")


def test_patients_may_read_their_own_chart(signed_in: SignIn) -> None:
    assert "I25.9" in signed_in(JOHN).get(CHART).content.decode()


def test_an_unknown_patient_looks_like_a_strange_one(signed_in: SignIn) -> None:
    browser = signed_in(DR_SMITH)
    strange, unknown = browser.get(f"/patients/{LAYLA}/"), browser.get("/patients/patient_none/")
    assert strange.status_code == unknown.status_code == 404


def test_a_colleagues_id_is_no_chart(signed_in: SignIn) -> None:
    assert signed_in(DR_SMITH).get(f"/patients/{DR_SMITH}/").status_code == 404


def test_a_chart_costs_three_round_trips_one_after_another(signed_in: SignIn) -> None:
    cost = cost_of(signed_in(DR_SMITH), CHART)
    assert cost.sequential <= 3
    assert cost.sequential_writes <= 1
    # The lists are two questions, now and past; care, and which ids are this patient, asked once.
    assert cost.total <= 12


def test_a_forged_page_mark_is_no_page(signed_in: SignIn) -> None:
    assert signed_in(DR_SMITH).get(f"{CHART}?after=AAAA").status_code == 404


def test_the_title_of_the_page_names_nobody(signed_in: SignIn) -> None:
    page = signed_in(DR_SMITH).get(CHART).content.decode()
    assert "Doe" not in page[page.index("<title>") : page.index("</title>")]


def test_a_diagnosis_stands_once_as_last_noted() -> None:
    newer = record(9, diagnosis=[Diagnosis(code="I10", description="High pressure")])
    older = record(2, diagnosis=[Diagnosis(code="I10"), Diagnosis(code="E78.5")])
    told = [(each.diagnosis.code, each.last_on) for each in problems_of([], [newer, older])]
    assert told == [("I10", date(2025, 6, 9)), ("E78.5", date(2025, 6, 2))]


def test_a_newer_prescription_supersedes_an_older_one_of_the_same_medicine() -> None:
    newer = record(9, treatment=prescribed("aspirin", "3 days"))
    older = record(2, treatment=prescribed("Aspirin "))
    (medicine,) = medicines_of([], [newer, older], date(2025, 6, 20))
    assert medicine.ends_on == date(2025, 6, 11)
    assert not medicine.is_current


def test_what_stands_on_the_lists_is_not_read_out_of_entries_again() -> None:
    source = Source(at=datetime(2025, 6, 20, tzinfo=UTC), today=date(2025, 6, 20))
    content = Condition(code="I10", description="High pressure", onset_on=date(2020, 1, 1))
    listed = new_item(content, source, item_id="condition_1", patient_id=JOHN)
    newer = record(9, diagnosis=[Diagnosis(code="I10", description="High pressure")])
    ended = replace(record(2, diagnosis=[Diagnosis(code="E78.5")]), is_listed=True)
    (problem,) = problems_of([listed], [newer, ended])
    assert problem.item == listed
    assert problem.onset_on == date(2020, 1, 1)


def test_a_medicine_of_the_list_says_how_it_is_taken_in_the_readers_language() -> None:
    source = Source(at=datetime(2025, 6, 20, tzinfo=UTC), today=date(2025, 6, 20))
    content = of_prescription(
        medication="Atorvastatin", dosage="20mg", frequency="Once daily before breakfast",
        duration="28 days", started_on=date(2025, 6, 20),
    )  # fmt: skip
    listed = new_item(content, source, item_id="medication_1", patient_id=JOHN)
    (medicine,) = medicines_of([listed], [], date(2025, 6, 20))
    assert medicine.is_current
    with translation.override("ar"):
        assert [text for _, text in medicine.how][1:] == ["مرة يوميًا قبل الفطور", "لمدة 28 يومًا"]


def test_drafts_and_mistakes_tell_nothing() -> None:
    entries = [replace(record(n), status=status) for n, status in enumerate(Status, 1)]
    assert {each.status for each in valid(entries)} == {Status.COMPLETED, Status.AMENDED}


def test_readings_in_several_units_lie_on_one_line_in_one_unit() -> None:
    metric = VitalSigns(temperature=Decimal("37.5"), units=VitalUnits(temperature="Cel"))
    imperial = VitalSigns(temperature=Decimal("98.6"), units=VitalUnits(temperature="[degF]"))
    entries = [record(9, vital_signs=imperial), record(2, vital_signs=metric)]
    (line,) = series_of(entries)
    assert line.unit == "°C"
    assert [number for _, number in line.points] == [Decimal("37.5"), Decimal("37.0")]
    (latest,) = latest_readings(entries)
    assert (latest.measured.value, latest.measured.symbol) == (Decimal("98.6"), "°F")


def test_a_reading_whose_unit_nobody_knows_is_on_no_line_but_is_told() -> None:
    entries = [record(9, vital_signs=VitalSigns(weight=1400))]
    assert series_of(entries) == []
    assert latest_readings(entries)[0].measured.unit is None


def test_blood_pressure_is_one_measurement_of_two_lines() -> None:
    vitals = VitalSigns(blood_pressure="120/80", units=VitalUnits(blood_pressure="mm[Hg]"))
    [both] = series_of([record(2, vital_signs=vitals)])
    assert (both.points[0][1], both.beside[0][1]) == (120, 80)


def test_half_a_kilogram_does_not_fill_the_scale() -> None:
    told = [VitalSigns(weight=value, units=VitalUnits(weight="kg")) for value in (80, 81)]
    [line] = series_of([record(day, vital_signs=each) for day, each in enumerate(told, 1)])
    assert (float(line.least[0]), float(line.least[1])) == (pytest.approx(72), pytest.approx(89.1))


def test_every_page_of_a_chart_says_sex_and_record_number(
    signed_in: Callable[[str], Client],
) -> None:
    for page in ("", "trends/", "results/", "letters/", "lists/", "records/", "note/"):
        html = signed_in(DR_SMITH).get(f"/patients/{JOHN}/{page}").content.decode()
        banner = html.partition("patient-banner")[2].partition("</section>")[0]
        assert "Sex" in banner, page
    own = signed_in(JOHN).get(f"/patients/{JOHN}/trends/").content.decode()
    assert "d-none d-print-block" in own.partition("patient-banner")[0]
