"""A reader gives the field's own value, and never passes what was not written so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest

from medisecure.dynamodb.calls.wire import Typed, typed
from medisecure.dynamodb.sealing.readers import plain_fields, reader_of
from medisecure.dynamodb.sealing.wire_readers import wire_reader_of
from medisecure.errors import Invalid


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    held_at: datetime
    note: str | None = None
    inner: "Leaf | None" = None

    def __post_init__(self) -> None:
        if self.note == "never":
            raise Invalid({"note": "never"})


def wired(value: Any) -> Typed:
    """A stored value as the wire has it."""
    if isinstance(value, set):
        return {"SS": sorted(value)}
    if isinstance(value, float):
        return {"N": str(value)}
    if isinstance(value, Mapping):
        return {"M": {name: wired(each) for name, each in value.items()}}
    if isinstance(value, list):
        return {"L": [wired(each) for each in value]}
    return typed(value)


MOMENT = datetime(2025, 6, 1, 10, 30, tzinfo=UTC)
TEXT = "2025-06-01T10:30:00Z"


@pytest.mark.parametrize(
    ("kind", "stored", "found"),
    [
        (str, "", ""), (str | None, None, None), (int, -3, -3), (bool, False, False),
        (int | Decimal, 98.6, Decimal("98.6")),
        (int | Decimal | None, Decimal("1.50"), Decimal("1.50")),
        (datetime, TEXT, MOMENT), (date | None, "2025-06-01", date(2025, 6, 1)),
        (Colour, "red", Colour.RED),
        (list[str], ["a", "b"], ["a", "b"]), (list[Colour] | None, None, None),
        (list[str], {"a"}, ["a"]),
        (tuple[date, ...], ["2025-06-01"], (date(2025, 6, 1),)),
        (dict[str, str], {"a": "b"}, {"a": "b"}),
        (Mapping[str, str], {}, {}),
        (Leaf, {"heldAt": TEXT, "of another": 1}, Leaf(held_at=MOMENT)),
        (Leaf, {"heldAt": TEXT, "inner": {"heldAt": TEXT, "note": "x"}},
         Leaf(held_at=MOMENT, inner=Leaf(held_at=MOMENT, note="x"))),
    ],
)  # fmt: skip
def test_what_was_stored_comes_back(kind: Any, stored: Any, found: Any) -> None:
    for read in (reader_of(kind)(stored), wire_reader_of(kind)(wired(stored))):
        assert read == found
        assert type(read) is type(found)


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (str, 1), (str, None), (int, True), (int, 1.5), (int, 2**53 + 1), (bool, 1), (bool, None),
        (int | Decimal, "1"), (int | Decimal, True), (int | Decimal, float("nan")), (datetime, 7),
        (datetime, "2025-06-01"), (date, "yesterday"), (Colour, "blue"), (Colour, None),
        (Colour, ["red"]), (list[str], "ab"), (list[str], {"a": "b"}), (list[int], ["1"]),
        (dict[str, str], ["a"]), (dict[str, str], {"a": 1}), (Leaf, "heldAt"), (Leaf, ["heldAt"]),
        (Leaf, {}), (Leaf, {"heldAt": TEXT, "note": 1}), (Leaf, {"heldAt": TEXT, "note": "never"}),
    ],
)  # fmt: skip
def test_what_was_never_written_so_is_refused(kind: Any, stored: Any) -> None:
    with pytest.raises((TypeError, ValueError, Invalid)):
        reader_of(kind)(stored)
    with pytest.raises((TypeError, ValueError, ArithmeticError, Invalid)):
        wire_reader_of(kind)(wired(stored))


def test_a_type_nothing_here_has_is_refused_before_anything_is_read() -> None:
    for reader in (reader_of, wire_reader_of):
        with pytest.raises(TypeError, match="no reader"):
            reader(complex)


def test_an_attribute_goes_by_the_schemas_name() -> None:
    assert {name: each.name for name, each in plain_fields(Leaf).items()} == {
        "heldAt": "held_at", "note": "note", "inner": "inner",
    }  # fmt: skip
