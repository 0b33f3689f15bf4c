"""Lines beside a board say what the parts of other pages say, and nothing typed is markup."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext_lazy

from medisecure.web.display.markup.board_lines import board_lines
from medisecure.web.display.values import value

TYPED = '<b>O\'Neil</b> & "co"'
SAFE = "&lt;b&gt;O&#x27;Neil&lt;/b&gt; &amp; &quot;co&quot;"
PRESS = SimpleNamespace(
    url="/step/?a=1&b=2", value="ARRIVED.IN_ROOM", label=gettext_lazy("In room"), icon="door",
    is_usual=True,
)  # fmt: skip
UNDO = SimpleNamespace(url="/undo/", value="CANCELLED", label="Undo: <Cancelled>", icon="back")


def drawn(template: str, **told: Any) -> str:
    return str(get_template(f"appointments/visit_flow/{template}").render(told))


def test_what_is_typed_is_escaped_wherever_it_stands() -> None:
    line = {"url": "/a?b=1&c=2", "title": TYPED, "text": TYPED, "time": "<i>", "doctor": ""}
    found = board_lines([line])
    assert found == (
        f'<li><div><a href="/a?b=1&amp;c=2"><bdi dir="ltr">{SAFE}</bdi></a> '
        f'<bdi dir="ltr">&lt;i&gt;</bdi></div><div class="muted"><bdi>{SAFE}</bdi></div></li>'
    )


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("waiting", "wait"), [(None, "calm"), (1, "calm"), (40, "alarm")])
def test_a_visit_says_where_it_stands_as_its_own_page_does(
    language: str, waiting: int | None, wait: str
) -> None:
    line = {"url": "/", "title": "A", "status": "ARRIVED", "waiting": waiting, "wait": wait}
    with translation.override(language):
        found = board_lines([line])
        expected = drawn("_waiting.html", waiting=waiting, wait=wait)
    assert f"</span> {expected}</div>" in found
    assert "data-glance" in found


@pytest.mark.parametrize(("presses", "undo"), [([PRESS], None), ([], UNDO), ([PRESS, PRESS], UNDO)])
@pytest.mark.parametrize("is_usual", [True, False])
def test_its_steps_are_those_of_its_own_page(
    presses: list[Any], undo: Any, *, is_usual: bool
) -> None:
    buttons = [SimpleNamespace(**vars(each) | {"is_usual": is_usual}) for each in presses]
    line = {"url": "/", "title": TYPED, "status": "ARRIVED", "presses": buttons, "undo": undo}
    expected = drawn("_steps.html", presses=buttons, undo=undo, title=TYPED)
    assert f'<div class="cluster">{expected}</div></li>' in board_lines([line])


def test_what_was_entered_in_error_is_struck() -> None:
    found = board_lines([{"url": "/", "title": "A", "status": "ENTERED_IN_ERROR", "time": "08:00"}])
    assert found.startswith("<li><div><s><a ")
    assert '08:00</bdi></s></div><div><span class="status' in found


def test_a_number_to_call_and_what_is_urgent() -> None:
    line = {"url": "/", "title": "A", "phone": "+97433445566", "is_urgent": True}
    found = board_lines([line, line])
    assert found.count(' <span class="flag">Urgent</span></div>') == 2
    assert found.count(str(value("+97433445566", kind="phone"))) == 2
