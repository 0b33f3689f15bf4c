"""An entry as a line: what was decided stands in it in every state, and nothing typed is markup."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from patients.chart.entries import entry_lines
from patients.records.header import RecordHeader
from patients.records.lines.listed import RecordLine, listed
from patients.records.lines.plan import plan_of
from patients.records.models import (
    ClinicalData,
    Diagnosis,
    FollowUp,
    Prescription,
    Record,
    Status,
    Treatment,
    VisitInfo,
)
from tests.desk import by_the_clinics_clock
from tests.people import DR_SMITH, JOHN

SEEN = datetime(2025, 6, 1, 9, 0, tzinfo=UTC)
TYPED, SHOWN = "<i>&'", "&lt;i&gt;&amp;&#x27;"
PLACE: dict[str, Any] = {
    "record_id": "entry_1", "patient_id": JOHN, "provider_id": DR_SMITH, "created_at": SEEN,
    "visit_info": VisitInfo(date=SEEN),
}  # fmt: skip


def record(status: Status = Status.COMPLETED, **changes: Any) -> Record:
    treatment = Treatment(
        prescription=[Prescription(medication=TYPED), Prescription(medication="Second")],
        procedures=["ECG"],
        recommendations=[TYPED],
    )
    found = ClinicalData(
        chief_complaint=TYPED, diagnosis=[Diagnosis(code="I25.9")], treatment=treatment
    )
    whole = Record(
        **PLACE, record_type="CONSULTATION", clinical_data=found, status=status, updated_at=SEEN,
        follow_up=FollowUp(required=True, timeframe="3 months"),
    )  # fmt: skip
    return replace(whole, **changes)


def line(of: Record | RecordHeader, state: str = "") -> str:
    return listed([RecordLine(of, TYPED, TYPED, state)], "?at=1&x=<")


def test_a_plan_names_everything_that_was_decided_in_order() -> None:
    assert plan_of(record()) == (
        f'<p class="muted">Plan: <bdi>{SHOWN}</bdi>, <bdi>Second</bdi> · '
        f'<bdi dir="ltr">ECG</bdi> · <bdi dir="ltr">{SHOWN}</bdi> · '
        'Follow-up (<bdi dir="ltr">3 months</bdi>)</p>'
    )


def test_nothing_decided_is_no_plan_and_a_follow_up_without_a_time_is_one() -> None:
    bare = record(clinical_data=None, follow_up=None)
    assert plan_of(bare) == ""
    assert plan_of(replace(bare, follow_up=FollowUp(required=False, timeframe="1 week"))) == ""
    undated = replace(bare, follow_up=FollowUp(required=True))
    assert plan_of(undated) == '<p class="muted">Plan: Follow-up</p>'


def test_a_listed_entry_leads_to_its_page_and_nothing_typed_is_markup() -> None:
    found = line(record(), state=TYPED)
    assert "<i>" not in found
    assert f'href="/patients/{JOHN}/records/entry_1/?at=1&amp;x=&lt;"' in found
    assert f' · {SHOWN} <span class="flag">{SHOWN}</span></p>' in found
    assert f'>{SHOWN}</bdi></a></p><p class="timeline-text"><bdi dir="ltr">I25.9</bdi><br>' in found
    assert "icon-stethoscope" in found
    assert found.endswith(f"{plan_of(record())}</div></li>")


@pytest.mark.parametrize("status", Status)
def test_the_list_says_the_plan_of_what_stands(status: Status) -> None:
    found = line(record(status))
    assert ("Plan" in found) is (status in {Status.COMPLETED, Status.AMENDED})
    struck = status is Status.ENTERED_IN_ERROR
    assert ('class="timeline-title struck"' in found) is struck


def test_of_a_protected_entry_the_lists_say_that_it_is_there() -> None:
    place = RecordHeader(**PLACE, is_sensitive=True)
    for found in (line(place), entry_lines([(place, None)])):
        assert ">Protected entry</a></p>" in found
        assert "icon-lock" in found


@pytest.mark.parametrize(
    ("status", "icon", "told"),
    [
        (Status.COMPLETED, "stethoscope", f"{by_the_clinics_clock(SEEN)}</time></bdi></p>"),
        (Status.DRAFT, "pencil", '<span class="status-label">Draft</span></span></p>'),
        (Status.AMENDED, "stethoscope", '<span class="flag flag-calm">Corrected later</span></p>'),
        (Status.ENTERED_IN_ERROR, "cross", '<span class="flag">Entered by mistake</span></p>'),
    ],
)
def test_the_chart_says_what_state_an_entry_is_in(status: Status, icon: str, told: str) -> None:
    found = entry_lines([(record(status), None)])
    assert f"icon-{icon}" in found
    assert told in found
    assert ("timeline-title struck" in found) is (status is Status.ENTERED_IN_ERROR)
    assert plan_of(record()) in found


def test_the_chart_marks_an_open_protected_entry_after_its_title() -> None:
    found = entry_lines([(record(is_sensitive=True), None)])
    assert f'>{SHOWN}</bdi></a> <span class="flag"><svg class="icon icon-lock"' in found
    assert "Protected</span>" not in entry_lines([(record(), None)])


def test_the_lines_are_in_the_readers_language() -> None:
    with translation.override("ar"):
        assert "الخطة" in plan_of(record())
