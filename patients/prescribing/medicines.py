"""The bundled list of medicines by generic name, and finding one in it.

Source, date and limits of the list stand in the head of `medicines.csv`.
"""

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from medisecure.written.characters import plain

_FILE = Path(__file__).with_name("medicines.csv")
_REMARK = "#"
_SUBGROUP = 5
MOST_TYPED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """One listed medicine. `atc` is its code; `contains` the codes of a combination's parts."""

    name: str
    atc: str
    arabic: str = ""
    also: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()

    @property
    def substances(self) -> tuple[str, ...]:
        """The ATC codes of what is in it; its own if it is no combination."""
        return self.contains or (self.atc,)

    @property
    def subgroup(self) -> str:
        """Its chemical subgroup: the first five letters of the code (ATC level 4)."""
        return self.atc[:_SUBGROUP]

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it can be found by."""
        return tuple(filter(None, (self.name, self.arabic, *self.also)))

    def name_in(self, language: str) -> str:
        """Its name for a reader of that language, with the generic one beside an Arabic name."""
        if language.startswith("ar") and self.arabic:
            return f"{self.arabic} ({self.name})"
        return self.name[:1].upper() + self.name[1:]


def find(text: str, limit: int = 12) -> list[Medicine]:
    """The medicines a name of which has all the typed words or beginnings, the nearest first.

    >>> [each.name for each in find("amoxi")]
    ['amoxicillin', 'amoxicillin and beta-lactamase inhibitor']
    """
    typed = _words(text[:MOST_TYPED])
    if not typed:
        return []
    near = [(rank, each) for each in table() if (rank := _nearness(typed, each)) is not None]
    return [each for _, each in sorted(near, key=lambda pair: (pair[0], pair[1].name))][:limit]


def named(text: str) -> Medicine | None:
    """The one medicine of exactly this name, in any case and spelling; None if it is not listed.

    A strength behind the name is no part of it: "Atorvastatin 20 mg" is atorvastatin. Where only
    forms are listed ("clotrimazole (skin)"), the substance alone is the first of them.
    """
    return _by_name().get(_key(text)) or _by_name().get(_key(_STRENGTH.sub("", plain(text))))


def coded(atc: str | None) -> Medicine | None:
    """The listed medicine of an ATC code."""
    return _by_code().get(atc or "")


@cache
def table() -> tuple[Medicine, ...]:
    """All listed medicines by name."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith(_REMARK))
        return tuple(
            Medicine(
                name=row["name"],
                atc=row["atc"],
                arabic=row["arabic"],
                also=_split(row["also"]),
                contains=_split(row["contains"]),
            )
            for row in rows
        )


@cache
def version() -> str:
    """A short mark of the list as it is, kept with every check that used it."""
    return hashlib.sha256(_FILE.read_bytes()).hexdigest()[:8]


_STRENGTH = re.compile(r"\s*\d+([.,/]\d+)*\s*(mg|g|mcg|ug|µg|ml|iu|units?|%)(\s*/\s*\d*\s*ml)?\s*$")
_FORM = re.compile(r" \(.*\)$")
_WORD = re.compile(r"[^\W_]+")


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _words(text: str) -> list[str]:
    return [word.replace("ph", "f") for word in _WORD.findall(plain(text))]


def _key(text: str) -> str:
    return " ".join(_words(text))


def _nearness(typed: list[str], medicine: Medicine) -> int | None:
    """0 if a name begins as typed, 1 if its words do; None if neither. Skin and eye forms later."""
    ranks = [rank for words in _named_words(medicine) for rank in _ranks(typed, words)]
    return min(ranks) * 2 + ("(" in medicine.name) if ranks else None


@cache
def _named_words(medicine: Medicine) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_words(name)) for name in medicine.names)


def _ranks(typed: list[str], words: tuple[str, ...]) -> Iterator[int]:
    if " ".join(words).startswith(" ".join(typed)):
        yield 0
    elif all(any(word.startswith(each) for word in words) for each in typed):
        yield 1


@cache
def _by_name() -> dict[str, Medicine]:
    bare = {_key(_FORM.sub("", each.name)): each for each in reversed(table())}
    return bare | {_key(name): each for each in reversed(table()) for name in each.names}


@cache
def _by_code() -> dict[str, Medicine]:
    return {each.atc: each for each in table()}
