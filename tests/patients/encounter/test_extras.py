"""Sick leave and documents inside the note: kept with it, signed with it, corrected with it."""

import re
from datetime import date

import pytest

from documents.letters.models import Letter, LetterKind
from documents.letters.repository import Letters
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.records.repository import Records
from patients.records.sick_leave import SickLeave
from patients.records.versions import Versions
from tests.cost import cost_of
from tests.patients.encounter.pages import Window, signed_of
from tests.patients.home.portal import ago, document, fresh_patient, store
from tests.people import DR_OTHER

ILL = {"sick_first_day": "١/٦/٢٠٢٦", "sick_last_day": "3 June 2026", "sick_words": "Rest at home"}


def letters_of(uow: UnitOfWork, patient_id: str) -> list[Letter]:
    return Letters(uow).latest(patient_id).items


def test_a_signed_sick_leave_is_certified_in_the_same_press(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    answer = window.presses("sign", "stay", notes="Flu", **ILL)
    assert answer.status_code == 302
    [entry] = signed_of(smith, patient)
    assert entry.sick_leave == SickLeave(
        first_day=date(2026, 6, 1), last_day=date(2026, 6, 3), words="Rest at home"
    )
    [letter] = letters_of(smith, patient)
    told = letter.content
    assert (letter.kind, letter.record_id, told.first_day, told.last_day, told.text) == (
        LetterKind.SICK_LEAVE, entry.record_id, date(2026, 6, 1), date(2026, 6, 3), "Rest at home",
    )  # fmt: skip
    assert not told.diagnoses
    assert told.allergies is None
    page = window.browser.get(answer.headers["Location"]).content.decode()
    assert f"/letters/{letter.letter_id}/" in page
    assert "3 days" in page
    assert "print it" in page


def test_a_note_sent_twice_certifies_once(window: Window, smith: UnitOfWork, patient: str) -> None:
    window.keeps(notes="Flu")
    before = dict(window.carried)
    for _ in range(2):
        window.carried = dict(before)
        assert window.presses("sign", notes="Flu", **ILL).status_code == 302
    assert len(letters_of(smith, patient)) == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"sick_first_day": "1/6/2026"}, "Give the first and the last day."),
        ({"sick_words": "Rest"}, "Give the first and the last day."),
        ({"sick_first_day": "3/6/2026", "sick_last_day": "1/6/2026"}, "before the first one"),
        ({"sick_first_day": "1/6/2026", "sick_last_day": "1/6/2028"}, "at most a year"),
        ({"sick_first_day": "31/2/2026", "sick_last_day": "1/6/2026"}, "There is no such day"),
        ({**ILL, "sick_words": "x" * 4001}, "4000"),
    ],
)
def test_days_that_cannot_be_are_told_at_the_field_and_nothing_is_signed(
    window: Window, smith: UnitOfWork, patient: str, typed: dict[str, str], told: str
) -> None:
    assert window.presses("sign", notes="Flu", **typed).status_code == 200
    assert told in window.page
    assert 'id="part-leave" data-fold open' in window.page
    assert signed_of(smith, patient) == []
    assert letters_of(smith, patient) == []
    assert next(iter(typed.values()))[:100] in window.open()  # what was typed is kept


def test_a_correction_of_the_days_leaves_the_paper_and_says_so(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    window.presses("sign", notes="Flu", **ILL)
    [entry] = signed_of(smith, patient)
    again = Window(window.browser, f"/patients/{patient}/records/{entry.record_id}/correct/")
    assert 'value="03/06/2026"' in again.open()
    typed = {"notes": "Flu", **ILL, "sick_last_day": "2026-06-05", "correction_reason": "longer"}
    answer = again.presses("sign", **typed)
    assert answer.status_code == 302
    assert "withdraw it" in window.browser.get(answer.headers["Location"]).content.decode()
    now = Records(smith).get(patient, entry.record_id)
    assert now.sick_leave
    assert now.sick_leave.last_day == date(2026, 6, 5)
    first, _last = Versions(smith).of(patient, entry.record_id)
    assert first.entry.sick_leave == entry.sick_leave
    [letter] = letters_of(smith, patient)
    assert letter.content.last_day == date(2026, 6, 3)


def test_a_correction_that_says_nothing_of_it_takes_the_days_away(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    window.presses("sign", notes="Flu", **ILL)
    [entry] = signed_of(smith, patient)
    again = Window(window.browser, f"/patients/{patient}/records/{entry.record_id}/correct/")
    again.open()
    again.presses("sign", notes="Flu", correction_reason="was another patient's")
    assert Records(smith).get(patient, entry.record_id).sick_leave is None


def test_a_document_of_the_patient_is_attached_and_read_in_the_entry(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    paper = document(patient, ago(days=2))
    store(paper)
    name = f"att-{paper['documentId']}"
    assert name in window.open()
    window.keeps(notes="See the count", **{name: "on"})
    assert f'name="{name}" checked' in window.open()
    answer = window.presses("sign", "stay", notes="See the count", **{name: "on"})
    [entry] = signed_of(smith, patient)
    [attached] = entry.attachments or []
    assert (attached.document_id, attached.type, attached.s3_key) == (
        paper["documentId"], "LAB_REPORT", paper["fileInfo"]["s3Key"],
    )  # fmt: skip
    page = window.browser.get(answer.headers["Location"]).content.decode()
    assert f"/documents/{paper['documentId']}/" in page


def test_a_correction_keeps_attachments_whose_document_nobody_can_open(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    paper = document(patient, ago(days=2))
    store(paper)
    name = f"att-{paper['documentId']}"
    window.presses("sign", notes="x", **{name: "on"})
    [entry] = signed_of(smith, patient)
    again = Window(window.browser, f"/patients/{patient}/records/{entry.record_id}/correct/")
    assert f'name="{name}" checked' in again.open()
    again.presses("sign", notes="y", correction_reason="typing", **{name: "on"})
    assert Records(smith).get(patient, entry.record_id).attachments == entry.attachments


def test_another_patients_document_is_refused_and_the_note_kept(
    window: Window, smith: UnitOfWork, patient: str
) -> None:
    theirs = document(fresh_patient(), ago(days=2))
    store(theirs)
    name = f"att-{theirs['documentId']}"
    assert window.presses("sign", notes="Kept text", **{name: "on"}).status_code == 200
    assert "not there any more" in window.page
    assert "Kept text" in window.page
    assert signed_of(smith, patient) == []
    assert window.presses("sign", notes="Kept text").status_code == 302
    [entry] = signed_of(smith, patient)
    assert entry.attachments is None


def test_two_windows_see_the_days_of_both(window: Window, second: Window) -> None:
    window.keeps(notes="a", **ILL)
    assert second.presses("check", notes="a", sick_last_day="2026-06-09").status_code == 409
    assert "2026-06-09" in second.page
    assert "3 June 2026" in second.page


def test_in_a_conflict_a_document_has_its_title(
    window: Window, second: Window, patient: str
) -> None:
    paper = document(
        patient, ago(days=2), documentInfo={"type": "LAB_REPORT", "title": "Blood count of June"}
    )
    store(paper)
    name = f"att-{paper['documentId']}"
    window.keeps(notes="a", **{name: "on", "att-doc_that_went": "on"})
    assert second.presses("check", notes="b").status_code == 409
    asked = second.page.partition("note-conflict")[2].partition("</section>")[0]
    assert "Blood count of June" in asked
    assert "A document that no longer exists" in asked
    assert not re.search(rf">[^<]*{paper['documentId']}", asked)


def test_the_page_with_an_attached_document_costs_as_before(window: Window, patient: str) -> None:
    paper = document(patient, ago(days=2))
    store(paper)
    window.keeps(**{f"att-{paper['documentId']}": "on"})
    assert cost_of(window.browser, window.url).sequential <= 3


def test_the_certificate_is_nobody_elses(
    window: Window, smith: UnitOfWork, patient: str, acting: object
) -> None:
    window.presses("sign", notes="Flu", **ILL)
    other: UnitOfWork = acting("provider", DR_OTHER)  # type: ignore[operator]
    assert letters_of(other, patient) == []
