"""Keysets are made once, open only under our key and name, and old secrets outlive a rotation."""

from uuid import uuid4

import pytest

from medisecure import wiring
from medisecure.crypto import (
    VALUES,
    WORDS,
    Cipher,
    KeysetKind,
    Tampered,
    new_keyset,
    rotated,
    unwrapped,
)
from medisecure.errors import Conflict, Unavailable
from medisecure.store import keysets
from medisecure.store.deadline import deadline
from medisecure.store.keys import KEYSET
from medisecure.store.table import Table
from medisecure.store.wire import plain_item, typed_item


class Tables:
    """A table with one item: keysets are few, and the real ones are read-only for us."""

    name = "T"

    def __init__(self) -> None:
        self.items: dict[str, dict[str, object]] = {}

    def get(self, key: dict[str, str], **_: object) -> object:
        return self.items.get(key["PK"])

    def put(self, put: dict[str, dict[str, object]]) -> None:
        item = put["Item"]
        key = str(plain_item(item)["PK"])  # type: ignore[arg-type]
        condition = str(put["ConditionExpression"])
        there = self.items.get(key)
        seen = put.get("ExpressionAttributeValues", {}).get(":seen")
        if ("not_exists" in condition and there) or (seen and there and there["version"] != seen):
            raise Conflict
        self.items[key] = item


class Xor:
    """Stands for the key service: reversible, bound to the name."""

    def __init__(self, pad: int = 7) -> None:
        self.pad = pad

    def encrypt(self, plaintext: bytes, associated_data: bytes) -> bytes:
        return associated_data + bytes(each ^ self.pad for each in plaintext)

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes:
        if not ciphertext.startswith(associated_data):
            raise Tampered
        return bytes(each ^ self.pad for each in ciphertext[len(associated_data) :])


def cipher_of(blob: bytes) -> Cipher:
    words = new_keyset(WORDS, Xor())
    return Cipher(unwrapped(blob, VALUES, Xor()), unwrapped(words, WORDS, Xor()))


def test_they_are_made_once() -> None:
    table: Table = Tables()  # type: ignore[assignment]
    assert keysets.ensure_keysets(table, Xor()) == ["values", "words"]
    first = dict(table.items)  # type: ignore[attr-defined]
    assert keysets.ensure_keysets(table, Xor()) == []
    assert table.items == first  # type: ignore[attr-defined]


def test_without_keysets_the_application_says_it_is_not_ready() -> None:
    with pytest.raises(Unavailable):
        keysets.load_cipher(Tables(), Xor())  # type: ignore[arg-type]


def test_what_an_older_key_sealed_still_opens_after_a_rotation() -> None:
    first = new_keyset(VALUES, Xor())
    sealed = cipher_of(first).seal(b"complaint", b"here")
    second = rotated(first, VALUES, Xor())
    assert cipher_of(second).open(sealed, b"here") == b"complaint"
    with pytest.raises(Tampered):
        cipher_of(first).open(cipher_of(second).seal(b"complaint", b"here"), b"here")


def test_a_rotation_steps_the_version_and_keeps_the_search_words() -> None:
    table: Table = Tables()  # type: ignore[assignment]
    keysets.ensure_keysets(table, Xor())
    before = keysets.load_cipher(table, Xor())
    sealed, word = before.seal(b"x", b"here"), before.blind("name:doe")
    assert keysets.rotate(table, Xor()) == 2
    after = keysets.load_cipher(table, Xor())
    assert (after.open(sealed, b"here"), after.blind("name:doe")) == (b"x", word)


def test_two_rotations_at_once_are_a_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the slower one would throw the faster one's new key away, with all it sealed."""
    table: Table = Tables()  # type: ignore[assignment]
    keysets.ensure_keysets(table, Xor())
    stale = keysets.stored(table, VALUES)
    keysets.rotate(table, Xor())
    monkeypatch.setattr(keysets, "stored", lambda *_: stale)
    with pytest.raises(Conflict):
        keysets.rotate(table, Xor())


@pytest.mark.parametrize("change", ["other key", "cut", "other name", "flipped"])
def test_a_keyset_that_is_not_ours_does_not_open(change: str) -> None:
    blob = new_keyset(VALUES, Xor())
    changed, kind, wrapper = {
        "other key": (blob, VALUES, Xor(9)),
        "cut": (blob[:-5], VALUES, Xor()),
        "other name": (blob, WORDS, Xor()),
        "flipped": (blob[:-9] + bytes([blob[-9] ^ 255]) + blob[-8:], VALUES, Xor()),
    }[change]
    with pytest.raises(Tampered):
        used(changed, kind, wrapper, sealed=cipher_of(blob).seal(b"x", b"here"))


def used(blob: bytes, kind: KeysetKind, wrapper: Xor, sealed: bytes) -> bytes:
    """What `sealed` opens to with that keyset."""
    words = unwrapped(new_keyset(WORDS, Xor()), WORDS, Xor())
    return Cipher(unwrapped(blob, kind, wrapper), words).open(sealed, b"here")


# In the real cloud


def test_a_stored_keyset_is_unreadable_without_the_key_service(clinic: None) -> None:
    for kind in (VALUES, WORDS):
        item = keysets.stored(wiring.health_table(), kind)
        with pytest.raises(Tampered):
            unwrapped(item["wrapped"], kind, Xor())


def test_the_key_service_opens_a_keyset_only_under_its_own_name(clinic: None) -> None:
    item = keysets.stored(wiring.health_table(), VALUES)
    unwrapped(item["wrapped"], VALUES, wiring.wrapper())
    with pytest.raises(Tampered):
        unwrapped(item["wrapped"], WORDS, wiring.wrapper())


def test_the_application_itself_may_not_replace_a_keyset(clinic: None) -> None:
    table = wiring.health_table()
    key = KEYSET.key(name=f"planted-{uuid4().hex}")
    with deadline(2), pytest.raises(Unavailable):
        table.put({"Item": typed_item(key)})
    with deadline(2), pytest.raises(Unavailable):
        keysets.rotate(table, wiring.wrapper())
    with deadline(2), pytest.raises(Unavailable):
        table.delete(KEYSET.key(name="values"))
