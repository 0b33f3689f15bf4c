"""Entity to item and back: the only place that knows types, names and ciphertext.

The item is the owner's schema: camelCase names, nested maps, instants as UTC text. A field marked
`secret()` is one binary attribute, sealed together with the table, the item's key and its name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin

import orjson
from cattrs import Converter
from cattrs.errors import BaseValidationError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from medisecure.clock import from_utc_text, utc_text
from medisecure.dynamodb.calls.wire import Item, Typed, binary, plain_item, typed
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.sealing import seal
from medisecure.dynamodb.sealing.making import Maker, maker_of
from medisecure.dynamodb.sealing.readers import (
    Reader,
    camel,
    number,
    plain_fields,
    text,
    truth,
    whole,
)
from medisecure.dynamodb.sealing.wire_readers import wire_fields
from medisecure.encryption.cipher import Cipher, Tampered
from medisecure.errors import Invalid
from medisecure.fields import is_from_key, is_quiet, secret_fields

E = TypeVar("E")


def attribute_names(entity: type[Any]) -> tuple[str, ...]:
    """The attributes an entity is read from, for a projection."""
    return tuple(camel(field.name) for field in fields(entity) if not is_from_key(field))


def _without_silent(entity: Any, unstructure: Any, conv: Converter) -> Any:
    """Leaves out what the schema's items leave out: the absent, and quiet fields at rest."""
    quiet = {
        camel(each.name): conv.unstructure(
            each.default if each.default_factory is MISSING else each.default_factory()
        )
        for each in fields(entity)
        if is_quiet(each)
    }

    def silent(name: str, value: Any) -> bool:
        return value is None or (name in quiet and value == quiet[name])

    return lambda value: {k: v for k, v in unstructure(value).items() if not silent(k, v)}


def _structured(entity: Any, conv: Converter) -> Any:
    renames = {field.name: override(rename=camel(field.name)) for field in fields(entity)}
    return make_dict_structure_fn(entity, conv, _cattrs_forbid_extra_keys=True, **renames)  # type: ignore[arg-type]


def _unstructured(entity: Any, conv: Converter) -> Any:
    renames = {
        field.name: override(rename=camel(field.name), omit=is_from_key(field))
        for field in fields(entity)
    }
    return _without_silent(entity, make_dict_unstructure_fn(entity, conv, **renames), conv)  # type: ignore[arg-type]


def _text(value: Any, item_type: Any) -> str:
    found = text(value)
    return found if item_type is str else cast(str, item_type(found))  # an enum of texts, too


def _is_list(item_type: Any) -> bool:
    return get_origin(item_type) is list


def _list_of(item_type: Any, conv: Converter) -> Any:
    [inner] = get_args(item_type)
    hook = conv.get_structure_hook(inner)

    def listed(value: Any, _: Any) -> list[Any]:
        if not isinstance(value, list):
            raise TypeError("not a list")
        return [hook(each, inner) for each in value]

    return listed


def _is_number(item_type: Any) -> bool:
    return get_origin(item_type) in (UnionType, Union) and set(get_args(item_type)) == {
        int,
        Decimal,
    }


def _is_optional_number(item_type: Any) -> bool:
    return get_origin(item_type) in (UnionType, Union) and set(get_args(item_type)) == {
        int,
        Decimal,
        type(None),
    }


def _writer() -> Converter:
    """Entities to the schema's JSON, and back where every type and attribute must be right."""
    conv = Converter(detailed_validation=True)
    # By class: a predicate would never be asked, as the library converts these by itself.
    conv.register_structure_hook(str, _text)
    for primitive, check in ((int, whole), (bool, truth)):
        conv.register_structure_hook(primitive, lambda value, _, check=check: check(value))
    # Else a text would pass for the list of its letters.
    conv.register_structure_hook_factory(_is_list, lambda item_type: _list_of(item_type, conv))
    conv.register_structure_hook_func(_is_number, lambda value, _: number(value))
    conv.register_structure_hook_func(
        _is_optional_number, lambda value, _: None if value is None else number(value)
    )
    conv.register_structure_hook(datetime, lambda text, _: from_utc_text(text))
    conv.register_unstructure_hook(datetime, utc_text)
    conv.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    conv.register_unstructure_hook(date, date.isoformat)
    conv.register_structure_hook_factory(is_dataclass, lambda cls: _structured(cls, conv))
    conv.register_unstructure_hook_factory(is_dataclass, lambda cls: _unstructured(cls, conv))
    return conv


_converter = _writer()


def to_plain(entity: Any) -> Item:
    """An entity as the schema's JSON, secrets in clear; absent values are left out."""
    return cast(Item, _converter.unstructure(entity))


def from_import(item_type: ItemType[E], item: Mapping[str, Any]) -> E:
    """An entity from the schema's JSON; `Invalid` names every attribute that does not fit."""
    bare = {name: value for name, value in item.items() if not _is_key_or_type(name)}
    try:
        return _converter.structure(bare | from_key(item_type, item), item_type.entity)
    except (BaseValidationError, TypeError, ValueError, KeyError) as error:
        raise Invalid(explained(error)) from error


def _is_key_or_type(name: str) -> bool:
    return name == "entityType" or name.endswith(("PK", "SK"))


def from_key(item_type: ItemType[Any], keys: Mapping[str, str]) -> dict[str, str]:
    """The attributes an entity takes from its key, by the schema's names."""
    return {camel(k): v for k, v in _from_key(item_type, keys, shape_of(item_type)).items()}


def _from_key(item_type: ItemType[Any], keys: Mapping[str, str], shape: "Shape") -> dict[str, str]:
    if not shape.from_key:
        return {}
    parts = item_type.key.parts_of(keys)
    if shape.from_key - parts.keys():
        parts = item_type.key.all_parts_of(keys)
    return {k: v for k, v in parts.items() if k in shape.from_key}


def explained(error: BaseException, path: str = "item") -> dict[str, str]:
    """What did not fit, attribute by attribute, without repeating any value."""
    if isinstance(error, BaseValidationError):
        found: dict[str, str] = {}
        for inner in error.exceptions:
            note = next((n for n in getattr(inner, "__notes__", ()) if hasattr(n, "name")), None)
            found |= explained(inner, f"{path}.{camel(str(note.name))}" if note else path)
        return found
    extra = getattr(error, "extra_fields", None)
    if extra:
        return dict.fromkeys((f"{path}.{name}" for name in sorted(extra)), "unknown attribute")
    if isinstance(error, KeyError):
        return {f"{path}.{error.args[0]}": "is missing"}
    return {path: "has the wrong form" if isinstance(error, ValueError) else str(error)}


def encode(item_type: ItemType[E], entity: E, cipher: Cipher, table: str) -> dict[str, Typed]:
    """The whole item: keys, entity type, attributes, secrets sealed. Values are the wire's."""
    keys = item_type.keys_of(entity)
    item: dict[str, Typed] = {name: {"S": text} for name, text in keys.items()}
    if item_type.entity_type:
        item["entityType"] = {"S": item_type.entity_type}
    item |= attributes(item_type, to_plain(entity), keys, cipher, table)
    if hidden := shape_of(item_type).hidden:
        version = int(getattr(entity, "version", 0))
        item[seal.SEAL] = seal.sealed(
            seal.manifest_of(item, hidden), version, associated_data(table, keys, seal.SEAL), cipher
        )
    return item


def resealed(
    item_type: ItemType[Any],
    manifest: seal.Manifest | None,
    keys: Mapping[str, str],
    cipher: Cipher,
    table: str,
    *,
    changed: Mapping[str, Typed],
    gone: Iterable[str],
    version: int,
) -> dict[str, Typed]:
    """The seal after a change of some attributes; none where it cannot be known what to list."""
    hidden = shape_of(item_type).hidden
    if manifest is None:
        return {}
    after = {n: d for n, d in manifest.items() if n not in set(gone)}
    after |= seal.manifest_of(changed, hidden)
    return {seal.SEAL: seal.sealed(after, version, associated_data(table, keys, seal.SEAL), cipher)}


def attributes(
    item_type: ItemType[E],
    values: Mapping[str, Any],
    keys: Mapping[str, str],
    cipher: Cipher,
    table: str,
) -> dict[str, Typed]:
    """Plain attribute values as the wire has them, the secret ones sealed to this item."""
    hidden = shape_of(item_type).hidden
    return {
        name: {
            "B": cipher.seal(orjson.dumps(value, default=_json), associated_data(table, keys, name))
        }
        if name in hidden
        else typed(value)
        for name, value in values.items()
    }


def decode(item_type: ItemType[E], raw: Mapping[str, Typed], cipher: Cipher, table: str) -> E:
    """The entity of a stored item; `Tampered` if a secret was changed or moved."""
    return opened(item_type, raw, cipher, table)[0]


def opened(
    item_type: ItemType[E], raw: Mapping[str, Typed], cipher: Cipher, table: str
) -> tuple[E, seal.Manifest | None]:
    """The entity of a stored item and the list of its secrets; errors as `decode`."""
    return opener(item_type, cipher, table)(raw)


def opener(
    item_type: ItemType[E], cipher: Cipher, table: str
) -> Callable[[Mapping[str, Typed]], tuple[E, seal.Manifest | None]]:
    """What opens items of one kind: for a list it is asked for once.

    An entity whose attributes are not fixed builds itself in `of_attributes`, or tells its fields
    in `from_wire`, which is quicker. One with secrets tells those that lie in clear.
    """
    shape = shape_of(item_type)
    build = shape.build
    if build is not None:
        return lambda raw: (_built(item_type, build, raw), None)
    return lambda raw: _opened(item_type, raw, shape, cipher, table)


def _opened(
    item_type: ItemType[Any], raw: Mapping[str, Typed], shape: "Shape", cipher: Cipher, table: str
) -> tuple[Any, seal.Manifest | None]:
    secrets = _secrets_in(raw, shape.hidden)
    manifest = None if item_type.points else _manifest(item_type, raw, secrets, cipher, table)
    try:
        values = shape.from_wire(raw) if shape.from_wire else _in_clear(item_type, raw, shape)
        for name, there in secrets.items():
            inside = cipher.open(there, _place(table, raw, name))
            field, read_inside = shape.secret_readers[name]
            values[field] = read_inside(orjson.loads(inside))
        return shape.make(values), manifest
    except (TypeError, ValueError, LookupError, ArithmeticError, Invalid) as error:
        raise Tampered("an item has not the form it was stored in") from error


def _in_clear(item_type: ItemType[Any], raw: Mapping[str, Typed], shape: "Shape") -> dict[str, Any]:
    """The fields that are no secrets, each by its reader."""
    readers, values = shape.readers, dict[str, Any]()
    if shape.from_key:
        values |= _from_key(item_type, _keys_in(raw), shape)
    for name, value in raw.items():
        if name in readers:
            field, is_text, read = readers[name]
            values[field] = value["S"] if is_text and "S" in value else read(value)
    return values


def _built(
    item_type: ItemType[Any], build: Callable[[Mapping[str, Typed]], Any], raw: Mapping[str, Typed]
) -> Any:
    """An entity that makes itself; of a list that only points a broken item is left out."""
    try:
        return build(raw)
    except (TypeError, ValueError, LookupError) as error:
        if item_type.points:
            raise Tampered("an item has not the form it was stored in") from error
        raise


def _keys_in(raw: Mapping[str, Typed]) -> dict[str, str]:
    return {"PK": raw["PK"]["S"], "SK": raw["SK"]["S"]}


def _secrets_in(raw: Mapping[str, Typed], hidden: frozenset[str]) -> dict[str, bytes]:
    """The ciphertexts of an item; `Tampered` for one that stands there in clear."""
    found = {}
    for name in hidden:
        if name in raw:
            there = binary(raw[name])
            if there is None:
                raise Tampered("a secret attribute is stored in clear")
            found[name] = there
    return found


def manifest_in(
    item_type: ItemType[Any], raw: Mapping[str, Typed], cipher: Cipher, table: str
) -> seal.Manifest | None:
    """The list of the item's sealed attributes, checked; None if it can have none."""
    secrets = _secrets_in(raw, shape_of(item_type).hidden)
    return _manifest(item_type, raw, secrets, cipher, table)


def _manifest(
    item_type: ItemType[Any],
    raw: Mapping[str, Typed],
    secrets: Mapping[str, bytes],
    cipher: Cipher,
    table: str,
) -> seal.Manifest | None:
    """A whole item from before the seals is listed as it is found: its next change seals it.

    A part of an item may hold no secret itself while the item has some: its seal goes along.
    """
    hidden = shape_of(item_type).hidden
    if not hidden and seal.SEAL not in raw:
        return None  # a part of a sealed item may hold no secret itself, and still changes it
    where = _place(table, raw, seal.SEAL)
    manifest = seal.checked(raw, hidden, secrets, where, cipher, whole=item_type.whole)
    if manifest is None and item_type.whole:
        return {name: seal.digest(each) for name, each in secrets.items()}
    return manifest


def associated_data(table: str, keys: Mapping[str, str], name: str) -> bytes:
    """Where a ciphertext belongs: it opens nowhere else."""
    return f"{table}|{keys['PK']}|{keys['SK']}|{name}".encode()


def _place(table: str, raw: Mapping[str, Typed], name: str) -> bytes:
    """The same for an item as the wire has it."""
    return f"{table}|{raw['PK']['S']}|{raw['SK']['S']}|{name}".encode()


@dataclass(frozen=True, slots=True)
class Shape:
    """What decoding needs to know of an entity: its attributes, and which of them are special.

    `readers` are those of what is stored in clear.
    """

    hidden: frozenset[str]
    from_key: frozenset[str]
    readers: dict[str, tuple[str, bool, Reader]]
    secret_readers: dict[str, tuple[str, Reader]]  # the field, and what reads it once it is open
    build: Callable[[Mapping[str, Typed]], Any] | None  # of an entity that makes itself
    from_wire: Callable[[Mapping[str, Typed]], dict[str, Any]] | None  # of one that has secrets
    make: Maker


def shape_of(item_type: ItemType[Any]) -> Shape:
    """The shape of a kind's entity, worked out once."""
    entity: Any = item_type.entity
    return _shape(entity)


@cache
def _shape(entity: Any) -> Shape:
    hidden = frozenset(camel(name) for name in secret_fields(entity))
    inside, clear = plain_fields(entity), {*attribute_names(entity)} - hidden
    return Shape(
        build=None if hidden else _build_of(entity),
        from_wire=entity.from_wire if hidden and "from_wire" in vars(entity) else None,
        hidden=hidden,
        from_key=frozenset(field.name for field in fields(entity) if is_from_key(field)),
        readers={
            name: (of.name, of.is_text, of.read)
            for name, of in wire_fields(entity).items()
            if name in clear
        },
        secret_readers={name: (inside[name].name, inside[name].read) for name in hidden},
        make=maker_of(entity),
    )


def _build_of(entity: Any) -> Callable[[Mapping[str, Typed]], Any] | None:
    """How an entity makes itself: of fields out of the wire's values, or of plain attributes."""
    if from_wire := getattr(entity, "from_wire", None):
        make = maker_of(entity)
        return lambda raw: make(from_wire(raw))
    if of_attributes := getattr(entity, "of_attributes", None):
        return lambda raw: of_attributes(plain_item(raw))
    return None


def _json(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} cannot be sealed")
