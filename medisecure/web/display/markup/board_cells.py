"""The cells of a day board, written without the template engine: a full day has four hundred.

A cell: `kind`, `row`, `span`, `lane`; a visit with time, title, url, tone, marks, waiting, wait,
movable; free time with time and url; anything else with why. Rows count quarter hours from the
board's start. See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

Cell = Mapping[str, Any]


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


def _cell(cell: Cell, free: str) -> str:
    place = f"at-{cell['row']} of-{cell['span']}"
    if cell["kind"] == "free":
        link = f'<a href="{_text(cell["url"])}">{_text(cell["time"])}{free}</a>'
        return f'<li class="board-free {place}">{link}</li>'
    if cell["kind"] == "visit":
        return _visit(cell, place)
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
    return (
        f'<li class="board-entry tone-{_text(cell["tone"])} {place}{lane}"{moving}>'
        f'<a href="{_text(cell["url"])}" draggable="false"><i>{_text(cell["time"])}</i> '
        f'<b dir="auto">{_text(cell["title"])}</b>'
        f"{f'<span>{beside}</span>' if beside else ''}</a></li>"
    )


def _mark(mark: Mark) -> str:
    loud = " is-loud" if mark.loud else ""
    return (
        f'<svg class="icon{loud}" role="img" aria-label="{_text(mark.label)}">'
        f'<use href="#i-{mark.icon}"/></svg>'
    )


def _text(content: object) -> str:
    """As text between tags or quotes."""
    return escape(str(content))
