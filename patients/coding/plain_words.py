"""The clinic's own plain words for common diagnoses, in English and Arabic, with what people type.

No free list of plain words for ICD-10-CM could be had, so the words in `plain_words.csv` are our
own wording, not a translation of the classification. A row's words hold for its code and for
every code below it; the longest beginning wins.
"""

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("plain_words.csv")
_REMARK = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainWords:
    """How one diagnosis is said to a patient; `typed` are further words to find it by."""

    code: str
    english: str
    arabic: str
    typed: tuple[str, ...] = ()

    @property
    def searched(self) -> tuple[str, ...]:
        """Everything it can be found by."""
        return self.english, self.arabic, *self.typed

    def name_in(self, language: str) -> str:
        """The words in a reader's language ("ar", else English)."""
        return self.arabic if language.startswith("ar") else self.english


@cache
def table() -> dict[str, PlainWords]:
    """All plain words by code."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith(_REMARK))
        return {
            row["code"]: PlainWords(
                code=row["code"],
                english=row["english"],
                arabic=row["arabic"],
                typed=tuple(word.strip() for word in row["typed"].split(";") if word.strip()),
            )
            for row in rows
        }


def of(code: str | None) -> PlainWords | None:
    """The plain words of a code or of the nearest code above it; None if there are none.

    >>> of("E11.65").english
    'Type 2 diabetes'
    """
    known = table()
    for length in range(len(code or ""), 2, -1):
        found = known.get(str(code)[:length].rstrip("."))
        if found is not None:
            return found
    return None


@cache
def mark() -> str:
    """A short mark of the list as it is, so that a changed list builds a new index."""
    return hashlib.sha256(_FILE.read_bytes()).hexdigest()[:8]
