"""Where a list goes on: a page mark nobody can forge or read."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Any

import orjson

from medisecure.encryption.cipher import Cipher, Tampered
from medisecure.errors import NotFound

LONGEST = 2048


def sealed(cipher: Cipher, mark: Any, bound_to: str) -> str:
    """`mark` as URL-safe text that opens only for the same `bound_to` (person and list)."""
    blob = cipher.seal(orjson.dumps(mark), f"cursor|{bound_to}".encode())
    return urlsafe_b64encode(blob).rstrip(b"=").decode()


def opened(cipher: Cipher, text: str, bound_to: str) -> Any:
    """The mark inside; `NotFound` for a text that is not ours, or not this person's."""
    try:
        if len(text) > LONGEST:
            raise Tampered("too long")
        blob = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        return orjson.loads(cipher.open(blob, f"cursor|{bound_to}".encode()))
    except (Tampered, NotBase64, UnicodeEncodeError) as error:
        raise NotFound("no such page") from error
