"""Typed values and plain ones are the same thing, both ways."""

import base64
from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer
from hypothesis import given
from hypothesis import strategies as st

from medisecure.dynamodb.calls.wire import number, plain, plain_item, typed, typed_item

LEAVES = (
    st.text()
    | st.integers(-(10**18), 10**18)
    | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-1e9, max_value=1e9)
    | st.booleans()
    | st.none()
    | st.binary()
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(VALUES)
def test_what_goes_in_comes_out(value: Any) -> None:
    assert plain(typed(value)) == value


@given(st.binary())
def test_binary_is_the_same_as_bytes_or_as_the_wires_base64(blob: bytes) -> None:
    assert plain({"B": blob}) == plain({"B": base64.b64encode(blob).decode()}) == blob


def test_it_reads_what_boto3_reads() -> None:
    value = {
        "M": {"n": {"N": "98.60"}, "l": {"L": [{"BOOL": False}, {"NULL": True}, {"S": ""}]},
              "set": {"SS": ["a", "b"]}, "empty": {"M": {}}}
    }  # fmt: skip
    assert plain(value) == TypeDeserializer().deserialize(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("72", 72), ("-3", -3), ("98.60", Decimal("98.60")), ("1E-3", Decimal("0.001"))],
)
def test_a_whole_number_is_an_int_and_a_fraction_keeps_its_digits(
    text: str, value: int | Decimal
) -> None:
    assert (number(text), type(number(text))) == (value, type(value))


def test_false_is_no_zero() -> None:
    assert typed(False) == {"BOOL": False}  # noqa: FBT003
    assert typed(0) == {"N": "0"}


@pytest.mark.parametrize("value", [1.5, object(), {"a", "b"}])
def test_what_the_table_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="has no place in the table"):
        typed(value)


@pytest.mark.parametrize("value", [{"XX": "?"}, {"NS": ["1"]}, {}])
def test_an_unknown_type_is_refused_and_not_guessed(value: Any) -> None:
    with pytest.raises(ValueError, match="an attribute type"):
        plain(value)


def test_whole_items_go_both_ways() -> None:
    item = {"PK": "USER#1", "version": 3}
    assert plain_item(typed_item(item)) == item
