"""Laboratory results out of a CSV file, with every line that does not fit named and explained.

Columns by name, in any order and case: test (or name), result (or value), unit, low, high (or
range), flag, taken (or date), loinc, note. `test`, `result` and `taken` must be there.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from medisecure.errors import Invalid
from medisecure.errors import gettext_noop as _
from medisecure.written import dates
from medisecure.written.characters import plain
from patients.results import laboratory
from patients.results.models import FUTURE, Flag, LabValue
from patients.vitals.typed import number

MOST_LINES, MOST_BYTES = 500, 200_000

EMPTY = _("The file holds no results.")
TOO_LARGE = _("The file is too large: at most 500 lines and 200 KB.")
NOT_TEXT = _("The file is not a text file in UTF-8.")
COLUMNS = _("The first line must name the columns; these are missing: %(missing)s.")
DATE = _(
    "Write the day of the specimen as day, month and year, such as 14/03/2026, with a time such as "
    "09:30 if it is known."
)
FLAG = _("The flag is one of N, L, H, LL, HH, A.")
NUMBER = _("An end of the range is a number.")

_NAMES: Mapping[str, str] = {
    "test": "name", "name": "name", "analyte": "name", "result": "value", "value": "value",
    "unit": "unit", "units": "unit", "low": "low", "high": "high", "range": "range",
    "reference range": "range", "flag": "flag", "taken": "taken", "date": "taken",
    "collected": "taken", "specimen time": "taken", "loinc": "loinc", "note": "note",
    "الفحص": "name", "النتيجه": "value", "الوحده": "unit", "التاريخ": "taken",
}  # fmt: skip
_NEEDED = ("name", "value", "taken")
_RANGE = re.compile(r"\s*(-?[\d.,]+)\s*(?:-|–|to)\s*(-?[\d.,]+)\s*")
_ONE_END = re.compile(r"\s*(<=?|>=?|≤|≥)\s*([\d.,]+)\s*")
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?(?!\d)")
_FLAGS = {"NORMAL": "N", "LOW": "L", "HIGH": "H", "ABNORMAL": "A", "*": "A"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedLine:
    """One line that was understood; `taken_at` is the specimen's time."""

    number: int
    measured: LabValue
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LineError:
    """One line that was not: which column, and what to do. `params` fill the sentence's blanks."""

    number: int
    column: str
    message: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """What a file says: lines in their order, and every line that does not fit."""

    lines: list[ParsedLine] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)


def read(content: bytes, *, zone: ZoneInfo, now: datetime) -> ParsedFile:
    """All results of a file. Times without a zone are the clinic's (`zone`).

    Never raises for what a file may hold: what cannot be read is an error with its line.
    """
    if len(content) > MOST_BYTES:
        return _nothing(TOO_LARGE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _nothing(NOT_TEXT)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), _dialect(text)))
    except csv.Error:
        return _nothing(NOT_TEXT)
    return _table(rows, zone, now)


def _table(rows: list[list[str]], zone: ZoneInfo, now: datetime) -> ParsedFile:
    if len(rows) > MOST_LINES + 1:
        return _nothing(TOO_LARGE)
    columns = [_NAMES.get(" ".join(plain(cell).split()), "") for cell in rows[0]] if rows else []
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        shown = ", ".join("test" if name == "name" else name for name in missing)
        return _nothing(COLUMNS, missing=shown.replace("value", "result"))
    told = ParsedFile()
    for at, row in enumerate(rows[1:], start=2):
        cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name}
        if any(cells.values()):
            _add(told, at, cells, zone, now)
    return told if told.lines or told.errors else _nothing(EMPTY)


def _add(
    told: ParsedFile, at: int, cells: Mapping[str, str], zone: ZoneInfo, now: datetime
) -> None:
    wrong: dict[str, str] = {}
    taken_at = moment(cells.get("taken", ""), zone, now.astimezone(zone).date())
    if taken_at is None:
        wrong["taken"] = DATE
    elif taken_at > now:
        wrong["taken"] = FUTURE
    try:
        measured = lab_value_of(cells)
    except Invalid as refused:
        wrong |= refused.fields
    told.errors.extend(LineError(number=at, column=k, message=v) for k, v in wrong.items())
    if not wrong and taken_at is not None:
        told.lines.append(ParsedLine(number=at, measured=measured, taken_at=taken_at))


def lab_value_of(cells: Mapping[str, str]) -> LabValue:
    """A measured of named texts, as a form or a line has them; `Invalid` by column."""
    name = cells.get("name", "")
    listed = laboratory.named(cells.get("loinc") or name) or laboratory.named(name)
    value = _signed(cells.get("value", ""))
    ends = _ends(cells)
    return LabValue(
        name=name or (listed.name if listed else ""),
        loinc=cells.get("loinc") or (listed.loinc if listed else None),
        value=value,
        text=None if value is not None else cells.get("value") or None,
        unit=cells.get("unit") or None,
        low=ends[0],
        high=ends[1],
        range_text=cells.get("range") or None if ends == (None, None) else None,
        flag=_flag(cells.get("flag", "")),
        note=cells.get("note") or None,
    )


def _ends(cells: Mapping[str, str]) -> tuple[Decimal | None, Decimal | None]:
    """The two ends of the range, from their own columns or out of `3.5-5.1`, `<5`, `>40`."""
    found = [_signed(cells.get(name, "")) for name in ("low", "high")]
    wrong = {
        name: NUMBER
        for name, end in zip(("low", "high"), found, strict=True)
        if cells.get(name) and end is None
    }
    if wrong:
        raise Invalid(wrong)
    told = plain(cells.get("range", ""))
    both, one = _RANGE.fullmatch(told), _ONE_END.fullmatch(told)
    if both and found == [None, None]:
        return _signed(both[1]), _signed(both[2])
    if one and found == [None, None]:
        end = number(one[2])
        return (None, end) if one[1] in {"<", "<=", "≤"} else (end, None)
    return found[0], found[1]


def _signed(text: str) -> Decimal | None:
    """A number that may be below zero (a base excess)."""
    bare = text.strip()
    is_below = bare[:1] in {"-", "−"}
    value = number(bare[1:] if is_below else bare)
    return -value if is_below and value is not None else value


def _flag(text: str) -> Flag | None:
    bare = text.strip().upper()
    if not bare:
        return None
    bare = _FLAGS.get(bare, bare)
    if bare not in set(Flag):
        raise Invalid({"flag": FLAG})
    return Flag(bare)


def moment(text: str, zone: ZoneInfo, today: date) -> datetime | None:
    """The specimen's time; a day without a time is its noon, so that no zone moves the day."""
    try:
        exact = datetime.fromisoformat(text)
        if exact.tzinfo is not None:
            return exact
    except ValueError:
        pass
    bare = plain(text)
    clock = _TIME.search(bare)
    _, found = dates.take(_TIME.sub(" ", bare).replace("t ", " "), today=today)
    if len(found) != 1:
        return None
    day = found[0][0]  # of two that a year of two digits may mean the later: nobody has older ones
    told = time(int(clock[1]), int(clock[2])) if clock else time(12)
    return _local(day, told, zone)


def _local(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, tzinfo=zone)


def _dialect(text: str) -> type[csv.Dialect]:
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)

    class Found(csv.excel):
        delimiter = separator

    return Found


def _nothing(message: str, **params: str) -> ParsedFile:
    return ParsedFile(errors=[LineError(number=1, column="", message=message, params=params)])
