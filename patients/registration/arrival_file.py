"""A file that people arrive in: how it is written, what parts its cells, where a row begins."""

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass

SEPARATORS = ",;\t|"
ENCODINGS = ("utf-8", "utf-16", "windows-1256", "windows-1252")
MOST_CELL = 10_000  # a quotation mark that is never closed swallows the rest of a file
OTHERWISE = (
    'Save it as "CSV UTF-8", or say how it is written: --encoding windows-1256 (Arabic) or '
    "windows-1252 (Western)"
)
NOT_TEXT = "it is no text. Save the sheet as CSV UTF-8"


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row: the line it begins on, its cells by column, and what is wrong with its shape."""

    line: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ArrivalFile:
    """The columns and the rows of a file."""

    columns: list[str]
    rows: list[FileRow]


def read_file(data: bytes, encoding: str = "") -> ArrivalFile:
    """The file's table; `ValueError` says why it cannot be read, and what to do.

    >>> [row.cells for row in read_file("name;tel\\nÉva;33".encode("windows-1252"),
    ...                                 "windows-1252").rows]
    [{'name': 'Éva', 'tel': '33'}]
    """
    text = _decoded(data, encoding)
    if "\0" in text:
        raise ValueError(NOT_TEXT)
    csv.field_size_limit(MOST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    columns = [name.strip() for name in next(reader, [])]
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise ValueError(f"two columns have one name: {', '.join(twice)}")
    return ArrivalFile(columns, list(_rows(reader, columns)))


def _decoded(data: bytes, encoding: str) -> str:
    if not encoding and data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "utf-16"  # what spreadsheets call "Unicode text"
    try:
        return data.decode(encoding if encoding and encoding != "utf-8" else "utf-8-sig")
    except UnicodeDecodeError as error:
        if encoding:
            raise ValueError(f"it is not written as {encoding}") from error
        if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
            raise ValueError(NOT_TEXT) from error
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"it is not UTF-8 text (line {line}). {OTHERWISE}") from error


def _separator(text: str) -> str:
    """What parts the cells: whatever makes most of the first line."""
    first = text.partition("\n")[0]
    return max(SEPARATORS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))


def _rows(reader: Iterator[list[str]], columns: list[str]) -> Iterator[FileRow]:
    line = reader.line_num + 1  # type: ignore[attr-defined]
    for cells in reader:
        if any(cell.strip() for cell in cells):
            beyond = [cell for cell in cells[len(columns) :] if cell.strip()]
            problem = (
                f"{len(cells)} cells for {len(columns)} columns: put quotation marks around a "
                "text that holds the separator"
                if beyond
                else ""
            )
            yield FileRow(line, dict(zip(columns, cells, strict=False)), problem)
        line = reader.line_num + 1  # type: ignore[attr-defined]
