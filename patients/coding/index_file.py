"""The index of the diagnosis codes: one read-only SQLite file, built once from the release.

Its rows are numbered by how likely a code is meant, so that the first hits found are the ones
wanted and a search may stop early. The build is repeatable: the same release and the same plain
words give the same file.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from patients.coding import plain_words, release
from patients.coding.release import TabularCode
from patients.coding.spelling import words_of

FOLDER = Path(__file__).resolve().parents[2] / "build"
FORM = 1  # counted up when the file's make-up changes

_TABLES = """
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
CREATE TABLE code (id INTEGER PRIMARY KEY, code TEXT NOT NULL, title TEXT NOT NULL,
                   is_final INTEGER NOT NULL);
CREATE VIRTUAL TABLE word USING fts5 (plain, title, term, content='', columnsize=0,
                   detail='column', prefix='2 3', tokenize="unicode61 remove_diacritics 0");
CREATE TABLE about (name TEXT PRIMARY KEY, said TEXT NOT NULL) WITHOUT ROWID;
"""
# External causes (V–Y) are nobody's complaint; injuries and reasons for contact come before them.
_CHAPTERS = {"Z": 1, "S": 2, "T": 2, "V": 3, "W": 3, "X": 3, "Y": 3}


@cache
def ready() -> Path:
    """Where the index lies; builds it first if this release has none yet (a few seconds).

    Set-up builds it, so that no visitor waits; `FileNotFoundError` without the release's package.
    """
    place = FOLDER / f"{release.name().lower().replace(', ', '-').replace(' ', '-')}.{_mark()}.db"
    if not place.exists():
        build(place)
    return place


def build(place: Path) -> None:
    """Write the index beside its place and move it there whole: no reader meets half a file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(dir=place.parent, suffix=".half")
    os.close(handle)
    try:
        _fill(Path(half), list(release.entries()))
        Path(half).replace(place)
    finally:
        Path(half).unlink(missing_ok=True)


def _fill(place: Path, entries: list[TabularCode]) -> None:
    place.unlink()
    book = sqlite3.connect(place)
    try:
        book.executescript(_TABLES)
        known = plain_words.table()
        for number, entry in enumerate(sorted(entries, key=_likely), start=1):
            row = (number, entry.code, entry.title, entry.is_final)
            book.execute("INSERT INTO code VALUES (?, ?, ?, ?)", row)
            if not entry.is_derived:
                own = known.get(entry.code)
                told = (_folded(own.searched if own else ()), _folded([entry.title]))
                term = _folded(entry.terms)
                book.execute(
                    "INSERT INTO word (rowid, plain, title, term) VALUES (?, ?, ?, ?)",
                    (number, *told, term),
                )
        book.execute("CREATE UNIQUE INDEX by_code ON code (code)")
        book.execute("INSERT INTO about VALUES ('release', ?)", (release.name(),))
        book.execute("INSERT INTO word (word) VALUES ('optimize')")
        book.commit()
        book.execute("VACUUM")
    finally:
        book.close()


def _likely(entry: TabularCode) -> tuple[int, int, int, int, str]:
    """What is commonly met first, then by chapter; short titles before long, derived last."""
    common = entry.code in plain_words.table()
    return (
        entry.is_derived,
        not common,
        _CHAPTERS.get(entry.code[0], 0),
        len(entry.title.split()) - 2 * ("unspecified" in entry.title),
        entry.code,
    )


def _folded(texts: Iterable[str]) -> str:
    return " ".join(word for text in texts for word in words_of(text))


def _mark() -> str:
    return f"{FORM}-{plain_words.mark()}"
