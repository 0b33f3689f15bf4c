"""Vital signs over time: judged by age, in words and shape, with a table, to those who may look."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from patients.chart.plots import plots_of
from patients.records.models import ClinicalData, Record, Status, VisitInfo
from patients.vitals.models import VitalSigns, VitalUnits
from tests.cost import cost_of
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, REEM

SignIn = Callable[[str], Client]
TRENDS = f"/patients/{JOHN}/trends/"
BORN = date(1980, 1, 1)
UNITS = VitalUnits(
    blood_pressure="mm[Hg]", temperature="Cel", weight="kg", height="cm", heart_rate="/min"
)


def record(month: int, **taken: Any) -> Record:
    at = datetime(2025, month, 9, 9, 0, tzinfo=UTC)
    return Record(
        record_id=f"record_{month}",
        record_type="CONSULTATION",
        patient_id=JOHN,
        provider_id=DR_SMITH,
        visit_info=VisitInfo(date=at),
        clinical_data=ClinicalData(vital_signs=VitalSigns(**taken, units=UNITS)),
        status=Status.COMPLETED,
        created_at=at,
        updated_at=at,
    )


def test_blood_pressure_is_one_chart_of_two_lines() -> None:
    entries = [record(2, blood_pressure="150/95"), record(1, blood_pressure="120/80")]
    (plot,) = plots_of(entries, BORN)
    assert [[point.value for point in line.points] for line in plot.lines] == [[120, 150], [80, 95]]
    assert [[point.kind for point in line.points] for line in plot.lines] == [
        ["usual", "high"], ["usual", "high"],
    ]  # fmt: skip
    assert [(line.low, line.high) for line in plot.lines] == [(90, 139), (60, 89)]
    assert str(plot.lines[0].points[1].word) == "high"


def test_a_childs_values_are_judged_by_the_age_on_their_day() -> None:
    entries = [record(6, heart_rate=110)]
    (grown,) = plots_of(entries, BORN)
    (child,) = plots_of(entries, date(2023, 1, 1))
    (unknown,) = plots_of(entries, None)
    kinds = [plot.lines[0].points[0].kind for plot in (grown, child, unknown)]
    assert kinds == ["high", "usual", "none"]
    assert unknown.lines[0].low is None


def test_the_body_mass_index_goes_on_with_the_last_height() -> None:
    entries = [record(2, weight=Decimal(80)), record(1, weight=Decimal("75.5"), height=180)]
    bmi = plots_of(entries, BORN)[-1]
    assert [point.value for point in bmi.lines[0].points] == [Decimal("23.3"), Decimal("24.7")]


def test_a_reading_without_a_known_unit_is_on_no_chart() -> None:
    at = datetime(2025, 6, 9, tzinfo=UTC)
    plain = VitalSigns(weight=1400)
    entry = Record(
        record_id="r", record_type="CONSULTATION", patient_id=JOHN, provider_id=DR_SMITH,
        visit_info=VisitInfo(date=at), clinical_data=ClinicalData(vital_signs=plain),
        status=Status.COMPLETED, created_at=at, updated_at=at,
    )  # fmt: skip
    assert plots_of([entry], BORN) == []


def test_the_source_of_a_range_is_said_in_the_readers_language() -> None:
    with translation.override("ar"):
        (plot,) = plots_of([record(1, heart_rate=72)], BORN)
        assert "المعدل المعتاد" in plot.source


def test_the_page_shows_values_ranges_and_a_table(signed_in: SignIn) -> None:
    page = signed_in(DR_SMITH).get(TRENDS).content.decode()
    assert "Blood pressure" in page
    assert "120" in page
    assert "<table" in page
    assert "style=" not in page


@pytest.mark.parametrize("who", [DR_OTHER, REEM, LAYLA])
def test_nobody_else_sees_it(who: str, signed_in: SignIn) -> None:
    assert signed_in(who).get(TRENDS).status_code == 404


def test_patients_see_their_own(signed_in: SignIn) -> None:
    assert signed_in(JOHN).get(TRENDS).status_code == 200


def test_it_costs_three_round_trips_one_after_another(signed_in: SignIn) -> None:
    assert cost_of(signed_in(DR_SMITH), TRENDS).sequential <= 3
