"""An id that came in an address or a form, before it may stand in a key."""

import re

from medisecure.errors import NotFound
from medisecure.web.input.converters import IdConverter

_ID = re.compile(IdConverter.regex)


def is_id(text: str) -> bool:
    """Whether it could be one of our ids.

    >>> is_id("patient_12345"), is_id("USER#1"), is_id("")
    (True, False, False)
    """
    return _ID.fullmatch(text) is not None


def id_or_none(text: str) -> str:
    """The id, or "" for none; `NotFound` for what cannot be an id."""
    if text and not is_id(text):
        raise NotFound
    return text
