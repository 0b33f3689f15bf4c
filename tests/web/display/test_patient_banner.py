"""What stands on top of a patient's page: who it is, escaped, and what they cannot bear."""

from datetime import date
from typing import Any

import pytest
from django.template import Context
from django.utils import translation

from medisecure.web.display.patient_banner import allergies, patient_banner
from medisecure.web.display.values import age, value

HOSTILE, SAFE = "<script>'\"&", "&lt;script&gt;&#x27;&quot;&amp;"
BORN = date(1980, 5, 6)


def banner(**told: Any) -> str:
    known: dict[str, Any] = {"name": "Huda", "patient_id": "patient_1", "born_on": BORN}
    return patient_banner(Context(), **(known | told))


def test_whatever_was_typed_is_escaped() -> None:
    page = banner(name=HOSTILE, patient_id=HOSTILE, url=HOSTILE, shown_allergies=[HOSTILE])
    assert page.count(SAFE) == 4
    assert "<script" not in page
    page = banner(name=HOSTILE, number=HOSTILE, gender=HOSTILE)
    assert page.count("&lt;") == 3  # a number is said in groups
    assert "<script" not in page


def test_it_says_who_it_is() -> None:
    page = banner(gender="F", url="/patients/patient_1/")
    assert '<a href="/patients/patient_1/"><bdi>Huda</bdi></a>' in page
    assert f'{value(BORN, kind="date")} <span class="muted">({age(BORN)})</span>' in page
    assert f"<dt>Sex</dt><dd>{value('Female')}</dd>" in page
    assert f"<dt>Id</dt><dd>{value('patient_1', kind='id')}</dd>" in page
    assert "<a " not in banner()


def test_a_number_that_is_read_aloud_stands_before_the_id() -> None:
    page = banner(number="AB1234567")
    assert "Record number" in page
    assert "patient_1" not in page


@pytest.mark.parametrize(("born_on", "said"), [(BORN, "about 1980"), (None, "about ")])
def test_of_a_guessed_birth_date_only_the_year_is_said(born_on: date | None, said: str) -> None:
    page = banner(born_on=born_on, about=True)
    assert f"<dd><bdi>{said}</bdi></dd>" in page
    assert "<time" not in page


def test_of_a_damaged_profile_only_the_id_is_known() -> None:
    page = banner(damaged=True, born_on=None, hide_allergies=True)
    assert "cannot be opened" in page
    assert "Born" not in page
    assert "Allergies: not asked" not in page
    assert "patient_1" in page


def test_allergies_are_known_none_or_not_asked_and_never_blank() -> None:
    assert f"<strong>Allergies:</strong> <span>{value(['Nuts', 'Dust'])}" in allergies(
        ["Nuts", "Dust"]
    )
    assert "none known" in allergies([])
    assert "not asked" in allergies(None)
    assert "llergies:" not in banner(hide_allergies=True)
    with translation.override("ar"):
        assert "llergies:" not in allergies(["x"]) + allergies([]) + allergies(None)
