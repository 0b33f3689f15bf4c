"""Finding a diagnosis: by code, by words in any order and half typed, by everyday words.

Answers in a few milliseconds from the bundled index; nothing is asked of the network.
"""

import re
import sqlite3
import threading
from collections.abc import Collection, Sequence

from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from medisecure.written.characters import plain
from patients.coding import plain_words
from patients.coding.index_file import ready
from patients.coding.models import Code, CodeMatch, written
from patients.coding.spelling import beginnings, words_of

FORM = _("Write a code such as I25.9, or search by words.")
NOT_IN_RELEASE = _(
    "This code is not in the release in use: it was removed or is of another list. "
    "Choose another code, or keep the words without a code."
)
MOST_TYPED = 200
MOST_WORDS = 8
_LOOKED_AT = 60
_MAP = 16 * 2**20
_CODE_TYPED = re.compile(r"[a-z][0-9][0-9a-z.]{0,6}")
_COLUMNS = ("{plain}", "{plain title}", "{plain title term}")
_FIELDS = "SELECT id, code, title, is_final FROM code"

Row = tuple[int, str, str, int]
_here = threading.local()


def find(
    text: str,
    *,
    favourites: Collection[str] = (),
    recent: Collection[str] = (),
    limit: int = 20,
) -> list[CodeMatch]:
    """The codes that fit what was typed, likeliest first; a doctor's favourites and recent lead.

    Without text the favourites and the recent codes themselves. Never raises for odd input.
    """
    typed = text[:MOST_TYPED]
    own = [*dict.fromkeys([*favourites, *recent])]
    if not plain(typed).strip():
        rows = _by_codes(own)
    else:
        rows = {row[1]: row for row in [*_own_rows(typed, own), *_rows(typed)]}
    found = [_found(row, favourites, recent) for row in rows.values()]
    return sorted(found, key=lambda each: (not each.is_favourite, not each.is_recent))[:limit]


def get(code: str) -> Code | None:
    """The code as the release has it, in any usual form; None if this release does not."""
    form = written(code)
    row = _by_codes([form]).get(form) if form else None
    return _code(row) if row else None


def demand(code: str) -> Code:
    """The code of this release; `Invalid` for the field `code` with what to do about another."""
    if written(code) is None:
        raise Invalid({"code": FORM})
    found = get(code)
    if found is None:
        raise Invalid({"code": NOT_IN_RELEASE})
    return found


def below(code: str, limit: int = 50) -> list[Code]:
    """The codes one step finer, in their order: what to choose from where one must be exact."""
    form = written(code)
    if form is None:
        return []
    start = form if "." in form else f"{form}."
    rows = _asked(
        f"{_FIELDS} WHERE code > ? AND code < ? ORDER BY code LIMIT 2000", (form, f"{start}~")
    )
    codes = [_code(row) for row in rows]
    shortest = min((len(each.code) for each in codes), default=0)
    return [each for each in codes if len(each.code) == shortest][:limit]


def release() -> str:
    """The release's name, for the page: `ICD-10-CM, April 2026`."""
    [(said,)] = _book().execute("SELECT said FROM about WHERE name = 'release'").fetchall()
    return str(said)


def _own_rows(typed: str, own: Sequence[str]) -> list[Row]:
    """Those of the doctor's own codes that fit, however many others fit better."""
    if not own:
        return []
    known = _by_codes(own)
    shaped = _typed_code(typed)
    if shaped:
        return [row for row in known.values() if row[1].startswith(shaped)]
    ids = [row[0] for row in known.values()]
    among = f"rowid IN ({_blanks(ids)})"
    hits = _hits(_COLUMNS[-1], typed, among, ids)
    return [row for row in known.values() if row[0] in hits]


def _rows(typed: str) -> list[Row]:
    shaped = _typed_code(typed)
    if shaped:
        found = _asked(
            f"{_FIELDS} WHERE code >= ? AND code < ? ORDER BY code LIMIT ?",
            (shaped, f"{shaped}~", _LOOKED_AT),
        )
        if found:
            return found
    ids: dict[int, None] = {}
    for columns in _COLUMNS:
        if len(ids) < _LOOKED_AT:
            ids |= dict.fromkeys(_hits(columns, typed))
    rows = _by_ids(list(ids)[:_LOOKED_AT])
    return sorted(rows, key=lambda row: _nearness(row, words_of(typed)))


def _nearness(row: Row, typed: list[str]) -> tuple[int, bool]:
    """How near the words are to a name of it: the name, its beginning, its words, others."""
    own = plain_words.table().get(row[1])
    names = [words_of(name) for name in (row[2], *(own.searched if own else ()))]
    if typed in names:
        return 0, not row[3]
    if any(name[: len(typed)] == typed for name in names):
        return 1, False
    return (2 if any(set(typed) <= set(name) for name in names) else 3), False


def _hits(columns: str, typed: str, among: str = "1", ids: Sequence[int] = ()) -> list[int]:
    asked = _question(typed)
    if not asked:
        return []
    query = f"SELECT rowid FROM word WHERE word MATCH ? AND {among} ORDER BY rowid LIMIT ?"  # noqa: S608 - blanks only
    return [row[0] for row in _asked(query, (f"{columns} : ({asked})", *ids, _LOOKED_AT))]


def _question(typed: str) -> str:
    """What was typed as a question to the index; every word is quoted, so none is an operator."""
    return " AND ".join(_one(word) for word in words_of(typed)[:MOST_WORDS])


def _one(word: str) -> str:
    if len(word) == 1:
        return f'"{word}"'
    return "(" + " OR ".join(f'"{form}" *' for form in beginnings(word)) + ")"


def _typed_code(typed: str) -> str:
    """The beginning of a code, if that is what was typed: `i259` is `I25.9`."""
    bare = "".join(plain(typed).split())
    if not _CODE_TYPED.fullmatch(bare):
        return ""
    return written(bare) or bare.upper()


def _by_codes(codes: Sequence[str]) -> dict[str, Row]:
    rows = _asked(f"{_FIELDS} WHERE code IN ({_blanks(codes)})", tuple(codes))
    known = {row[1]: row for row in rows}
    return {code: known[code] for code in codes if code in known}


def _by_ids(ids: Sequence[int]) -> list[Row]:
    rows = {row[0]: row for row in _asked(f"{_FIELDS} WHERE id IN ({_blanks(ids)})", tuple(ids))}
    return [rows[number] for number in ids]


def _blanks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _asked(query: str, values: Sequence[object]) -> list[Row]:
    return _book().execute(query, values).fetchall()


def _book() -> sqlite3.Connection:
    """This thread's own open index: opened at its first search, mapped, never written."""
    book: sqlite3.Connection | None = getattr(_here, "book", None)
    if book is None:
        book = sqlite3.connect(f"file:{ready()}?mode=ro&immutable=1", uri=True)
        book.execute(f"PRAGMA mmap_size = {_MAP}")
        _here.book = book
    return book


def _code(row: Row) -> Code:
    return Code(code=row[1], title=row[2], is_final=bool(row[3]))


def _found(row: Row, favourites: Collection[str], recent: Collection[str]) -> CodeMatch:
    words = plain_words.of(row[1])
    return CodeMatch(
        code=_code(row),
        is_favourite=row[1] in favourites,
        is_recent=row[1] in recent,
        plain=words.english if words else "",
    )
