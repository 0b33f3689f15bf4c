"""The cipher for what must stay secret even from someone who holds the whole table.

Tink keysets (AES-256-GCM for values, HMAC-SHA-256 for blinded search words) live wrapped under a
KMS key. A value is compressed, padded so that its length tells little, and sealed together with
where it belongs: moved to another item or field, it does not open.
"""

import zlib
from dataclasses import dataclass
from typing import Protocol

import tink
from tink import aead, prf, proto_keyset_format, secret_key_access
from tink.proto import tink_pb2

from medisecure.errors import MediSecureError

BLOCK = 256
LARGEST = 1_000_000
SURELY_WITHIN = LARGEST // 1032  # bytes: zlib unfolds each to 1,032 at most
STORED, DEFLATED = 0, 1
HEADER = 5
WORD_BYTES = 16
MARK_BYTES = 16

aead.register()
prf.register()


class Tampered(MediSecureError):
    """A sealed value that is not ours, was changed, or was moved from where it belongs."""


class Wrapper(Protocol):
    """What seals a keyset itself: in production and at home a KMS key."""

    def encrypt(self, plaintext: bytes, associated_data: bytes) -> bytes: ...
    def decrypt(self, ciphertext: bytes, associated_data: bytes) -> bytes: ...


class Cipher:
    """Seals and opens values, and blinds words, with keysets already unwrapped."""

    def __init__(self, values: tink.KeysetHandle, words: tink.KeysetHandle) -> None:
        self._aead: aead.Aead = values.primitive(aead.Aead)
        self._words = words.primitive(prf.PrfSet).primary()
        self.seals_required = False  # until every item of before the seals has got one

    def seal(self, plaintext: bytes, belongs_to: bytes) -> bytes:
        """`plaintext` (at most 1 MB) as ciphertext that opens only with the same `belongs_to`."""
        if len(plaintext) > LARGEST:
            raise ValueError("too large to seal")
        sealed: bytes = self._aead.encrypt(padded(plaintext), belongs_to)
        return sealed

    def open(self, ciphertext: bytes, belongs_to: bytes) -> bytes:
        """The plaintext again, or `Tampered`."""
        try:
            return unpadded(self._aead.decrypt(ciphertext, belongs_to))
        except tink.TinkError as error:
            raise Tampered("a sealed value does not open here") from error

    def blind(self, word: str) -> str:
        """A search word as 32 hex digits that tell nothing without the key."""
        blinded: bytes = self._words.compute(word.encode(), WORD_BYTES)
        return blinded.hex()

    def mark(self, text: bytes) -> bytes:
        """A keyed digest of 16 bytes; no search word begins like this."""
        marked: bytes = self._words.compute(b"\0seal|" + text, MARK_BYTES)
        return marked


def padded(plaintext: bytes) -> bytes:
    """Compressed if that helps, with its length in front, filled up to whole blocks.

    >>> len(padded(b"x")), len(padded(b"x" * 5000))
    (256, 256)
    """
    packed = zlib.compress(plaintext, 6)
    mark, body = (DEFLATED, packed) if len(packed) < len(plaintext) else (STORED, plaintext)
    framed = bytes([mark]) + len(body).to_bytes(4, "big") + body
    return framed + b"\0" * (-len(framed) % BLOCK)


def unpadded(framed: bytes) -> bytes:
    """What `padded` was given; `Tampered` if it is none of ours or would unfold beyond 1 MB."""
    length = int.from_bytes(framed[1:HEADER], "big")
    body = framed[HEADER : HEADER + length]
    if len(body) != length or not framed or framed[0] not in (STORED, DEFLATED):
        raise Tampered("not a sealed value")
    if framed[0] == STORED:
        return body
    try:
        if length <= SURELY_WITHIN:
            return zlib.decompress(body)
        unfolding = zlib.decompressobj()
        plaintext = unfolding.decompress(body, LARGEST + 1)
    except zlib.error as error:
        raise Tampered("does not unfold, or was cut off") from error
    if not unfolding.eof or len(plaintext) > LARGEST:
        raise Tampered("cut off, or unfolds beyond the limit")
    return plaintext


@dataclass(frozen=True, slots=True)
class KeysetKind:
    """A keyset's name in the table and the template its keys are made from."""

    name: str
    template: tink_pb2.KeyTemplate


VALUES = KeysetKind("values", aead.aead_key_templates.AES256_GCM)
WORDS = KeysetKind("words", prf.prf_key_templates.HMAC_SHA256)


def new_keyset(kind: KeysetKind, wrapper: Wrapper) -> bytes:
    """A fresh keyset with one key, wrapped."""
    return wrapped(tink.new_keyset_handle(kind.template), kind, wrapper)


def unwrapped(blob: bytes, kind: KeysetKind, wrapper: Wrapper) -> tink.KeysetHandle:
    """The keyset inside; `Tampered` when another key or another name wrapped it."""
    try:
        return proto_keyset_format.parse_encrypted(blob, wrapper, kind.name.encode())
    except tink.TinkError as error:
        raise Tampered("a keyset does not open") from error


def wrapped(handle: tink.KeysetHandle, kind: KeysetKind, wrapper: Wrapper) -> bytes:
    blob: bytes = proto_keyset_format.serialize_encrypted(handle, wrapper, kind.name.encode())
    return blob


def rotated(blob: bytes, kind: KeysetKind, wrapper: Wrapper) -> bytes:
    """The keyset sealing with the newest key it knew, and knowing the one that seals next.

    A key seals only one rotation after it was added: every process that might have to open what it
    sealed has it by then. What older keys sealed still opens.
    """
    old = cleartext(unwrapped(blob, kind, wrapper))
    new = cleartext(tink.new_keyset_handle(kind.template))
    if new.primary_key_id in {key.key_id for key in old.key}:
        return rotated(blob, kind, wrapper)
    old.primary_key_id = old.key[-1].key_id
    old.key.extend(new.key)
    token = secret_key_access.TOKEN
    return wrapped(proto_keyset_format.parse(old.SerializeToString(), token), kind, wrapper)


def carried(blob: bytes, kind: KeysetKind, wrapper: Wrapper) -> bytes:
    """The keyset in clear, for a sealed export and for nothing else: `rewrapped` wraps it."""
    content: bytes = cleartext(unwrapped(blob, kind, wrapper)).SerializeToString()
    return content


def rewrapped(content: bytes, kind: KeysetKind, wrapper: Wrapper) -> bytes:
    """A carried keyset, wrapped under the key of the place it came to."""
    return wrapped(proto_keyset_format.parse(content, secret_key_access.TOKEN), kind, wrapper)


def cleartext(handle: tink.KeysetHandle) -> tink_pb2.Keyset:
    """The keyset's own message; but for `carried` it does not leave this module."""
    token = secret_key_access.TOKEN
    return tink_pb2.Keyset.FromString(proto_keyset_format.serialize(handle, token))
