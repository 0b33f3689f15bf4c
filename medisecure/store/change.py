"""A change to one item as DynamoDB wants it, together with the condition that makes it safe."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from medisecure.crypto import Cipher
from medisecure.store import codec
from medisecure.store.keys import Key
from medisecure.store.kind import Kind
from medisecure.store.table import wire_key
from medisecure.store.wire import Typed, typed

E = TypeVar("E")
Operation = dict[str, dict[str, Any]]

ABSENT = {"ConditionExpression": "attribute_not_exists(PK)"}


def addition(kind: Kind[E], entity: E, cipher: Cipher, table: str) -> Operation:
    """A new item; it fails if one is there."""
    if not kind.whole:
        raise TypeError(f"a {kind.name} is only a part of its item and cannot be added")
    return {"Put": {"Item": codec.encode(kind, entity, cipher, table), **ABSENT}}


def presence(kind: Kind[E], entity: E, cipher: Cipher, table: str) -> Operation:
    """The item as given where it is missing; whatever of it is there already stays."""
    item = codec.encode(kind, entity, cipher, table)
    values = {name: value for name, value in item.items() if name not in ("PK", "SK")}
    names = {f"#s{n}": name for n, name in enumerate(values)}
    kept = ", ".join(f"#s{n} = if_not_exists(#s{n}, :s{n})" for n in range(len(values)))
    return {
        "Update": {
            "Key": {"PK": item["PK"], "SK": item["SK"]},
            "UpdateExpression": f"SET {kept}",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": {f":s{n}": v for n, v in enumerate(values.values())},
        }
    }


def update(kind: Kind[E], before: E, after: E, cipher: Cipher, table: str) -> Operation | None:
    """Just the attributes that differ; it fails if someone changed the item since it was read.

    None if nothing differs. Attributes this release does not know stay as they are.
    """
    old_keys, keys = kind.keys_of(before), kind.keys_of(after)
    if wire_key(old_keys) != wire_key(keys):
        raise ValueError(f"a {kind.name} cannot change its own key")
    old, new = codec.to_plain(before), codec.to_plain(after)
    changed = {name: value for name, value in new.items() if old.get(name) != value}
    if not changed and old.keys() <= new.keys() and old_keys == keys:
        return None
    seen = int(getattr(before, "version", 0))
    changed["version"] = seen + 1
    values: dict[str, Typed] = codec.attributes(kind, changed, keys, cipher, table)
    values |= {name: typed(text) for name, text in keys.items() if old_keys.get(name) != text}
    gone = (old.keys() - new.keys()) | (old_keys.keys() - keys.keys())
    return {
        "Update": {
            "Key": wire_key(keys),
            **expression(values, sorted(gone)),
            **unchanged(seen, values),
        }
    }


def expression(values: Mapping[str, Typed], gone: list[str]) -> dict[str, Any]:
    """The update expression, every name behind an alias."""
    names = {f"#s{n}": name for n, name in enumerate(values)}
    text = "SET " + ", ".join(f"#s{n} = :s{n}" for n in range(len(values)))
    if gone:
        names |= {f"#r{n}": name for n, name in enumerate(gone)}
        text += " REMOVE " + ", ".join(f"#r{n}" for n in range(len(gone)))
    return {"UpdateExpression": text, "ExpressionAttributeNames": names}


def unchanged(seen: int, values: Mapping[str, Typed]) -> dict[str, Any]:
    """The condition that nobody changed the item since version `seen` (0: the schema's own)."""
    bound = {f":s{n}": value for n, value in enumerate(values.values())}
    if seen == 0:
        condition = "attribute_exists(PK) AND attribute_not_exists(version)"
        return {"ConditionExpression": condition, "ExpressionAttributeValues": bound}
    return {
        "ConditionExpression": "version = :seen",
        "ExpressionAttributeValues": bound | {":seen": typed(seen)},
    }


def stepped(entity: E) -> E:
    """The entity with the version it has once stored."""
    return replace(entity, version=entity.version + 1)  # type: ignore[type-var, attr-defined]


def claim(key: Key, cells: list[str], owner: str) -> Operation:
    """Take `cells` of a day for `owner`; it fails if any belongs to someone else.

    A cell that is already the owner's passes, so that a repeated request finds its own claim.
    """
    names = {f"#c{n}": cell for n, cell in enumerate(cells)}
    free = " AND ".join(f"(attribute_not_exists({c}) OR {c} = :owner)" for c in names)
    return {
        "Update": {
            "Key": wire_key(key),
            "UpdateExpression": "SET " + ", ".join(f"{c} = :owner" for c in names),
            "ConditionExpression": free,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": {":owner": typed(owner)},
        }
    }


def release(key: Key, cells: list[str], owner: str) -> Operation:
    """Give back the owner's cells of a day; cells that are not the owner's make it fail."""
    names = {f"#c{n}": cell for n, cell in enumerate(cells)}
    return {
        "Update": {
            "Key": wire_key(key),
            "UpdateExpression": "REMOVE " + ", ".join(names),
            "ConditionExpression": " AND ".join(f"{c} = :owner" for c in names),
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": {":owner": typed(owner)},
        }
    }
