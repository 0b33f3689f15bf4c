"""The number of a letter: short enough to be read aloud, too many to be guessed, and of nobody.

Twelve signs of Crockford's base 32 (no I, L, O, U): 60 random bits, written in three groups.
"""

import secrets
import unicodedata

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 12, 4
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_number() -> str:
    """A number nobody can tell from another: no patient, day or doctor is in it."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def spoken(number: str) -> str:
    """The number as it is printed and read aloud.

    >>> spoken("7K3M9PQ2XR4T")
    '7K3M-9PQ2-XR4T'
    """
    return "-".join(number[at : at + GROUP] for at in range(0, len(number), GROUP))


def read(typed: str) -> str | None:
    """The number somebody typed in any usual way; None for what cannot be one.

    >>> read(" 7k3m 9pq2–xr4t "), read("٧K3M-9PQ2-XR4T"), read("O1L3-9PQ2-XR4T"), read("7K3M")
    ('7K3M9PQ2XR4T', '7K3M9PQ2XR4T', '01139PQ2XR4T', None)
    """
    number = read_signs(typed)
    return number if len(number) == LENGTH and set(number) <= set(SIGNS) else None


def read_signs(typed: str) -> str:
    """The signs of what somebody typed, in capitals and without what stands between them.

    >>> read_signs(" 7k3m–9pq2"), read_signs("٧K3M-O1L2")
    ('7K3M9PQ2', '7K3M0112')
    """
    signs = "".join(_western(sign) for sign in typed if sign.isalnum())
    return signs.upper().translate(_ALIKE)


def _western(sign: str) -> str:
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)
