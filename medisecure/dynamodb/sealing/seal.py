"""Which sealed attributes an item has, and in which state: what takes one away or puts an older one
back is noticed. See docs/adr/0023-seals.md.

The `seal` of an item is a keyed digest of where it is, its version and the digests of all its
sealed attributes, followed by that list. Whoever has no key can neither change nor shorten it.
"""

from collections.abc import Mapping
from hashlib import blake2b

import orjson

from medisecure.dynamodb.calls.wire import Typed, binary, plain
from medisecure.encryption.cipher import Cipher, Tampered

SEAL = "seal"
MARK_BYTES = 16
DIGEST_BYTES = 8
Manifest = dict[str, str]  # a sealed attribute's name → the digest of its ciphertext


def digest(ciphertext: bytes) -> str:
    return blake2b(ciphertext, digest_size=DIGEST_BYTES).hexdigest()


def manifest_of(attributes: Mapping[str, Typed], hidden: frozenset[str]) -> Manifest:
    """The sealed ones among some attributes."""
    return {name: digest(plain(attributes[name])) for name in hidden if name in attributes}


def sealed(manifest: Manifest, version: int, associated_data: bytes, cipher: Cipher) -> Typed:
    """The attribute to be stored with the item at this version."""
    listed = orjson.dumps(manifest, option=orjson.OPT_SORT_KEYS)
    return {"B": _mark(listed, version, associated_data, cipher) + listed}


def checked(
    raw: Mapping[str, Typed],
    hidden: frozenset[str],
    secrets: Mapping[str, bytes],
    associated_data: bytes,
    cipher: Cipher,
    *,
    whole: bool,
) -> Manifest | None:
    """The item's list, if what was read of it agrees; None for an item from before the seals.

    `hidden` are the sealed attributes that were asked for, `secrets` those found; of a `whole` item
    all that are listed must be there. `Tampered` says what is wrong, without a value.
    """
    if SEAL not in raw:
        if cipher.seals_required:
            raise Tampered("an item without its seal")
        return None
    seal = binary(raw[SEAL])
    if seal is None or len(seal) < MARK_BYTES:
        raise Tampered("not a seal")
    listed, version = seal[MARK_BYTES:], _version(raw)
    if _mark(listed, version, associated_data, cipher) != seal[:MARK_BYTES]:
        raise Tampered("a seal of another item or version")
    manifest: Manifest = orjson.loads(listed)
    if not secrets.keys() <= manifest.keys():
        raise Tampered("a sealed attribute was added")
    for name in manifest if whole else hidden & manifest.keys():
        there = secrets[name] if name in secrets else _unknown(raw, name)
        if there is None or digest(there) != manifest[name]:
            raise Tampered("a sealed attribute was taken away or put back")
    return manifest


def _version(raw: Mapping[str, Typed]) -> int:
    """The item's version; 0 for one that was never changed."""
    there = raw.get("version")
    if there is None:
        return 0
    digits = there.get("N", "")
    return int(digits) if digits.isdecimal() else plain(there)


def _mark(listed: bytes, version: int, associated_data: bytes, cipher: Cipher) -> bytes:
    return cipher.mark(b"|".join((associated_data, str(version).encode(), listed)))


def _unknown(raw: Mapping[str, Typed], name: str) -> bytes | None:
    """What a release sealed that knows more attributes; None where it is not there."""
    there = binary(raw[name]) if name in raw else None
    if there is None and name in raw:
        raise Tampered("a secret attribute is stored in clear")
    return there
