"""A reader that is written out makes what the entity's own `__init__` makes of the same values."""

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Any

import pytest

from medisecure.dynamodb.sealing.readers import reader_of
from medisecure.dynamodb.sealing.written import OnceNeeded, Step, written
from medisecure.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    label: str
    things: list[str] = field(default_factory=list)
    note: str | None = None
    count: int = field(init=False, default=3)

    def __post_init__(self) -> None:
        if self.label == "never":
            raise Invalid({"label": "never"})


@dataclass
class Slate:
    text: str = "clean"


STEPS = {
    "label": Step("found", "Label", str.strip, ("v.__class__ is str", "v")),
    "things": Step("beside", "things", None),
    "note": Step("found", "note", str.upper),
}
READ = written(Basket, ["found", "beside"], STEPS)


def test_each_field_is_found_where_its_step_says() -> None:
    read = READ({"Label": "a", "note": "b", "other": 1}, {"things": ["x"]})
    assert read == Basket(label="a", note="B", things=["x"])
    assert type(read) is Basket
    with pytest.raises(FrozenInstanceError):
        read.label = "b"


def test_what_is_absent_has_its_default_and_shares_none() -> None:
    first, second = READ({"Label": "a"}, {}), READ({"Label": "a"}, {})
    assert first == Basket(label="a")
    first.things.append("x")
    assert second.things == []


@pytest.mark.parametrize("found", [{}, {"note": "b"}, {"Label": None}, {"Label": "never"}])
def test_what_cannot_be_such_an_entity_is_refused(found: Mapping[str, Any]) -> None:
    with pytest.raises((TypeError, Invalid)):
        READ(found, {})


def test_one_that_is_not_frozen_is_made_as_it_is() -> None:
    read = written(Slate, ["found"], {"text": Step("found", "text", None)})
    assert read({"text": "x"}) == Slate("x")
    assert read({}) == Slate()


def test_a_name_that_was_stored_is_never_part_of_a_function() -> None:
    """What a step speaks of is quoted: an attribute of any name is only looked up."""
    odd = "'] or 1/0 #"
    read = written(Slate, ["found"], {"text": Step("found", odd, None)})
    assert read({odd: "x"}) == Slate("x")


def test_a_reader_is_made_once() -> None:
    made: list[int] = []

    def make() -> Any:
        made.append(1)
        return str

    once = OnceNeeded(make)
    assert [once(1), once.directly()(2), once(3)] == ["1", "2", "3"]
    assert len(made) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    name: str
    inner: "Branch | None" = None


def test_a_type_that_holds_itself_is_read() -> None:
    read = reader_of(Branch)({"name": "a", "inner": {"name": "b", "inner": {"name": "c"}}})
    assert read.inner.inner == Branch(name="c")
