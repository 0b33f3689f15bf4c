"""Vital signs carry a unit: stated, or worked out once and marked, and never an impossible one."""

from decimal import Decimal

import pytest

from medisecure.errors import Invalid
from patients.vitals.measurements import (
    PLAUSIBLE,
    check_entry,
    converted,
    measurements,
    pressure_pair,
    with_inferred_units,
)
from patients.vitals.models import VitalSigns, VitalUnits

SCHEMA = VitalSigns(
    blood_pressure="120/80",
    heart_rate=72,
    temperature=Decimal("98.6"),
    weight=Decimal("75.5"),
    height=180,
)
UNITS = VitalUnits(
    blood_pressure="mm[Hg]",
    heart_rate="/min",
    temperature="Cel",
    weight="kg",
    height="cm",
    respiratory_rate="/min",
    oxygen_saturation="%",
)


def test_missing_units_are_inferred_and_marked() -> None:
    taken = measurements(with_inferred_units(SCHEMA))
    assert {each.name: each.unit for each in taken} == {
        "blood_pressure": "mm[Hg]",
        "heart_rate": "/min",
        "temperature": "[degF]",
        "weight": "kg",
        "height": "cm",
    }
    assert all(each.is_inferred for each in taken)


def test_thirty_seven_is_celsius_and_what_fits_nothing_gets_no_unit() -> None:
    [celsius] = measurements(with_inferred_units(VitalSigns(temperature=37)))
    [unknown] = measurements(with_inferred_units(VitalSigns(temperature=55)))
    [heavy] = measurements(with_inferred_units(VitalSigns(weight=700)))
    assert (celsius.unit, celsius.is_inferred) == ("Cel", True)
    assert (unknown.unit, unknown.is_inferred) == (None, False)
    assert heavy.unit is None  # pounds are never guessed


def test_inferring_changes_no_value_and_no_stated_unit_and_happens_once() -> None:
    stated = VitalSigns(temperature=99, weight=160, units=VitalUnits(weight="[lb_av]"))
    once = with_inferred_units(stated)
    assert (once.temperature, once.weight, once.units) == (99, 160, stated.units)
    assert once.inferred_units == VitalUnits(temperature="[degF]")
    assert with_inferred_units(once) is once


def test_fahrenheit_is_shown_in_celsius_and_the_original_is_kept() -> None:
    [original] = measurements(with_inferred_units(VitalSigns(temperature=Decimal("98.6"))))
    assert (original.shown.value, original.shown.symbol) == (Decimal("37.0"), "°C")
    assert (original.value, original.symbol) == (Decimal("98.6"), "°F")
    assert original.shown.is_inferred


def test_what_needs_no_conversion_or_allows_none_is_shown_as_it_is() -> None:
    odd = VitalSigns(temperature=37, weight=12, units=VitalUnits(temperature="Cel", weight="stone"))
    for each in measurements(odd) + measurements(SCHEMA):
        assert each.shown is each


@pytest.mark.parametrize(
    ("value", "unit", "target", "expected"),
    [
        (37, "Cel", "[degF]", "98.6"),
        (100, "[lb_av]", "kg", "45.4"),
        (70, "[in_i]", "cm", "177.8"),
        (Decimal("45.4"), "kg", "[lb_av]", "100.1"),
        (1, "kg", "cm", None),
    ],
)
def test_units_are_converted_only_into_units_of_the_same_kind(
    value: int | Decimal, unit: str, target: str, expected: str | None
) -> None:
    assert converted(value, unit, target) == (Decimal(expected) if expected else None)


def test_a_usual_entry_is_accepted() -> None:
    check_entry(
        VitalSigns(
            blood_pressure="120/80",
            heart_rate=72,
            temperature=37,
            weight=75,
            height=180,
            respiratory_rate=14,
            oxygen_saturation=98,
            units=UNITS,
        )
    )


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("temperature", Decimal("98.6"), "between 20 and 46"),
        ("temperature", Decimal("NaN"), "between 20 and 46"),
        ("weight", 0, "between 0.2 and 650"),
        ("height", Decimal("1.80"), "between 20 and 275"),
        ("heart_rate", 720, "between 0 and 350"),
        ("respiratory_rate", -1, "between 0 and 150"),
        ("oxygen_saturation", 101, "between 0 and 100"),
        ("blood_pressure", "80/120", "above the lower"),
        ("blood_pressure", "120", "such as 120/80"),
        ("blood_pressure", "400/80", "between 20 and 350"),
        ("blood_pressure", "300/260", "between 0 and 250"),
    ],
)
def test_an_impossible_entry_is_refused_with_what_would_be_possible(
    name: str, value: object, says: str
) -> None:
    with pytest.raises(Invalid) as refused:
        check_entry(VitalSigns(**{name: value}, units=UNITS))  # type: ignore[arg-type]
    assert list(refused.value.fields) == [name]
    assert says in refused.value.fields[name]


def test_an_entry_needs_a_known_unit() -> None:
    for units in (None, VitalUnits(weight="stone", blood_pressure="kPa")):
        with pytest.raises(Invalid) as refused:
            check_entry(VitalSigns(weight=12, blood_pressure="120/80", units=units))
        assert set(refused.value.fields) == {"weight", "blood_pressure"}


def test_every_message_names_its_own_limits() -> None:
    for units in PLAUSIBLE.values():
        for plausible in units.values():
            assert f"between {plausible.low} and {plausible.high}." in plausible.message


def test_blood_pressure_is_read_in_any_digits() -> None:
    assert pressure_pair(" ١٢٠ / ٨٠ ") == (120, 80)
    assert pressure_pair("120-80") is None
