"""What is alike for everybody, whatever is stored, is looked at in browsers by one of them."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from tests.architecture.test_every_page_is_looked_at import WALKERS
from tests.architecture.test_every_press import PEOPLE
from tests.conftest import signed_in_client
from tests.journeys.pages import ALIKE, NOBODY

LOOKS = {"class", "id", "type", "role", "for", "name", "hidden", "tabindex", "open", "dir"}
ROUND = {who: viewer for viewer, who in WALKERS.items()}
Drawn = list[tuple[str, ...]]


@pytest.mark.parametrize("path", ALIKE)
def test_a_page_of_which_one_look_is_enough_is_alike_for_all(clinic: None, path: str) -> None:
    first = drawn(page_for(ROUND[ALIKE[path]], path))
    others = [viewer for viewer in PEOPLE if PEOPLE[viewer] or ALIKE[path] == NOBODY]
    assert [viewer for viewer in others if drawn(page_for(viewer, path)) != first] == []


def page_for(viewer: str, path: str) -> bytes:
    browser = signed_in_client(PEOPLE[viewer]) if PEOPLE[viewer] else Client()
    answer = browser.get(path)
    assert answer.status_code == 200
    return bytes(answer.content)


def drawn(page: bytes) -> Drawn:
    """The style sheets, and what decides how each element of the main part looks; no words."""
    tree = html.fromstring(page)
    sheets = [("link", *map(str, tree.xpath("//link[@rel='stylesheet']/@href")))]
    body = [("body", *map(str, tree.xpath("//html/@class | //body/@class")))]
    return [*sheets, *body, *(element(each) for each in tree.xpath("//main")[0].iter("*"))]


def element(node: Any) -> tuple[str, ...]:
    return node.tag, *sorted(f"{name}={node.get(name)}" for name in node.attrib if name in LOOKS)


@pytest.mark.parametrize("more", ["<i>for some</i>", '<b class="pale">x</b>', "<b hidden>x</b>"])
def test_it_sees_what_differs(more: str) -> None:
    page = "<html><body><main><h1>x</h1>{}</main></body></html>"
    assert drawn(page.format("<b>x</b>").encode()) == drawn(page.format("<b>y</b>").encode())
    assert drawn(page.format("<b>x</b>").encode()) != drawn(page.format(more).encode())
