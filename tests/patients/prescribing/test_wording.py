"""A dosage is said in the reader's language; what was kept as written is marked with its own."""

from decimal import Decimal

import pytest
from django.utils import translation

from patients.prescribing import models, wording
from patients.prescribing.models import Amount, Dosage, Duration
from patients.prescribing.reading import Written

ONE_A_DAY = Dosage(
    dose=Amount(value=1, unit="{tablet}"), route="oral", timing="QD", when="ACM",
    duration=Duration(count=28, unit="d"),
)  # fmt: skip


def test_every_code_has_words() -> None:
    assert set(wording.TIMES) == set(models.TIMINGS)
    assert set(wording.EVENTS) == set(models.EVENTS)
    assert set(wording.ROUTES) == set(models.ROUTES)
    assert set(wording.UNITS) | set(wording.FORMS) == set(models.UNITS)
    assert set(wording.SPANS) == set(models.SPANS)


def test_every_code_has_words_in_arabic() -> None:
    for words in (wording.TIMES, wording.EVENTS, wording.ROUTES, wording.UNITS):
        for code, said in words.items():
            with translation.override("en"):
                english = str(said)
            with translation.override("ar"):
                assert str(said) != english, code


def test_english() -> None:
    with translation.override("en"):
        assert wording.instruction(ONE_A_DAY) == (
            "1 tablet, by mouth, once a day before breakfast, for 28 days"
        )
        needed = Dosage(as_needed=True, most_per_day=4, dose=Amount(value=500, unit="mg"))
        assert wording.instruction(needed) == "500\u00a0mg, when needed, at most 4 doses a day"


def test_arabic_says_how_a_patient_would() -> None:
    with translation.override("ar"):
        assert wording.often(ONE_A_DAY) == "مرة يوميًا قبل الفطور"
        assert wording.long(ONE_A_DAY) == "لمدة 28 يومًا"
        assert wording.amount(Amount(value=2, unit="{tablet}")) == "قرصان"
        assert wording.amount(Amount(value=Decimal("0.5"), unit="{tablet}")) == "0.5 قرصًا"


@pytest.mark.parametrize(
    ("count", "said"), [(1, "لمدة يوم واحد"), (2, "لمدة يومين"), (7, "لمدة 7 أيام")]
)
def test_arabic_counts_days_by_its_own_rules(count: int, said: str) -> None:
    with translation.override("ar"):
        assert wording.span(Duration(count=count, unit="d")) == said


def test_what_cannot_be_read_is_shown_as_written_and_marked_with_its_language() -> None:
    texts = Written(dosage="20mg", frequency="as directed by Dr Smith", duration="30 days")
    with translation.override("ar"):
        assert wording.instruction_parts(texts) == [
            ("", "20\u00a0ملغ"),
            ("en", "as directed by Dr Smith"),
            ("", "لمدة 30 يومًا"),
        ]


def test_the_schemas_texts_are_written_from_the_codes() -> None:
    with translation.override("en"):
        assert wording.texts(ONE_A_DAY) == Written(
            dosage="1 tablet", frequency="once a day before breakfast", duration="28 days"
        )
