"""Medicines and documents of a chart as lists: each said, escaped, and struck where it is."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.utils import translation

from documents.models import Document
from medisecure.web.display.values import value
from patients.chart.current_lists import Medicine
from patients.chart.document_lines import document_lines
from patients.chart.medicine_lines import prescription_rows, taken_now
from patients.lists.medicines import MedicineStatus
from patients.records.models import Prescription

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
