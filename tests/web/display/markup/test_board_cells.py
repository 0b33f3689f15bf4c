"""Cells of a board: what is told stands in them, and nothing that is typed is markup."""

from django.utils import translation
from django.utils.translation import gettext_lazy

from medisecure.web.display.markup.board_cells import (
    Mark,
    board_cells,
    board_columns,
    board_doctors,
    board_hours,
)

VISIT = {
    "kind": "visit", "row": 3, "span": 2, "time": "09:00", "title": '<b>O\'Neil</b> & "co"',
    "tone": "planned", "url": "/a?b=1&c=2", "marks": [Mark("plus", "a<b", loud=True)],
}  # fmt: skip


def test_a_visit_is_escaped_and_says_its_marks() -> None:
    found = board_cells([VISIT])
    assert "<b>O" not in found
    assert 'href="/a?b=1&amp;c=2"' in found
    assert "&lt;b&gt;O&#x27;Neil&lt;/b&gt; &amp; &quot;co&quot;" in found
    assert '<svg class="icon is-loud" role="img" aria-label="a&lt;b"><use href="#i-plus"/>' in found
    assert 'draggable="true"' not in found
    assert "<small" not in found


def test_a_visit_that_can_be_moved_says_how_long_it_is_and_who_waits_how_long() -> None:
    more = {
        "movable": True,
        "sequence": 0,
        "minutes": 1200,
        "wait": "calm",
        "waiting": 5,
        "lane": 2,
    }
    found = board_cells([VISIT | more])
    assert 'draggable="true" data-sequence="0" data-minutes="1200"' in found
    assert 'class="board-entry tone-planned at-3 of-2 lane-2"' in found
    assert '<small class="wait-calm">5′</small>' in found


def test_a_mark_is_drawn_once_a_page_and_in_the_readers_language() -> None:
    mark = Mark("warning", gettext_lazy("not arrived"), loud=True)
    columns = [{"name": "A", "cells": [VISIT | {"marks": (mark,)}, VISIT | {"marks": [mark]}]}]
    english = board_columns(columns)
    with translation.override("ar"):
        arabic = board_columns(columns)
    assert english.count('aria-label="not arrived"') == 2
    assert 'aria-label="not arrived"' not in arabic
    assert arabic.count('<use href="#i-warning"/>') == 2


def test_free_time_is_one_link_in_the_readers_language() -> None:
    free = {"kind": "free", "row": 1, "span": 12, "time": "08:00", "url": "/book/?a=1&b=2"}
    with translation.override("ar"):
        arabic = board_cells([free])
    found = board_cells([free])
    assert found.startswith(
        '<li class="board-free at-1 of-12"><a href="/book/?a=1&amp;b=2">08:00<i> '
    )
    assert "free: new visit" in found
    assert "free: new visit" not in arabic


def test_anything_else_says_why() -> None:
    found = board_cells([{"kind": "off", "row": 1, "span": 2, "why": "Away: <x>"}])
    assert found == '<li class="board-off at-1 of-2"><bdi>Away: &lt;x&gt;</bdi></li>'


def test_a_column_has_its_head_its_cells_and_the_line_of_now() -> None:
    column = {"name": "Dr. <A>", "note": "E&R", "url": "?a=1&b=2", "cells": [], "opens": "o\"",
              "provider_id": "p", "is_chosen": True}  # fmt: skip
    assert board_columns([column], 6) == (
        '<section class="board-column is-chosen" id="column-1" aria-label="Dr. &lt;A&gt;">\n'
        '<h3 class="board-name" dir="auto" title="E&amp;R">'
        '<a href="?a=1&amp;b=2">Dr. &lt;A&gt;</a></h3>\n'
        '<ol class="board-cells" data-provider="p" data-opens="o&quot;">\n\n'
        '<li class="board-now at-6" aria-hidden="true"></li></ol>\n</section>\n'
    )


def test_a_column_that_goes_on_says_so_and_a_days_own_line_wins() -> None:
    first = {"name": "A", "cells": [], "now_row": 3}
    more = {"name": "A", "note": "continued", "cells": [], "continued": True}
    found = board_columns([first, more])
    assert "board-now at-3" in found.partition("</section>")[0]
    assert 'id="column-2"' in found
    assert "A<small>continued</small></h3>" in found
    assert found.count("board-now") == 1
    assert "data-opens" not in found


def test_hours_and_doctors_stand_beside_the_columns() -> None:
    assert board_hours([{"row": 1, "label": "08:00"}, {"row": 5, "label": "09:00"}]) == (
        '<bdi class="board-hour at-1" dir="ltr">08:00</bdi>'
        '<bdi class="board-hour at-5" dir="ltr">09:00</bdi>'
    )
    assert board_doctors([{"name": "Dr. <A>"}, {"name": "B"}]) == (
        '<a href="#column-1"><bdi>Dr. &lt;A&gt;</bdi></a><a href="#column-2"><bdi>B</bdi></a>'
    )
