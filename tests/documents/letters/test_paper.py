"""A letter on paper: what stands on each page, in both languages, and what it never reads."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from documents import apart
from documents.apart import Busy, Slots
from documents.letters import printing
from documents.letters.models import LetterKind, Subject
from documents.letters.paper import file_name, isolated, page_of
from documents.letters.printing import PRESS, printed
from medisecure.errors import Unavailable
from tests.documents.alone import tried_alone
from tests.documents.letters.papers import letter, pages_of
from tests.warm.programs import cold

HOSTILE = '<img src="file:///etc/passwd"><link rel=stylesheet href="http://127.0.0.1:9/x">'


def test_each_page_names_clinic_patient_birth_date_record_number_and_its_place() -> None:
    long = letter(LetterKind.REFERRAL, to="Hamad", question="Why?", text="A long history.\n" * 70)
    pages = pages_of(printed(page_of(long)))
    assert len(pages) > 1
    for place, text in enumerate(pages, start=1):
        for words in ("MediSecure Clinic", "John Doe", "15 June 1985", "R4829-1736",
                      f"Page {place}/{len(pages)}"):  # fmt: skip
            assert words in text, place


@pytest.mark.parametrize("frozen", ["patient_54321", None])  # None: issued by an earlier release
@pytest.mark.parametrize("kind", [LetterKind.REFERRAL, LetterKind.SICK_LEAVE])
def test_who_has_no_record_number_is_named_by_the_id_on_each_page(
    kind: LetterKind, frozen: str | None
) -> None:
    john = Subject(name="John Doe", born_on=date(1985, 6, 15), patient_id=frozen)
    days = {"first_day": date(2026, 6, 1), "last_day": date(2026, 6, 3)}
    told = letter(kind, subject=john, text="A long history.\n" * 70, **days)
    pages = pages_of(printed(page_of(told)))
    assert len(pages) > 1
    assert all(f"Record number {frozen or 'patient_12345'}" in text for text in pages)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_of_a_guessed_birth_date_the_paper_tells_the_year_alone(language: str) -> None:
    born = Subject(name="John Doe", born_on=date(1960, 1, 1), is_birth_date_estimated=True)
    for kind in (LetterKind.PRESCRIPTION, LetterKind.SICK_LEAVE):
        days = {"first_day": date(2026, 6, 1), "last_day": date(2026, 6, 3)}
        told = letter(kind, language, subject=born, **days)
        for text in pages_of(printed(page_of(told))):
            assert {"en": "about", "ar": "نحو"}[language] in text
            assert "1960" in text
            assert "January" not in text
            assert "يناير" not in text


def test_an_arabic_prescription_says_how_to_take_it_in_arabic_words() -> None:
    text = " ".join(pages_of(printed(page_of(letter(language="ar"))))[0].split())
    assert "وصفة طبية" in text
    assert "قبل الفطور" in text
    assert "Once daily" not in text
    assert "أتورفاستاتين" in text


def test_an_english_page_reads_from_top_to_bottom() -> None:
    text = pages_of(printed(page_of(letter())))[0]
    wanted = ["Prescription", "Penicillin", "Atorvastatin", "mg", "once a day before breakfast",
              "Dr. Sarah Smith", "7K3M-9PQ2-XR4T"]  # fmt: skip
    places = [text.index(each) for each in wanted]
    assert places == sorted(places)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_file_is_tagged_and_says_its_language_and_title_but_not_its_patient(
    language: str,
) -> None:
    read = PdfReader(BytesIO(printed(page_of(letter(language=language)))))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == language
    assert "Doe" not in str(read.metadata)
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()


def test_markup_that_was_typed_is_printed_as_it_was_typed() -> None:
    text = pages_of(printed(page_of(letter(text=f"{HOSTILE} & <b>bold</b>"))))[0]
    assert "file:///etc/passwd" in text
    assert "<b>bold</b>" in text
    assert "root:" not in text


def test_the_press_reads_no_file_and_no_address_even_if_a_page_asks_it_to(tmp_path: Path) -> None:
    """The escaping above taken away: what then reaches the press is still refused."""
    sheet = tmp_path / "secret.css"
    sheet.write_text('p::after { content: "a secret was read" }')
    page = f'<html lang="en"><title>x</title><link rel="stylesheet" href="{sheet.as_uri()}">'
    text = pages_of(printed(f"{page}{HOSTILE}<p>Hello</p>"))[0]
    assert "Hello" in text
    assert "secret" not in text


def test_the_press_may_open_no_connection_and_start_no_program() -> None:
    assert tried_alone(PRESS) == ["refused"] * 3


def test_the_press_is_told_none_of_our_secrets() -> None:
    assert {"LANG", "PATH", "HOME"} == apart.ENVIRONMENT.keys()


def test_a_letter_is_printed_as_it_is_in_use_too() -> None:
    with cold():
        assert "John Doe" in pages_of(printed(page_of(letter()), longest=300))[0]


def test_while_all_places_are_taken_the_next_is_told_to_come_again() -> None:
    places = Slots(at_once=1, patience=0.01)
    with places, pytest.raises(Busy), places:
        pass
    with places:
        pass  # the place was given back


def test_a_page_that_takes_too_long_or_fails_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "LONGEST", 0.01)
    with pytest.raises(Busy):
        printed("<p>x")
    monkeypatch.setattr(printing, "LONGEST", 60)
    monkeypatch.setattr(printing, "PRESS", Path("/nowhere.py"))
    with pytest.raises(Unavailable):
        printed("<p>x")


def test_the_name_of_a_file_tells_nothing_of_anybody() -> None:
    assert re.fullmatch(
        r"prescription-[0-9A-Z]{6}\.pdf", file_name(LetterKind.PRESCRIPTION, "letter_01JABCDEF")
    )


def test_what_runs_left_to_right_stays_so_in_an_arabic_line() -> None:
    assert isolated('<bdi dir="ltr">-5</bdi>') == "\u2066-5\u2069"
    assert isolated("<bdi>a\n\nb</bdi>") == "\u2068a\u2069\n\n\u2068b\u2069"


def test_an_element_stays_where_the_sheet_or_the_language_needs_it() -> None:
    for kept in ('<bdi dir="auto" class="value-text">', '<bdi class="plain">', '<bdi lang="ar">'):
        assert isolated(f"{kept}x</bdi>") == f"{kept}\u2068x\u2069</bdi>"
    date = '<bdi><time datetime="2025-06-01">1 June</time></bdi>'
    assert isolated(date) == "\u20681 June\u2069"
