"""The columns of a day board, written without the template engine: a full day has 400 cells.

A column: `name`, `cells`, and what else it has of `note`, `url`, `provider_id` and `opens` (the
instant of its first row), `continued`, `is_chosen`, `now_row`. A cell: `kind`, `row`, `span`,
`lane`; a visit with time, title, url, tone, marks, waiting, wait, movable; free time with time and
url; anything else with why. Rows count quarter hours from the board's start. See
docs/adr/0089-what-templates-repeat.md.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

Cell = Mapping[str, Any]
PARTS = ("name", "note", "url", "cells", "provider_id", "opens", "continued")
SPECIAL = re.compile("[&<>\"']")


@dataclass(frozen=True, slots=True)
class Mark:
    """An icon with its words; a loud one wants somebody to do something."""

    icon: str
    label: Any
    loud: bool = False


def board_cells(cells: Iterable[Cell]) -> SafeString:
    """Every cell of one column, in order."""
    said = gettext("free: new visit")  # not inside the text below, where no extractor looks
    free = f"<i> {_text(said)}</i>"
    return SafeString("\n".join(_cell(each, free) for each in cells))


def board_columns(columns: Iterable[Any], now_row: int | None = None) -> SafeString:
    """Every column with its head, and the line of now in each; a column's own row of now wins."""
    return SafeString("".join(_column(n, each, now_row) for n, each in enumerate(columns, 1)))


def _column(number: int, column: Any, now_row: int | None) -> str:
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
        f"{board_cells(column['cells'])}\n"
        f"{now}</ol>\n</section>\n"
    )


def _whose(column: Mapping[str, Any]) -> str:
    """What the script asks of a column: the doctor, and when its first row is."""
    if not column.get("opens"):
        return ""
    doctor, opens = _text(column["provider_id"]), _text(column["opens"])
    return f' data-provider="{doctor}" data-opens="{opens}"'


def _cell(cell: Cell, free: str) -> str:
    place = f"at-{cell['row']} of-{cell['span']}"
    if cell["kind"] == "visit":
        return _visit(cell, place)
    if cell["kind"] == "free":
        link = f'<a href="{_text(cell["url"])}">{_text(cell["time"])}{free}</a>'
        return f'<li class="board-free {place}">{link}</li>'
    return f'<li class="board-{_text(cell["kind"])} {place}"><bdi>{_text(cell["why"])}</bdi></li>'


def _visit(cell: Cell, place: str) -> str:
    lane = f" lane-{cell['lane']}" if cell.get("lane") else ""
    moving = (
        f' draggable="true" data-sequence="{cell["sequence"]}" data-minutes="{cell["minutes"]}"'
        if cell.get("movable")
        else ""
    )
    waiting = ""
    if cell.get("waiting"):
        waiting = f'<small class="wait-{_text(cell["wait"])}">{cell["waiting"]}′</small>'
    beside = waiting + "".join(map(_mark, cell["marks"]))
    tone, url, time, title = _texts(cell["tone"], cell["url"], cell["time"], cell["title"])
    return (
        f'<li class="board-entry tone-{tone} {place}{lane}"{moving}>'
        f'<a href="{url}" draggable="false"><i>{time}</i> <b dir="auto">{title}</b>'
        f"{f'<span>{beside}</span>' if beside else ''}</a></li>"
    )


def _mark(mark: Mark) -> str:
    loud = " is-loud" if mark.loud else ""
    return (
        f'<svg class="icon{loud}" role="img" aria-label="{_text(mark.label)}">'
        f'<use href="#i-{mark.icon}"/></svg>'
    )


def _texts(*contents: object) -> Iterable[str]:
    """The same of several, looked through at once: hardly any has anything to escape."""
    texts = tuple(map(str, contents))
    return map(escape, texts) if SPECIAL.search("".join(texts)) else texts


def _text(content: object) -> str:
    """As text between tags or quotes."""
    text = str(content)
    return escape(text) if SPECIAL.search(text) else text
