"""Chance that can be repeated: the same words always give the same throw."""

import random
import uuid

_ULID_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID_LENGTH = 26


def dice(*words: object) -> random.Random:
    """A random source named by `words`; equal words give equal throws on every machine."""
    return random.Random("|".join(str(word) for word in words))


def opaque_name(source: random.Random) -> str:
    """Twenty-six letters and digits in the ULID alphabet, telling nothing about the file."""
    return "".join(source.choices(_ULID_LETTERS, k=_ULID_LENGTH))


def sign_in_id(source: random.Random) -> str:
    """An identifier in the form the sign-in service gives to people (a version 4 UUID)."""
    return str(uuid.UUID(int=source.getrandbits(128), version=4))
