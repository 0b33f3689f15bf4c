"""Keysets are made once, open only under our key and name, and old secrets outlive a rotation."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from medisecure import wiring
from medisecure.dynamodb.calls.deadline import deadline
from medisecure.dynamodb.calls.wire import plain_item, typed_item
from medisecure.dynamodb.keys import KEYSET
from medisecure.dynamodb.sealing import keysets
from medisecure.dynamodb.table import Table
from medisecure.encryption.cipher import (
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

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


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


def test_what_an_older_key_sealed_still_opens_after_two_rotations() -> None:
    first = new_keyset(VALUES, Xor())
    sealed = cipher_of(first).seal(b"complaint", b"here")
    third = rotated(rotated(first, VALUES, Xor()), VALUES, Xor())
    assert cipher_of(third).open(sealed, b"here") == b"complaint"
    with pytest.raises(Tampered):  # a key of its own by then
        cipher_of(first).open(cipher_of(third).seal(b"complaint", b"here"), b"here")


def test_a_process_one_rotation_behind_opens_what_the_others_seal() -> None:
    keyset = new_keyset(VALUES, Xor())
    for _ in range(3):
        behind, keyset = keyset, rotated(keyset, VALUES, Xor())
        assert cipher_of(behind).open(cipher_of(keyset).seal(b"x", b"here"), b"here") == b"x"


def test_a_rotation_steps_the_version_and_keeps_the_search_words() -> None:
    table: Table = Tables()  # type: ignore[assignment]
    keysets.ensure_keysets(table, Xor())
    before = keysets.load_cipher(table, Xor())
    sealed, word = before.seal(b"x", b"here"), before.blind("name:doe")
    assert keysets.rotate(table, Xor(), NOW) == 2
    after = keysets.load_cipher(table, Xor())
    assert (after.open(sealed, b"here"), after.blind("name:doe")) == (b"x", word)


def test_a_rotation_waits_until_every_process_knows_the_last_key() -> None:
    table: Table = Tables()  # type: ignore[assignment]
    keysets.ensure_keysets(table, Xor())
    keysets.rotate(table, Xor(), NOW)
    with pytest.raises(Conflict, match="in an hour"):
        keysets.rotate(table, Xor(), NOW + keysets.LONGEST_KEPT)
    assert keysets.rotate(table, Xor(), NOW + keysets.TAKEN_UP) == 3


def test_two_rotations_at_once_are_a_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the slower one would throw the faster one's new key away, with all it sealed."""
    table: Table = Tables()  # type: ignore[assignment]
    keysets.ensure_keysets(table, Xor())
    stale = keysets.stored(table, VALUES)
    keysets.rotate(table, Xor(), NOW)
    monkeypatch.setattr(keysets, "stored", lambda *_: stale)
    with pytest.raises(Conflict):
        keysets.rotate(table, Xor(), NOW)


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
        keysets.rotate(table, wiring.wrapper(), NOW)
    with deadline(2), pytest.raises(Unavailable):
        table.delete(KEYSET.key(name="values"))


class Elsewhere:
    """Stands for a key service that does not answer."""

    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes:
        raise Unavailable("the key service did not answer")


def test_pages_go_on_for_an_hour_while_the_key_service_is_away(
    clinic: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = wiring.cipher()
    monkeypatch.setattr(wiring, "wrapper", Elsewhere)
    now = time.monotonic()
    monkeypatch.setattr(wiring, "_opened", replace(wiring._opened, until=now - 1))
    assert wiring.cipher() is held
    assert wiring._opened.until > now  # and it is not asked again at once
    monkeypatch.setattr(wiring, "_opened", replace(wiring._opened, until=0.0, at_most=now - 1))
    with pytest.raises(Unavailable):
        wiring.cipher()
