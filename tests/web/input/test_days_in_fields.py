"""There is one way in which a field is filled with a day, and its help and its messages name it."""

from collections.abc import Iterator
from datetime import date

import pytest
from django import forms
from django.urls import get_resolver
from django.utils.translation import override

from medisecure.web.input.day_picker import DayPicker
from medisecure.web.input.fields import Born, TypedBirthDate, TypedDate

DAY = date(2026, 11, 30)


def classes_of(base: type) -> Iterator[type]:
    for each in base.__subclasses__():
        yield each
        yield from classes_of(each)


def boxes() -> list[tuple[str, forms.Field]]:
    """Every visible field of a day on every form there is."""
    get_resolver().reverse_dict  # noqa: B018 - imports every page, and with it every form
    return [
        (f"{form.__module__}.{form.__name__}.{name}", field)
        for form in classes_of(forms.Form)
        if not form.__module__.startswith("tests.")
        for name, field in form.base_fields.items()
        if isinstance(field, forms.DateField) and not field.widget.is_hidden
    ]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_box_is_filled_day_first_or_has_a_calendar(language: str) -> None:
    found = boxes()
    assert len(found) > 20
    with override(language):
        told = {
            name: "picked"
            if isinstance(field.widget, DayPicker)
            else field.widget.format_value(DAY)
            for name, field in found
        }
    assert set(told.values()) == {"picked", "30/11/2026"}, told


@pytest.mark.parametrize("typed", ["30/11/2026", "2026-11-30", "٣٠/١١/٢٠٢٦", "30 November 2026"])
def test_iso_and_other_ways_are_still_understood(typed: str) -> None:
    assert TypedDate().clean(typed) == DAY
    assert TypedBirthDate().clean(typed) == Born(DAY)


def test_a_birth_that_is_kept_comes_back_as_the_help_says_it_is_written() -> None:
    assert str(Born(date(1985, 6, 15))) == "15/06/1985"
    assert str(Born(date(1960, 1, 1), estimated=True)) == "1960"


def test_a_calendar_keeps_what_was_typed_where_a_browser_has_none() -> None:
    picker = DayPicker()
    assert picker.format_value(DAY) == picker.format_value("30/11/2026") == "2026-11-30"
    assert picker.format_value("soon") == "soon"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "30 November 2026"), ("ar", "30 نوفمبر 2026")]
)
def test_below_a_calendar_the_day_stands_in_words(language: str, words: str) -> None:
    """A browser may write it as 11/30/2026, and 4 January as 01/04."""
    with override(language):
        assert words in DayPicker().render("date", DAY)
        assert "data-day-words" in DayPicker().render("date", None)
