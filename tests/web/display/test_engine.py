"""Templates are Django's: what is looked up once is what Django would look up each time."""

from django.template import Context, engines
from django.template.base import TextNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode

from medisecure.web.display.engine import KnownNodes


def test_the_blocks_of_a_page_are_looked_up_once_and_are_djangos() -> None:
    base = get_template("base.html").template
    nodes = base.nodelist
    assert isinstance(nodes, KnownNodes)
    blocks = nodes.get_nodes_by_type(BlockNode)
    assert [each.name for each in blocks] == [
        each.name for node in nodes for each in node.get_nodes_by_type(BlockNode)
    ]
    assert nodes.get_nodes_by_type(BlockNode) == blocks
    assert nodes.get_nodes_by_type(TextNode) != blocks
    blocks.clear()  # who asks may do with it what they like
    assert nodes.get_nodes_by_type(BlockNode)


def test_a_template_is_compiled_once() -> None:
    assert get_template("base.html").template is get_template("base.html").template


def test_blocks_of_blocks_of_pages_stand_where_they_belong() -> None:
    engine = engines["django"]
    page = engine.from_string(
        '{% extends "base.html" %}{% block title %}T{% endblock %}'
        "{% block content %}<p>{{ block.super }}x</p>{% endblock %}"
    ).template
    for _ in range(2):
        html = page.render(Context({"clinic": ""}))
        assert "<title>T · MediSecure</title>" in html
        assert html.count("<p>x</p>") == 1
