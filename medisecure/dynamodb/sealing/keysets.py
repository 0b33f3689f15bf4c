"""The wrapped keysets in the table: made once, opened by each process, rotated by command."""

from datetime import datetime, timedelta

from medisecure.clock import from_utc_text, utc_text
from medisecure.dynamodb.calls.wire import Item, plain_item, typed_item
from medisecure.dynamodb.keys import KEYSET
from medisecure.dynamodb.table import Table
from medisecure.encryption.cipher import (
    VALUES,
    WORDS,
    Cipher,
    KeysetKind,
    Wrapper,
    new_keyset,
    rotated,
    unwrapped,
)
from medisecure.errors import Conflict, Unavailable

KEPT = timedelta(hours=1)  # a process opens the keysets anew after that time …
LONGEST_KEPT = timedelta(hours=2)  # … and works on with those it has for so long if it cannot
TAKEN_UP = LONGEST_KEPT + timedelta(minutes=5)


def load_cipher(table: Table, wrapper: Wrapper) -> Cipher:
    """The cipher of the keysets in `table`; `Unavailable` before `create_tables` has run."""
    handles = [
        unwrapped(stored(table, item_type)["wrapped"], item_type, wrapper)
        for item_type in (VALUES, WORDS)
    ]
    return Cipher(*handles)


def ensure_keysets(table: Table, wrapper: Wrapper) -> list[str]:
    """Make the keysets that are missing; returns their names."""
    made = []
    for item_type in (VALUES, WORDS):
        item = {
            **KEYSET.key(name=item_type.name),
            "wrapped": new_keyset(item_type, wrapper),
            "version": 1,
        }
        absent = {"ConditionExpression": "attribute_not_exists(PK)"}
        try:
            table.put({"Item": typed_item(item), **absent})
        except Conflict:
            continue
        made.append(item_type.name)
    return made


def rotate(table: Table, wrapper: Wrapper, at: datetime) -> int:
    """Seal values with the key added last time and add the next; returns the keyset's new version.

    `Conflict` within `TAKEN_UP` of the last time: a process that still has the older keyset could
    not open what others seal. Blinded search words keep their key: a new one would hide every
    patient from search.
    """
    old = stored(table, VALUES)
    last = old.get("rotatedAt")
    if last and at - from_utc_text(str(last)) < TAKEN_UP:
        raise Conflict("The last key is not known to every process yet. Try again in an hour.")
    item = {
        **KEYSET.key(name=VALUES.name),
        "wrapped": rotated(old["wrapped"], VALUES, wrapper),
        "version": old["version"] + 1,
        "rotatedAt": utc_text(at),
    }
    unchanged = {
        "ConditionExpression": "version = :seen",
        "ExpressionAttributeValues": {":seen": {"N": str(old["version"])}},
    }
    table.put({"Item": typed_item(item), **unchanged})
    return int(item["version"])


def stored(table: Table, item_type: KeysetKind) -> Item:
    found = table.get(KEYSET.key(name=item_type.name), consistent=True)
    if found is None:
        raise Unavailable("the keysets are missing: run manage.py create_tables")
    return plain_item(found)
