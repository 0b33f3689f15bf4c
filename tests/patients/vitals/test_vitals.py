"""Vital signs: typed in any digits, judged by age, doubted where they look like a slip."""

from datetime import date
from decimal import Decimal

import pytest

from patients.vitals import bands, body, doubts, typed
from patients.vitals.bands import Level, level_of
from patients.vitals.models import VitalSigns, VitalUnits

ADULT, CHILD, BABY = 40 * 12, 6 * 12 + 1, 5


def vitals(**taken: object) -> VitalSigns:
    units = VitalUnits(
        blood_pressure="mm[Hg]", heart_rate="/min", temperature="Cel", weight="kg", height="cm",
        respiratory_rate="/min", oxygen_saturation="%",
    )  # fmt: skip
    return VitalSigns(**taken, units=units)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "read"),
    [("37.5", "37.5"), ("٣٧٫٥", "37.5"), ("٣٧.٥", "37.5"), ("37,5", "37.5"), (" 72 ", "72"),
     ("۷۲", "72")],
)  # fmt: skip
def test_a_number_is_read_in_any_digits(text: str, read: str) -> None:
    assert typed.number(text) == Decimal(read)


@pytest.mark.parametrize("text", ["", "37.5 C", "1e3", "-4", "37.5.1", "٣٧ ٥", "NaN", "1" * 30])
def test_what_is_not_one_number_is_not_read(text: str) -> None:
    assert typed.number(text) is None


@pytest.mark.parametrize(
    ("name", "text", "value", "unit"),
    [
        ("temperature", "99.5°F", "99.5", "[degF]"), ("temperature", "99.5 F", "99.5", "[degF]"),
        ("temperature", "99,5 ℉", "99.5", "[degF]"), ("temperature", "99.5ºF", "99.5", "[degF]"),
        ("temperature", "٣٧٫٥ م", "37.5", "Cel"), ("temperature", "37.5 deg. C", "37.5", "Cel"),
        ("temperature", "37,5", "37.5", ""), ("temperature", "٣٧٫٥", "37.5", ""),
        ("weight", "75.5kg", "75.5", "kg"), ("weight", "165 lbs", "165", "[lb_av]"),
        ("weight", "٧٥ كغم", "75", "kg"), ("weight", "3450 g", "3.45", "kg"),
        ("weight", "75 كيلو", "75", "kg"), ("height", "180 cm", "180", "cm"),
        ("height", "1.80 m", "180", "cm"), ("height", "١٫٨ م", "180", "cm"),
        ("height", "5'11", "71", "[in_i]"), ("height", "5 ft 11 in", "71", "[in_i]"),
        ("height", "5’11”", "71", "[in_i]"), ("height", "70 inches", "70", "[in_i]"),
        ("heart_rate", "72 bpm", "72", "/min"), ("heart_rate", "72/min", "72", "/min"),
        ("heart_rate", "٧٢ نبضة/دقيقة", "72", "/min"), ("oxygen_saturation", "98 %", "98", "%"),
        ("oxygen_saturation", "٩٨٪", "98", "%"),
        ("respiratory_rate", "16 breaths/min", "16", "/min"),
    ],
)  # fmt: skip
def test_a_unit_typed_along_with_the_number_is_understood(
    name: str, text: str, value: str, unit: str
) -> None:
    read = typed.amount(name, text)
    assert read
    assert (read.value, read.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [("temperature", "37.5 kg", "kg"), ("weight", "12 st", "st"), ("heart_rate", "72 °C", "°C"),
     ("height", "180 kg", "kg"), ("weight", "75 م", "م")],
)  # fmt: skip
def test_a_unit_of_something_else_is_named(name: str, text: str, word: str) -> None:
    read = typed.amount(name, text)
    assert read
    assert (read.unit, read.word) == (None, word)


@pytest.mark.parametrize("text", ["", "°F", "37-38", "37.5 38.5", "-4", "1e3", "<b>37</b>", "5'14"])
def test_what_is_no_single_number_has_no_unit_either(text: str) -> None:
    assert typed.amount("height", text) is None
    assert typed.amount("weight", text) is None


@pytest.mark.parametrize(
    "text",
    ["120/80", "١٢٠/٨٠", "120 / 80", "120 80", "120-80", "120 على 80", "120/80 mmHg", "BP 120/80",
     "120 over 80", "120⁄80", "١٢٠ / ٨٠ مم زئبق"],
)  # fmt: skip
def test_a_blood_pressure_is_read_as_one_measurement(text: str) -> None:
    assert typed.pressure(text) == (120, 80)


@pytest.mark.parametrize("text", ["120", "120/", "a/b", "120/80/60", "1200/80"])
def test_half_a_blood_pressure_is_not_read(text: str) -> None:
    assert typed.pressure(text) is None


@pytest.mark.parametrize(
    ("name", "value", "months", "level"),
    [
        ("temperature", "37.0", ADULT, Level.USUAL),
        ("temperature", "38.4", ADULT, Level.HIGH),
        ("temperature", "39.1", ADULT, Level.VERY_HIGH),
        ("temperature", "38.4", CHILD, Level.NONE),
        ("heart_rate", "110", ADULT, Level.HIGH),
        ("heart_rate", "110", CHILD, Level.USUAL),
        ("heart_rate", "110", 13, Level.USUAL),
        ("heart_rate", "80", BABY, Level.LOW),
        ("oxygen_saturation", "91", ADULT, Level.VERY_LOW),
        ("oxygen_saturation", "100", ADULT, Level.USUAL),
        (bands.UPPER, "139", ADULT, Level.USUAL),
        (bands.UPPER, "140", ADULT, Level.HIGH),
        (bands.LOWER, "59", ADULT, Level.LOW),
        (bands.UPPER, "118", CHILD, Level.HIGH),
        ("heart_rate", "72", None, Level.NONE),
        ("heart_rate", "150", 0, Level.NONE),
        ("weight", "75", ADULT, Level.NONE),
        (bands.BMI, "25", ADULT, Level.HIGH),
        (bands.BMI, "25", CHILD, Level.NONE),
    ],
)
def test_a_value_is_judged_by_age(name: str, value: str, months: int | None, level: Level) -> None:
    assert level_of(name, Decimal(value), months) is level


def test_every_band_names_its_source_and_has_its_ends_in_order() -> None:
    for months in (1, 12, 36, 72, 120, 144, ADULT):
        for name in bands.ADULT:
            band = bands.band_of(name, months)
            if band is not None:
                assert band.source
                assert band.low < band.high


@pytest.mark.parametrize(
    ("taken", "months", "field"),
    [
        ({"temperature": Decimal("41.5")}, ADULT, "temperature"),
        ({"heart_rate": 190}, ADULT, "heart_rate"),
        ({"weight": Decimal(8)}, ADULT, "weight"),
        ({"weight": Decimal(75)}, CHILD, None),
        ({"weight": Decimal(120)}, CHILD, "weight"),
        ({"height": 75}, ADULT, "height"),
        ({"blood_pressure": "240/80"}, ADULT, "blood_pressure"),
        ({"blood_pressure": "120/115"}, ADULT, "blood_pressure"),
        ({"blood_pressure": "120/80"}, ADULT, None),
        ({"weight": Decimal(8)}, None, None),
    ],
)
def test_a_value_that_looks_like_a_slip_is_asked_about(
    taken: dict[str, object], months: int | None, field: str | None
) -> None:
    found = doubts.doubts(vitals(**taken), age_months=months)
    assert list(found) == ([field] if field else [])


def test_a_weight_far_from_the_last_is_asked_about_in_adults_only() -> None:
    last = {"weight": Decimal(80)}
    [(sentence, blanks)] = doubts.doubts(
        vitals(weight=Decimal(60)), age_months=ADULT, last=last
    ).values()
    assert sentence % blanks == (
        "This differs much from the last time (80). Is it right? Then confirm it."
    )
    assert doubts.doubts(vitals(weight=Decimal(70)), age_months=ADULT, last=last) == {}
    assert (
        doubts.doubts(vitals(weight=Decimal(30)), age_months=CHILD, last={"weight": Decimal(20)})
        == {}
    )


def test_pounds_and_fahrenheit_are_judged_in_the_unit_we_show() -> None:
    units = VitalUnits(temperature="[degF]", weight="[lb_av]")
    usual = VitalSigns(temperature=Decimal("98.6"), weight=Decimal(165), units=units)
    assert doubts.doubts(usual, age_months=ADULT) == {}
    hot = VitalSigns(temperature=Decimal("105.8"), units=units)
    assert list(doubts.doubts(hot, age_months=ADULT)) == ["temperature"]


def test_the_body_mass_index_takes_the_last_height_where_none_was_measured() -> None:
    assert body.bmi_of(vitals(weight=Decimal("75.5"), height=180)) == Decimal("23.3")
    assert body.bmi_of(vitals(weight=Decimal("75.5")), Decimal(180)) == Decimal("23.3")
    assert body.bmi_of(vitals(weight=Decimal("75.5"))) is None
    assert body.bmi_of(vitals(height=180)) is None
    assert body.bmi_of(VitalSigns(weight=Decimal(70), height=180)) is None


@pytest.mark.parametrize(
    ("born", "on", "months"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2025, 6, 1), date(2026, 6, 1), 12),
        (date(2027, 1, 1), date(2026, 1, 1), None),
        (None, date(2026, 1, 1), None),
    ],
)
def test_age_is_counted_in_completed_months(
    born: date | None, on: date, months: int | None
) -> None:
    assert body.months_old(born, on) == months
