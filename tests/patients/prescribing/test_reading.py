"""The schema's free texts become codes where they say one thing only, else stay as written."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from medisecure.errors import Invalid
from patients.prescribing import models, reading, wording
from patients.prescribing.models import Amount, Dosage, Duration
from patients.prescribing.reading import Written


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("20mg", 20, "mg"),
        ("20 mg", 20, "mg"),
        ("0.5 g", Decimal("0.5"), "g"),
        ("100 µg", 100, "ug"),
        ("1 tablet", 1, "{tablet}"),
        ("٢ قرص", 2, "{tablet}"),
        ("2 puffs", 2, "{puff}"),
        ("10 units", 10, "[iU]"),
        ("5 مل", 5, "mL"),
    ],
)
def test_a_dose_is_read(text: str, value: int | Decimal, unit: str) -> None:
    assert reading.dose(text) == Amount(value=value, unit=unit)


@pytest.mark.parametrize(
    "text",
    ["1-2 tablets", "250mg/5ml", "0 mg", "20", "1,000 mg", "one or two", "mg", "20 mg tonight"],
)
def test_a_dose_that_could_mean_two_things_is_left_alone(text: str) -> None:
    assert reading.dose(text) is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Once daily", {"timing": "QD"}),
        ("Once daily before breakfast", {"timing": "QD", "when": "ACM"}),
        ("BD", {"timing": "BID"}),
        ("TDS after food", {"timing": "TID", "when": "PC"}),
        ("nocte", {"timing": "QD", "when": "NIGHT"}),
        ("every 8 hours", {"timing": "Q8H"}),
        ("q6h prn", {"timing": "Q6H", "as_needed": True}),
        ("when needed, maximum 4 times a day", {"as_needed": True, "most_per_day": 4}),
        ("مرة يوميًا قبل الفطور", {"timing": "QD", "when": "ACM"}),
        ("مرتين يوميًا بعد الأكل", {"timing": "BID", "when": "PC"}),
        ("كل ٦ ساعات", {"timing": "Q6H"}),
        ("عند الحاجة بحد أقصى ٤ مرات يوميا", {"as_needed": True, "most_per_day": 4}),
        ("weekly", {"timing": "WK"}),
    ],
)
def test_a_frequency_is_read(text: str, codes: dict[str, object]) -> None:
    assert reading.frequency(text) == Dosage(**codes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["", "take with caution", "once", "once daily twice daily", "every 5 hours",
     "once weekly on Monday", "twice daily except Friday", "max 99 times a day"],
)  # fmt: skip
def test_a_frequency_with_one_unknown_word_is_left_alone(text: str) -> None:
    assert reading.frequency(text) is None


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("30 days", 30, "d"),
        ("for 2 weeks", 2, "wk"),
        ("1 year", 12, "mo"),
        ("لمدة أسبوعين", 2, "wk"),
    ],
)
def test_a_duration_is_read(text: str, count: int, unit: str) -> None:
    assert reading.duration(text) == Duration(count=count, unit=unit)


@pytest.mark.parametrize("text", ["until review", "5/7", "0 days", "9999 days", "a while"])
def test_a_duration_that_names_no_span_is_left_alone(text: str) -> None:
    assert reading.duration(text) is None


def test_the_schemas_own_prescription_is_read_whole() -> None:
    texts = Written(dosage="20mg", frequency="Once daily", duration="30 days")
    assert reading.read(texts) == Dosage(
        dose=Amount(value=20, unit="mg"), timing="QD", duration=Duration(count=30, unit="d")
    )


def test_nothing_is_read_where_one_of_the_texts_is_not_understood() -> None:
    texts = Written(dosage="20mg", frequency="as directed", duration="30 days")
    assert reading.read(texts) is None
    assert reading.readable(texts).dose == Amount(value=20, unit="mg")
    assert reading.readable(texts).timing is None


def test_what_our_own_words_say_is_read_back_into_the_same_codes() -> None:
    for language in ("en", "ar"):
        with translation.override(language):
            for timing in models.TIMINGS:
                for when in (None, *models.EVENTS):
                    dosage = Dosage(timing=timing, when=when)
                    read = reading.frequency(wording.often(dosage))
                    assert read in {dosage, None}, (language, timing, when)
            for unit in models.UNITS:
                for value in (1, 2, 5, 20):
                    dose = Amount(value=value, unit=unit)
                    assert reading.dose(wording.amount(dose)) in {dose, None}, (language, unit)


def test_the_last_day_is_worked_out_and_a_medicine_without_end_has_none() -> None:
    first = date(2026, 1, 31)
    assert Dosage(duration=Duration(count=30, unit="d")).ends_on(first) == date(2026, 3, 1)
    assert Dosage(duration=Duration(count=1, unit="mo")).ends_on(first) == date(2026, 2, 27)
    assert Dosage(timing="ONCE").ends_on(first) == first
    assert Dosage(is_ongoing=True).ends_on(first) is None
    assert Dosage(duration=Duration(count=999, unit="mo")).ends_on(date(9990, 1, 1)) is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"timing": "SOMETIMES"}, "timing"),
        ({"when": "XX"}, "when"),
        ({"route": "nose"}, "route"),
        ({"most_per_day": 0}, "most_per_day"),
    ],
)
def test_a_code_nobody_knows_is_refused_by_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Dosage(**wrong)  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize("value", [0, -1, Decimal("-0.5"), 10**8])
def test_a_dose_is_above_zero(value: int | Decimal) -> None:
    with pytest.raises(Invalid):
        Amount(value=value, unit="mg")


def test_the_codes_leave_as_fhir() -> None:
    dosage = Dosage(
        dose=Amount(value=Decimal("2.5"), unit="mg"), timing="BID", when="PC",
        most_per_day=2, as_needed=True, duration=Duration(count=5, unit="d"),
    )  # fmt: skip
    told = dosage.as_fhir()
    assert told["timing"]["repeat"]["frequency"] == 2
    assert told["timing"]["repeat"]["when"] == ["PC"]
    assert told["timing"]["repeat"]["boundsDuration"]["value"] == 5
    assert told["asNeededBoolean"] is True
    assert told["doseAndRate"][0]["doseQuantity"]["value"] == 2.5
    assert told["maxDosePerPeriod"]["numerator"]["value"] == 2
