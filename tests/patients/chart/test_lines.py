"""What a chart lists: each thing said, escaped, and struck where it is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.utils import translation

from documents.models import Document
from medisecure.identity.person import PersonalInfo
from medisecure.web.display.charts.sparklines import sparkline
from medisecure.web.display.values import value
from patients.chart.coming_lines import coming_lines, most_to_come
from patients.chart.current_lists import Medicine, Problem, medicines_of
from patients.chart.document_lines import document_lines
from patients.chart.medicine_lines import prescription_rows, taken_now
from patients.chart.patient_facts import patient_facts
from patients.chart.problem_lines import problem_lines
from patients.chart.result_lines import result_lines
from patients.chart.trends import Series, VitalReading
from patients.chart.vital_lines import latest_signs, sparklines
from patients.lists.medicines import MedicationStatement, MedicineStatus
from patients.prescribing.models import Dosage
from patients.prescribing.reading import Written, readable
from patients.profile.models import EmergencyContact, MedicalInfo, Patient
from patients.records.models import Diagnosis, Prescription
from patients.results.views import Row
from patients.vitals.measurements import Measurement

BEGUN, ENDS = date(2026, 3, 1), date(2026, 4, 2)
TAKEN = Medicine(
    prescription=Prescription(medication="Aspirin <b>", frequency="nur <i>morgens</i>"),
    started_on=BEGUN,
    ends_on=ENDS,
    is_current=True,
)


def past(status: MedicineStatus, reason: str | None = None) -> Medicine:
    told = SimpleNamespace(medication=SimpleNamespace(status=status, stop_reason=reason))
    return replace(TAKEN, is_current=False, item=cast(Any, told))


def test_a_medicine_is_said_with_how_and_until_when():
    line = taken_now([TAKEN])
    assert line == (
        '<li><bdi>Aspirin &lt;b&gt;</bdi> <small><bdi lang="en" class="as-written">'
        f"nur &lt;i&gt;morgens&lt;/i&gt;</bdi> · until {value(ENDS, kind='date')}</small></li>"
    )


def test_one_without_end_or_words_says_so():
    bare = replace(TAKEN, prescription=Prescription(medication="Aspirin"), ends_on=None)
    assert taken_now([bare]) == "<li><bdi>Aspirin</bdi> <small>no end date</small></li>"
    assert "not recorded" in prescription_rows([bare], [])


def test_none_is_said_in_the_readers_language():
    assert "No medicine is noted" in taken_now([])
    with translation.override("ar"):
        assert "No medicine" not in taken_now([])
    assert prescription_rows([], []) == ""


def test_a_row_has_its_cells_named():
    row = prescription_rows([TAKEN], [])
    assert row.startswith('<tr role="row"><th scope="row" role="rowheader">')
    assert '<span class="flag flag-calm">now</span></th>' in row
    assert row.count('<td role="cell" data-label="') == 3
    assert f'data-label="Until">{value(ENDS, kind="date")}</td>' in row
    assert "<b>" not in row
    assert "<i>" not in row


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (MedicineStatus.STOPPED, '<span class="flag">stopped</span>'),
        (MedicineStatus.COMPLETED, '<span class="flag flag-calm">ended</span>'),
        (MedicineStatus.ENTERED_IN_ERROR, '<span class="flag">Entered by mistake</span>'),
    ],
)
def test_what_is_over_says_how_it_ended(status, word):
    row = prescription_rows([], [past(status)])
    assert word in row
    assert ('class="is-struck"' in row) is (status is MedicineStatus.ENTERED_IN_ERROR)


def test_why_it_was_stopped_is_told_and_escaped():
    assert "rash &lt;x&gt;" in prescription_rows([], [past(MedicineStatus.STOPPED, "rash <x>")])


def test_a_document_leads_to_itself_only_if_it_may_be_opened():
    told: dict[str, Any] = {
        "title": "<b>ECG</b>",
        "created_at": None,
        "status": "ACTIVE",
        "patient_id": "patient_1",
        "document_id": "doc_1",
    }
    opened = document_lines([cast(Document, SimpleNamespace(**told, is_verified=True))])
    shut = document_lines([cast(Document, SimpleNamespace(**told, is_verified=False))])
    assert 'href="/patients/patient_1/documents/doc_1/"' in opened
    assert "href" not in shut
    assert "Active" in shut
    assert "<b>" not in opened + shut
    assert "No documents." in document_lines([])


AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOSTILE, SAFE = "<script>'\"&", "&lt;script&gt;&#x27;&quot;&amp;"


def test_a_problem_says_its_code_since_when_and_when_it_was_noted():
    told = Diagnosis(code="<i>", description=HOSTILE)
    problem = Problem(diagnosis=told, last_on=ENDS, onset_on=BEGUN)
    line = problem_lines([problem])
    assert f"<li>{value('<i>', kind='code')} {value(HOSTILE)} <small>since " in line
    assert f"{value(BEGUN, kind='date')} · last noted {value(ENDS, kind='date')}</small>" in line
    assert "<script" not in line
    assert "since" not in problem_lines([replace(problem, onset_on=None)])
    assert "No diagnosis is noted." in problem_lines([])


def test_a_problem_in_plain_words_says_them():
    hypertension = Problem(diagnosis=Diagnosis(code="I10"), last_on=ENDS)
    assert f"<small><bdi>{hypertension.plain}</bdi></small>" in problem_lines([hypertension])
    assert hypertension.plain


def reading(value: Any, unit: str | None, **told: Any) -> VitalReading:
    return VitalReading(measured=Measurement(name="weight", value=value, unit=unit, **told), at=AT)


def test_the_latest_signs_say_what_is_not_known_of_their_unit():
    lines = latest_signs([reading(70, "kg"), reading(HOSTILE, None),
                          reading(70, "kg", is_inferred=True)])  # fmt: skip
    assert lines.count("unit not known") == 1
    assert lines.count("unit worked out, not recorded") == 1
    assert SAFE in lines
    assert "<script" not in lines
    assert value(AT, kind="date") in lines
    assert latest_signs([]) == ""


def test_small_lines_of_the_same_moments_say_their_days_once_written():
    points = [(AT, 70), (AT + timedelta(days=1), 71)]
    series = Series(label=HOSTILE, unit="kg", points=points)
    lines = sparklines([series, series])
    alone = sparkline(points, "kg", HOSTILE)
    assert lines == f'<div class="sparklines">{alone}{alone}</div>'
    assert "<script" not in lines
    assert "No vital signs are noted." in sparklines([])


def patient(medical: MedicalInfo | None, **told: Any) -> Patient:
    info = PersonalInfo(first_name="Huda", last_name="Test", email="h@example.com", **told)
    return Patient(
        patient_id="p1", personal_info=info, medical_info=medical, created_at=AT, updated_at=AT
    )


def test_who_the_patient_is_and_whom_to_call_is_escaped():
    contact = EmergencyContact(name=HOSTILE, relationship=HOSTILE, phone_number=HOSTILE)
    medical = MedicalInfo(blood_type=HOSTILE, emergency_contact=contact,
                          insurance_provider=HOSTILE, insurance_number=HOSTILE)  # fmt: skip
    facts = patient_facts(patient(medical, gender=HOSTILE, phone_number="+974 5555 1234"))
    assert facts.count("&lt;script&gt;") == 7
    assert "<script" not in facts
    assert 'href="tel:+97455551234"' in facts


def test_what_is_not_known_of_a_patient_is_said_to_be_so():
    assert patient_facts(patient(None)).count("not recorded") == 5
    assert patient_facts(patient(MedicalInfo())).count("not recorded") == 5


def result_row(**told: Any) -> Row:
    result: dict[str, Any] = {
        "patient_id": "p1", "result_id": "r1", "taken_at": AT, "stands": True, "is_new": False,
        "is_released": False, "opens_on": None, "opens_at": None,
    }  # fmt: skip
    shown = {name: told.pop(name) for name in list(told) if name in result}
    measured = cast(Any, SimpleNamespace(text="", value=7, unit=HOSTILE))
    known: dict[str, Any] = {"test": HOSTILE, "range": "", "word": "", "mark": ""}
    thing = cast(Any, SimpleNamespace(**(result | shown)))
    return Row(result=thing, measured=measured, **(known | told))


def test_a_result_leads_to_itself_and_is_escaped():
    line = result_lines([result_row(word=HOSTILE)])
    assert 'href="/patients/p1/results/r1/"' in line
    assert line.count("&lt;script&gt;") == 3
    assert "<script" not in line
    assert "No results yet." in result_lines([])


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"stands": False}, "Entered by mistake"),
        ({"is_new": True}, "New"),
        ({"is_released": True, "opens_on": AT}, "Released to the patient"),
        ({"opens_at": AT}, "Released to the patient"),
        ({"opens_on": AT}, "Visible to the patient from"),
    ],
)
def test_who_enters_results_reads_what_became_of_them(told, said):
    assert said in result_row(may_write=True, **told).state
    assert (said in result_row(**told).state) is (said == "Entered by mistake")


def test_a_coming_visit_says_with_whom_and_why():
    visit: Any = SimpleNamespace(starts_at=AT, zone_name="Asia/Qatar", status="SCHEDULED",
                                 reason=HOSTILE)  # fmt: skip
    doctor: Any = SimpleNamespace(display_name=HOSTILE)
    line = coming_lines([(visit, doctor)])
    assert f"<small>{value(HOSTILE)} · {value(HOSTILE)}</small></li>" in line
    assert "<script" not in line
    visit.reason = None
    assert "<small></small>" in coming_lines([(visit, None)])
    assert "No visit is planned." in coming_lines([])


def test_what_was_called_off_stands_after_what_takes_place_and_hides_none_of_it():
    def visit(hour: int, *, is_live: bool) -> Any:
        return SimpleNamespace(starts_at=AT + timedelta(hours=hour), is_live=is_live)

    off = [visit(n, is_live=False) for n in range(5)]
    booked = visit(9, is_live=True)
    assert most_to_come([*off, booked], 2) == [booked, off[0]]


def test_the_texts_of_a_medicine_are_read_once(monkeypatch):
    read: list[Written] = []

    def counted(texts: Written) -> Dosage:
        read.append(texts)
        return readable(texts)

    for module in ("records.models.readable", "lists.medicines.reading.readable",
                   "prescribing.wording.readable"):  # fmt: skip
        monkeypatch.setattr(f"patients.{module}", counted)
    told = Prescription(medication="Aspirin", dosage="5 mg", frequency="daily", duration="5 days")
    record: Any = SimpleNamespace(seen_at=AT, is_listed=False, prescriptions=[told])
    older: Any = SimpleNamespace(seen_at=AT - timedelta(days=9), is_listed=False,
                                 prescriptions=[replace(told, medication="aspirin ")])  # fmt: skip
    taken = MedicationStatement(medication="Ibuprofen", dosage="1 tablet", frequency="daily",
                                duration="3 weeks", started_on=BEGUN)  # fmt: skip
    item: Any = SimpleNamespace(medication=taken)
    found = medicines_of([item], [record, older], AT.date())
    assert [each.prescription.medication for each in found] == ["Aspirin", "Ibuprofen"]
    assert [each.is_current for each in found] == [True, True]
    assert [each.ends_on for each in found] == [told.ends_on(AT.date()), taken.ends_on]
    read.clear()
    for each in medicines_of([item], [record, older], AT.date()):
        assert each.how
    assert len(read) == 2
