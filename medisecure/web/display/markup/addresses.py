"""Addresses of our own pages: what a name leads to is looked up once, its ids are put in each time.

Django walks its patterns for every address. Nearly all of ours hold nothing but ids; whatever else
is asked for goes Django's way. No id is kept.
"""

import re
from functools import cache

from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import URLNode, url
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
BLANK = "blank-{}-of-an-address"


def address(name: str, *parts: object) -> str:
    """The address of the page of that name; `NoReverseMatch` where there is none."""
    pieces = _pieces(name, len(parts), get_script_prefix(), get_urlconf())
    texts = [each for each in parts if isinstance(each, str) and ID.fullmatch(each)]
    if pieces is None or len(texts) != len(parts):
        return reverse(name, args=list(parts))
    first, *rest = pieces
    return first + "".join(text + piece for text, piece in zip(texts, rest, strict=True))


@cache
def _pieces(name: str, count: int, _prefix: str, _conf: str | None) -> tuple[str, ...] | None:
    """What stands around the ids; None for a page whose address holds something else."""
    blanks = [BLANK.format(n) for n in range(count)]
    try:
        text = reverse(name, args=blanks)
    except NoReverseMatch:
        return None
    pieces = []
    for blank in blanks:
        before, _, text = text.partition(blank)
        pieces.append(before)
    return (*pieces, text)


def address_tag(parser: Parser, token: Token) -> URLNode:
    """Django's own tag for addresses, faster where every part is told by its place."""
    node: URLNode = url(parser, token)
    return node if node.kwargs else AddressNode(node.view_name, node.args, {}, node.asvar)


class AddressNode(URLNode):
    """An address in a template."""

    def render(self, context: Context) -> str:
        parts = [each.resolve(context) for each in self.args]
        try:
            found = address(self.view_name.resolve(context), *parts)
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found
