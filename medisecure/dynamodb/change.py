"""A change to one item as DynamoDB wants it, together with the condition that makes it safe."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from medisecure.dynamodb.calls.limits import fits
from medisecure.dynamodb.calls.wire import Typed, typed
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.keys import Key
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.sealing.seal import Manifest
from medisecure.dynamodb.table import wire_key
from medisecure.encryption.cipher import Cipher
from medisecure.errors import Conflict

E = TypeVar("E")
Operation = dict[str, dict[str, Any]]

HOLD_PREFIX = "hold:"  # how the owner of a cell begins that is only held
CLAIMS = "claims"  # counts the changes to a day's cells
ABSENT = {"ConditionExpression": "attribute_not_exists(PK)"}


def addition(item_type: ItemType[E], entity: E, cipher: Cipher, table: str) -> Operation:
    """A new item; it fails if one is there."""
    if not item_type.whole:
        raise TypeError(f"a {item_type.name} is only a part of its item and cannot be added")
    return {"Put": {"Item": codec.encode(item_type, entity, cipher, table), **ABSENT}}


def put_if_absent(item_type: ItemType[E], entity: E, cipher: Cipher, table: str) -> Operation:
    """The item as given where it is missing; whatever of it is there already stays."""
    item = codec.encode(item_type, entity, cipher, table)
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


def update(
    item_type: ItemType[E],
    before: E,
    after: E,
    cipher: Cipher,
    table: str,
    *,
    manifest: Manifest | None = None,
) -> Operation | None:
    """Just the attributes that differ; it fails if someone changed the item since it was read.

    None if nothing differs. Attributes this release does not know stay as they are. `manifest` are
    the sealed attributes that were read with it.
    """
    old_keys, keys = item_type.keys_of(before), item_type.keys_of(after)
    if wire_key(old_keys) != wire_key(keys):
        raise ValueError(f"a {item_type.name} cannot change its own key")
    old, new = codec.to_plain(before), codec.to_plain(after)
    changed = {name: value for name, value in new.items() if old.get(name) != value}
    if not changed and old.keys() <= new.keys() and old_keys == keys:
        return None
    seen = int(getattr(before, "version", 0))
    changed["version"] = seen + 1
    values: dict[str, Typed] = codec.attributes(item_type, changed, keys, cipher, table)
    values |= {name: typed(text) for name, text in keys.items() if old_keys.get(name) != text}
    gone = (old.keys() - new.keys()) | (old_keys.keys() - keys.keys())
    values |= codec.resealed(
        item_type, manifest, keys, cipher, table, changed=values, gone=gone, version=seen + 1
    )
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


def unchanged(version: int, values: Mapping[str, Typed]) -> dict[str, Any]:
    """The condition that nobody changed the item since version `version` (0: the schema's own)."""
    bound = {f":s{n}": value for n, value in enumerate(values.values())}
    if version == 0:
        condition = "attribute_exists(PK) AND attribute_not_exists(version)"
        return {"ConditionExpression": condition, "ExpressionAttributeValues": bound}
    return {
        "ConditionExpression": "version = :seen",
        "ExpressionAttributeValues": bound | {":seen": typed(version)},
    }


def next_version(entity: E) -> E:
    """The entity with the version it has once stored."""
    return replace(entity, version=entity.version + 1)  # type: ignore[type-var, attr-defined]


def removal(item_type: ItemType[E], entity: E) -> Operation:
    """The item gone; it fails if someone changed it since it was read."""
    version = int(getattr(entity, "version", 0))
    bare = unchanged(version, {})
    if not bare["ExpressionAttributeValues"]:
        del bare["ExpressionAttributeValues"]
    return {"Delete": {"Key": wire_key(item_type.keys_of(entity)), **bare}}


def expectation(
    item_type: ItemType[E], entity: E, path: tuple[str, ...], expected: int
) -> Operation:
    """No change: the transaction fails if the number at `path` of the item is `expected` no longer.

    Where there is none it counts as 0.
    """
    names = {f"#p{n}": name for n, name in enumerate(path)}
    at = ".".join(names)
    body: dict[str, Any] = {
        "Key": wire_key(item_type.keys_of(entity)),
        "ConditionExpression": f"attribute_exists(PK) AND attribute_not_exists({at})",
        "ExpressionAttributeNames": names,
    }
    if expected:
        body["ConditionExpression"] = f"{at} = :seen"
        body["ExpressionAttributeValues"] = {":seen": typed(expected)}
    return {"ConditionCheck": body}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """How the cells of one day item change hands, all together or not at all.

    `take` maps a cell to its new owner; it must be free, hold only what lapsed before `now`
    (`hold:<epoch seconds>:<holder>`), or be held for one of `own_holders`; a visit's it is never,
    not even its own. `give` maps a cell that is given back to the owner it must have now; `swap`
    maps one to (owner now, owner then). With `rules_seen` it also fails if the day's rules (times
    off) changed since they were read.

    An expression has 4,096 bytes and 300 operators at most. What fits is said cell by cell; else
    the cells are taken only as they were `seen`; and where even that is too long, only if nothing
    at all of the day has changed since `claims_seen`, its count of changes.
    """

    key: Key
    take: Mapping[str, str] = field(default_factory=dict)
    give: Mapping[str, str] = field(default_factory=dict)
    swap: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    own_holders: tuple[str, ...] = ()
    seen: Mapping[str, str] = field(default_factory=dict)
    now: datetime
    rules_seen: int | None = None
    claims_seen: int = 0

    def operation(self) -> Operation:
        """The one update of the day item that does all of it."""
        cells = sorted({*self.take, *self.give, *self.swap})
        alias = {cell: f"#c{n}" for n, cell in enumerate(cells)}
        for way in (self._free, self._as_seen, None):
            operation = self._said(alias, way)
            if fits(operation["Update"]["ConditionExpression"]):
                break
        return operation

    def _said(self, alias: Mapping[str, str], way: "Way | None") -> Operation:
        """The update, each cell's condition said in one of the ways; None: of the whole day."""
        words = _Words()
        owners = {cell: words.of(owner) for cell, owner in self.take.items()}
        owners |= {cell: words.of(then) for cell, (_, then) in self.swap.items()}
        sets = [f"{alias[c]} = {owner}" for c, owner in owners.items()]
        counted = f"{CLAIMS} = if_not_exists({CLAIMS}, :none) + :one"
        text = "SET " + ", ".join([*sets, counted])
        if self.give:
            text += " REMOVE " + ", ".join(alias[cell] for cell in self.give)
        conditions = self._conditions(alias, words, way) if way else [self._untouched()]
        values = words.values | {":none": typed(0), ":one": typed(1)}
        if not way and self.claims_seen:
            values[":claims"] = typed(self.claims_seen)
        if self.rules_seen == 0:
            conditions.append("attribute_not_exists(rulesVersion)")
        elif self.rules_seen is not None:
            conditions.append("rulesVersion = :rules")
            values[":rules"] = typed(self.rules_seen)
        return {
            "Update": {
                "Key": wire_key(self.key),
                "UpdateExpression": text.strip(),
                "ConditionExpression": " AND ".join(conditions),
                "ExpressionAttributeNames": {name: cell for cell, name in alias.items()},
                "ExpressionAttributeValues": values,
            }
        }

    def _conditions(self, alias: Mapping[str, str], words: "_Words", way: "Way") -> list[str]:
        conditions = [way(cell, alias[cell], words) for cell in self.take]
        conditions += [f"{alias[c]} = {words.of(owner)}" for c, owner in self.give.items()]
        conditions += [f"{alias[c]} = {words.of(owner)}" for c, (owner, _) in self.swap.items()]
        return conditions

    def _untouched(self) -> str:
        """Nothing of the day changed since it was read; `Conflict` if that did not suit then."""
        theirs = {**self.give, **{cell: owner for cell, (owner, _) in self.swap.items()}}
        if any(self.seen.get(cell) != owner for cell, owner in theirs.items()) or any(
            not self._may_take(self.seen.get(cell, "")) for cell in self.take
        ):
            raise Conflict
        return f"{CLAIMS} = :claims" if self.claims_seen else f"attribute_not_exists({CLAIMS})"

    def _free(self, _cell: str, alias: str, words: "_Words") -> str:
        """Nobody's, lapsed, or held for the one who asks."""
        ways = [
            f"attribute_not_exists({alias})",
            f"{alias} BETWEEN {words.of(HOLD_PREFIX)} AND {words.of(self._lapsed)}",
            *(
                f"(begins_with({alias}, {words.of(HOLD_PREFIX)}) AND contains({alias}, "
                f"{words.of(f':{holder}')}))"
                for holder in self.own_holders
            ),
        ]
        return f"({' OR '.join(ways)})"

    def _as_seen(self, cell: str, alias: str, words: "_Words") -> str:
        """The same in fewer words: still as it was read, if that may be taken."""
        owner = self.seen.get(cell, "")
        if owner and self._may_take(owner):
            return f"{alias} = {words.of(owner)}"
        return f"attribute_not_exists({alias})"

    def _may_take(self, owner: str) -> bool:
        """Whether a cell may be taken from that owner: nobody, a hold that lapsed, or one's own."""
        own = owner.startswith(HOLD_PREFIX) and owner.rpartition(":")[2] in self.own_holders
        return not owner or own or HOLD_PREFIX <= owner <= self._lapsed

    @property
    def _lapsed(self) -> str:
        """What the texts of all holds that have lapsed come before."""
        return f"{HOLD_PREFIX}{int(self.now.timestamp()):010d}:"


Way = Callable[[str, str, "_Words"], str]


class _Words:
    """The values of an expression, each under one name."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def of(self, text: str) -> str:
        return self._names.setdefault(text, f":w{len(self._names)}")

    @property
    def values(self) -> dict[str, Typed]:
        return {name: typed(text) for text, name in self._names.items()}
