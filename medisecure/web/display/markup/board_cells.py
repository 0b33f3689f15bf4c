"""The columns of a day board, written without the template engine: a full day has 400 cells.

A column: `name`, `cells`, and what else it has of `note`, `url`, `provider_id` and `opens` (the
instant of its first row), `continued`, `is_chosen`, `now_row`. A cell: `kind`, `row`, `span`,
`lane`; a visit with time, title, url, tone, marks, waiting, wait, movable; free time with time and
url; anything else with why. Rows count quarter hours from the board's start. See
docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

Cell = Mapping[str, Any]
PARTS = ("name", "note", "url", "cells", "provider_id", "opens", "continued")


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """An icon with its words; a loud one wants somebody to do something."""

    icon: str
    label: Any
    loud: bool = False


class _Words(dict[Mark, str]):
    """What all cells of a page repeat in the reader's language: marks as they are drawn, `free`."""

    def __init__(self) -> None:
        super().__init__()
        said = gettext("free: new visit")  # not inside the text below, where no extractor looks
        self.free = f"<i> {_text(said)}</i>"

    def __missing__(self, mark: Mark) -> str:
        loud = " is-loud" if mark.loud else ""
        drawn = self[mark] = (
            f'<svg class="icon{loud}" role="img" aria-label="{_text(mark.label)}">'
            f'<use href="#i-{mark.icon}"/></svg>'
        )
        return drawn


def board_cells(cells: Iterable[Cell]) -> SafeString:
    """Every cell of one column, in order."""
    return SafeString(_cells(cells, _Words()))


def board_columns(columns: Iterable[Any], now_row: int | None = None) -> SafeString:
    """Every column with its head, and the line of now in each; a column's own row of now wins."""
    words = _Words()
    found = (_column(n, each, now_row, words) for n, each in enumerate(columns, 1))
    return SafeString("".join(found))


def board_hours(hours: Iterable[Mapping[str, Any]]) -> SafeString:
    """The labels on the board's edge: of each its row and its text."""
    return SafeString(
        "".join(
            f'<bdi class="board-hour at-{each["row"]}" dir="ltr">{_text(each["label"])}</bdi>'
            for each in hours
        )
    )


def board_doctors(columns: Iterable[Any]) -> SafeString:
    """A link to each column, by its name: for a screen that shows one at a time."""
    names = (each["name"] if isinstance(each, Mapping) else each.name for each in columns)
    return SafeString(
        "".join(
            f'<a href="#column-{n}"><bdi>{_text(name)}</bdi></a>' for n, name in enumerate(names, 1)
        )
    )


def _cells(cells: Iterable[Cell], words: _Words) -> str:
    return "\n".join(
        [_visit(each, words) if each["kind"] == "visit" else _other(each, words) for each in cells]
    )


def _column(number: int, column: Any, now_row: int | None, words: _Words) -> str:
    if not isinstance(column, Mapping):
        column = {name: getattr(column, name, None) for name in PARTS}
    name, note, line = _text(column["name"]), column.get("note"), column.get("now_row") or now_row
    chosen = " is-chosen" if column.get("is_chosen") else ""
    title = f' title="{_text(note)}"' if note else ""
    head = f'<a href="{_text(column["url"])}">{name}</a>' if column.get("url") else name
    small = f"<small>{_text(note)}</small>" if column.get("continued") else ""
    now = f'<li class="board-now at-{line}" aria-hidden="true"></li>' if line else ""
    return (
        f'<section class="board-column{chosen}" id="column-{number}" aria-label="{name}">\n'
        f'<h3 class="board-name" dir="auto"{title}>{head}{small}</h3>\n'
        f'<ol class="board-cells"{_whose(column)}>\n'
        f"{_cells(column['cells'], words)}\n"
        f"{now}</ol>\n</section>\n"
    )


def _whose(column: Mapping[str, Any]) -> str:
    """What the script asks of a column: the doctor, and when its first row is."""
    if not column.get("opens"):
        return ""
    doctor, opens = _text(column["provider_id"]), _text(column["opens"])
    return f' data-provider="{doctor}" data-opens="{opens}"'


def _other(cell: Cell, words: _Words) -> str:
    """Free time, and time in which no visit can be."""
    kind, place = cell["kind"], f"at-{cell['row']} of-{cell['span']}"
    if kind == "free":
        link = f'<a href="{_text(cell["url"])}">{_text(cell["time"])}{words.free}</a>'
        return f'<li class="board-free {place}">{link}</li>'
    return f'<li class="board-{_text(kind)} {place}"><bdi>{_text(cell["why"])}</bdi></li>'


def _visit(cell: Cell, words: _Words) -> str:
    lane = f" lane-{cell['lane']}" if cell.get("lane") else ""
    moving = (
        f' draggable="true" data-sequence="{cell["sequence"]}" data-minutes="{cell["minutes"]}"'
        if cell.get("movable")
        else ""
    )
    beside = "".join([words[each] for each in cell["marks"]])
    if cell.get("waiting"):
        beside = f'<small class="wait-{_text(cell["wait"])}">{cell["waiting"]}′</small>{beside}'
    if beside:
        beside = f"<span>{beside}</span>"
    tone, url, time, title = _texts(cell["tone"], cell["url"], cell["time"], cell["title"])
    return (
        f'<li class="board-entry tone-{tone} at-{cell["row"]} of-{cell["span"]}{lane}"{moving}>'
        f'<a href="{url}" draggable="false"><i>{time}</i> <b dir="auto">{title}</b>{beside}</a>'
        "</li>"
    )


def _texts(*texts: str) -> Iterable[str]:
    """The same of several, looked through at once: hardly any has anything to escape."""
    together = "".join(texts)
    return texts if escape(together) == together else map(escape, texts)


def _text(content: object) -> str:
    """As text between tags or quotes."""
    return escape(str(content))
