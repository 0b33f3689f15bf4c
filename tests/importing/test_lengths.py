"""What is longer than a form would take does not come in through the import either."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from medisecure.dynamodb.sealing.codec import camel
from medisecure.errors import Invalid
from medisecure.importing import lengths
from medisecure.importing.loading import checked
from tools.demo.schema_items import schema_items

ITEMS = list(schema_items())


def places(
    entity: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[type, str, tuple[str | int, ...]]]:
    """Each limited field of an entity's parts: its class, its name and the way to it."""
    for name in {*lengths.LONGEST.get(type(entity), {}), *lengths.MOST.get(type(entity), {})}:
        yield type(entity), name, (*path, camel(name))
    for name in getattr(type(entity), "__dataclass_fields__", {}):
        value = getattr(entity, name, None)
        parts = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for number, part in parts:
            if hasattr(part, "__dataclass_fields__"):
                way = (*path, camel(name)) if number is None else (*path, camel(name), number)
                yield from places(part, way)


def put(item: dict[str, Any], way: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    made: Any = deepcopy(item)
    at = made
    for step in way[:-1]:
        at = at[step]
    at[way[-1]] = value
    return made  # type: ignore[no-any-return]


def at(item: Any, way: tuple[str | int, ...]) -> Any:
    for step in way:
        item = item.get(step) if isinstance(item, dict) else item[step]
    return item


FOUND = {
    f"{kind.__name__}.{name}": (item, kind, name, way)
    for item in ITEMS
    for kind, name, way in places(checked(item)[1])
}
CASES = {label: FOUND[label] for label in sorted(FOUND)}  # alike for every worker
TEXTS = {
    label: case for label, case in CASES.items() if case[2] in lengths.LONGEST.get(case[1], {})
}
COUNTS = {label: case for label, case in CASES.items() if case[2] in lengths.MOST.get(case[1], {})}


@pytest.mark.parametrize(("item", "kind", "name", "way"), TEXTS.values(), ids=TEXTS.keys())
def test_a_text_is_taken_up_to_its_length_and_not_beyond(
    item: dict[str, Any], kind: type, name: str, way: tuple[str | int, ...]
) -> None:
    limit = lengths.LONGEST[kind][name]
    is_list = isinstance(at(item, way), list)
    for length, is_taken in ((limit, True), (limit + 1, False)):
        text: Any = "x" * length if name != "email" else "x" * (length - 12) + "@example.com"
        changed = put(item, way, [text] if is_list else text)
        if is_taken:
            checked(changed)
            continue
        with pytest.raises(Invalid) as refused:
            checked(changed)
        assert [where for where in refused.value.fields if camel(name) in where]


@pytest.mark.parametrize(("item", "kind", "name", "way"), COUNTS.values(), ids=COUNTS.keys())
def test_a_list_or_number_is_taken_up_to_its_most_and_not_beyond(
    item: dict[str, Any], kind: type, name: str, way: tuple[str | int, ...]
) -> None:
    most = lengths.MOST[kind][name]
    there = at(item, way)
    first: Any = there[0] if isinstance(there, list) and there else "x"
    for count, is_taken in ((most, True), (most + 1, False)):
        changed = put(item, way, count if isinstance(there, int) else [first] * count)
        if is_taken:
            checked(changed)
            continue
        with pytest.raises(Invalid) as refused:
            checked(changed)
        assert [where for where in refused.value.fields if camel(name) in where]


def test_nearly_every_limit_is_met_by_an_item_of_the_schema() -> None:
    limits = {
        f"{kind.__name__}.{name}"
        for table in (lengths.LONGEST, lengths.MOST)
        for kind, names in table.items()
        for name in names
    }
    assert limits - CASES.keys() <= {"Overruling.reason"}  # the schema has no such part
