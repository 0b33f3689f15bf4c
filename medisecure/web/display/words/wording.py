"""The schema's words as people say them."""

from collections.abc import Mapping
from typing import Any

Words = Mapping[str, Any]


def label_of(words: Words, word: str | None) -> str:
    """The word as people say it; an unknown one is written out, an absent one is empty.

    >>> label_of({}, "SECOND_OPINION"), label_of({}, None)
    ('Second opinion', '')
    """
    if not word:
        return ""
    known = words.get(word)
    return str(known) if known is not None else word.replace("_", " ").capitalize()
