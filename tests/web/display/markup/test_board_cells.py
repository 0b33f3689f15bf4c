"""Cells of a board: what is told stands in them, and nothing that is typed is markup."""

from django.utils import translation

from medisecure.web.display.markup.board_cells import Mark, board_cells

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
