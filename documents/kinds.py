"""The clinic's kinds of documents and the categories they are sorted into, as two short tables.

`types.csv` and `categories.csv` are the clinic's to change: codes that documents are kept under
stay, whatever they are called. LOINC names the kind to other systems (FHIR DocumentReference.type).
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
UNKNOWN = "OTHER"


@dataclass(frozen=True, slots=True)
class Named:
    """What a code is called in each language."""

    english: str
    arabic: str

    def name_in(self, language: str) -> str:
        """Its name for readers of this language ("en", "ar")."""
        return self.arabic if language == "ar" else self.english


@dataclass(frozen=True, slots=True)
class DocumentKind(Named):
    """One kind of document; `loinc` is empty where no code fits."""

    category: str
    loinc: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    yield from csv.DictReader(line for line in lines if not line.startswith("#"))


KINDS: Mapping[str, DocumentKind] = {
    row["type"]: DocumentKind(row["english"], row["arabic"], row["category"], row["loinc"])
    for row in _rows("types.csv")
}
CATEGORIES: Mapping[str, Named] = {
    row["category"]: Named(row["english"], row["arabic"]) for row in _rows("categories.csv")
}


def loinc_of(kind: str) -> str | None:
    """The LOINC code of a kind of document; None where there is none.

    >>> loinc_of("ECG_REPORT"), loinc_of("OTHER"), loinc_of("NEVER_HEARD_OF")
    ('11524-6', None, None)
    """
    known = KINDS.get(kind)
    return known.loinc or None if known else None
