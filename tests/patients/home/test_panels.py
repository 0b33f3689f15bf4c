"""The panels of a home: what each says of something and of nothing, and that it is escaped."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from django.utils import translation

from appointments.portal.online_rules import Changes
from appointments.visits.models import Appointment, PaidVisit, Payment, SchedulingInfo
from documents.models import DocumentInfo, ListedDocument
from medisecure.web.display.values import value
from patients.chart.current_lists import Medicine
from patients.home.due import Due
from patients.home.panels import latest_documents, medicines_now, viewed_by
from patients.home.to_do import to_do
from patients.home.visit_panels import latest_visit, next_visit
from patients.records.models import (
    ClinicalData,
    Diagnosis,
    FollowUp,
    Prescription,
    Record,
    Treatment,
    VisitInfo,
)
from patients.viewed_by.looks import Look

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOSTILE = "<script>'\"&"
SAFE = "&lt;script&gt;&#x27;&quot;&amp;"
VISIT = Appointment(
    appointment_id="a1",
    patient_id="p1",
    provider_id="d1",
    scheduling_info=SchedulingInfo(
        appointment_date=AT, duration=30, location=HOSTILE, mode="IN_PERSON"
    ),
    payment=Payment(fee=120, currency="QAR", status="PENDING"),
    preparation=[HOSTILE],
    created_at=AT,
    updated_at=AT,
)
RECORD = Record(
    record_id="r1",
    record_type="CONSULTATION",
    patient_id="p1",
    provider_id="d1",
    visit_info=VisitInfo(date=AT),
    clinical_data=ClinicalData(
        chief_complaint=HOSTILE,
        diagnosis=[Diagnosis(description=HOSTILE), Diagnosis(code="I10")],
        treatment=Treatment(recommendations=[HOSTILE, "Rest"]),
    ),
    follow_up=FollowUp(required=True, timeframe="2 weeks", notes=HOSTILE),
    created_at=AT,
    updated_at=AT,
)
DUE = Due(follow_up=cast(FollowUp, RECORD.follow_up), record=RECORD, by=date(2026, 3, 16),
          is_late=False)  # fmt: skip
MEDICINE = Medicine(
    prescription=Prescription(medication=HOSTILE, dosage="5 mg"),
    started_on=date(2026, 3, 1),
    ends_on=None,
    is_current=True,
)
DOCUMENT = ListedDocument(
    document_id="f1",
    patient_id="p1",
    document_info=DocumentInfo(type="LAB_REPORT", title=HOSTILE),
    created_at=AT,
)
LOOK = Look(at=AT, name=HOSTILE, role=HOSTILE, deed="Looked", reason=HOSTILE, times=3)


def coming(changes: Changes | None = None, **told: Any) -> str:
    return next_visit("p1", replace(VISIT, **told), HOSTILE, changes, may_book=True)


def dues(*told: Due, may_book: bool = True, unpaid: Any = ()) -> str:
    return to_do([(each, HOSTILE) for each in told], unpaid, may_book=may_book)


def everything() -> list[str]:
    return [
        coming(Changes(allowed=False, too_late=True, why_not=HOSTILE)),
        coming(Changes(allowed=True)),
        latest_visit("p1", RECORD, HOSTILE, is_own=True),
        dues(DUE, replace(DUE, by=None), replace(DUE, is_late=True)),
        medicines_now([MEDICINE]),
        latest_documents("p1", [DOCUMENT]),
        viewed_by("p1", [LOOK, replace(LOOK, name="", things=[HOSTILE], more=2)]),
    ]


def test_whatever_was_typed_is_escaped_in_every_panel() -> None:
    for panel in everything():
        assert SAFE in panel
        assert "<script" not in panel
        assert HOSTILE not in panel


def test_every_panel_is_a_section_named_by_its_title() -> None:
    for panel in everything():
        name = panel.partition(' aria-labelledby="')[2].partition('"')[0]
        assert f'<h2 class="panel-title" id="{name}">' in panel
        assert panel.startswith('<section class="panel')
        assert panel.endswith("</section>")


def test_in_arabic_no_panel_says_a_word_of_english() -> None:
    words = ("Next visit", "To do", "Medicines now", "Your latest visit", "Documents", "Viewed by")
    english = "".join(everything())
    with translation.override("ar"):
        arabic = "".join(everything())
    assert all(each in english and each not in arabic for each in words)


def test_the_next_visit_says_when_where_and_what_it_costs() -> None:
    panel = coming()
    assert value(VISIT.local_date, kind="day") in panel
    assert "<div><dt>Length</dt><dd>30 minutes</dd></div>" in panel
    assert f'{value(120, unit="QAR", kind="money")} <span class="muted">(not paid yet)' in panel
    assert "How to prepare" in panel
    assert "How to prepare" not in coming(preparation=None)
    assert "Payment" not in coming(payment=None)


def test_a_visit_is_moved_and_cancelled_only_by_who_may() -> None:
    allowed, refused = (coming(Changes(allowed=each)) for each in (True, False))
    for words in ("Move", "Cancel visit"):
        assert f"{words}</a>" in allowed
        assert f"{words}</a>" not in refused
    for words in ("Add to calendar", "See this visit"):
        assert f"{words}</a>" in allowed
        assert f"{words}</a>" in refused


def test_without_a_visit_it_says_how_to_get_one() -> None:
    assert 'class="btn btn-primary"' in next_visit("p1", None, "", None, may_book=True)
    desk = next_visit("p1", None, "", None, may_book=False)
    assert "front desk" in desk
    assert "btn" not in desk


def test_the_latest_visit_says_what_was_found_and_advised() -> None:
    panel = latest_visit("p1", RECORD, "Dr. Smith", is_own=True)
    assert "You saw <bdi>Dr. Smith</bdi> on" in panel
    assert f"{value(HOSTILE)}<br>{value('High blood pressure')}</dd>" in panel
    assert f"<dt>The doctor advised</dt><dd>{value(HOSTILE)}<br>{value('Rest')}" in panel
    bare = latest_visit("p1", replace(RECORD, clinical_data=None), "", is_own=True)
    assert "You were seen on" in bare
    assert bare.count("not recorded") == 2
    assert "advised" not in bare
    assert "Nothing yet." in latest_visit("p1", None, "", is_own=True)


def test_what_was_found_is_told_in_plain_words_of_the_readers_language() -> None:
    found = [Diagnosis(code="I10", description="Essential (primary) hypertension"),
             Diagnosis(code="Q99.9", description="As the doctor wrote it")]  # fmt: skip
    record = replace(RECORD, clinical_data=ClinicalData(diagnosis=found))
    with translation.override("ar"):
        panel = latest_visit("p1", record, "Dr. Smith", is_own=True)
    assert f"{value('ارتفاع ضغط الدم')}<br>{value('As the doctor wrote it')}</dd>" in panel
    assert "hypertension" not in panel


@pytest.mark.parametrize("doctor", ["Dr. Smith", ""])
def test_who_acts_for_the_patient_reads_of_the_patients_visit_not_of_their_own(doctor: str) -> None:
    panel = latest_visit("p1", RECORD, doctor, is_own=False)
    assert "Latest visit" in panel
    assert "Seen " in panel
    assert not re.search(r"\byou", panel, re.IGNORECASE)


def test_a_follow_up_is_booked_near_its_day_unless_that_is_over() -> None:
    panel = dues(DUE)
    assert "?whom=d1&amp;kind=FOLLOW_UP&amp;near=2026-03-16" in panel
    assert f"by {value(DUE.by, kind='date')}." in panel
    late = dues(replace(DUE, is_late=True))
    assert "overdue" in late
    assert "near=" not in late
    assert f"within {value('2 weeks')}." in dues(replace(DUE, by=None))
    assert "panel-warning" in panel


def test_who_may_not_book_is_sent_to_the_desk() -> None:
    panel = dues(DUE, may_book=False)
    assert "Ask the front desk for a time.</p>" in panel
    assert "kind=FOLLOW_UP" not in panel


def test_an_unpaid_visit_is_named_by_its_day_and_fee() -> None:
    visit = cast(PaidVisit, VISIT)
    panel = dues(unpaid=[visit])
    assert f'{value(120, unit="QAR", kind="money")} · <a href="/' in panel
    assert "A visit is not paid yet" in panel
    nothing = dues()
    assert "Nothing to do right now." in nothing
    assert "panel-warning" not in nothing


def test_a_medicine_says_until_when() -> None:
    assert "until your doctor changes it" in medicines_now([MEDICINE])
    ending = medicines_now([replace(MEDICINE, ends_on=date(2026, 4, 1))])
    assert f"until {value(date(2026, 4, 1), kind='date')}" in ending
    assert "being taken today" in medicines_now([])


def test_a_document_is_what_it_says_or_its_kind() -> None:
    assert "Laboratory report · " in latest_documents("p1", [DOCUMENT])
    info = DocumentInfo(type="LAB_REPORT", title="Blood", description="Fasting")
    told = latest_documents("p1", [replace(DOCUMENT, document_info=info)])
    assert f"{value('Fasting')} · " in told
    assert 'href="/patients/p1/documents/f1/"' in told
    assert "No documents yet." in latest_documents("p1", [])


def test_looks_say_how_often_and_at_what() -> None:
    panel = viewed_by("p1", [replace(LOOK, things=["A visit"], more=2)])
    assert ", 3 times</p>" in panel
    assert "<li>A visit</li><li>and 2 more</li>" in panel
    assert "times" not in viewed_by("p1", [replace(LOOK, times=1)])
    assert "Nobody but you" in viewed_by("p1", [])
