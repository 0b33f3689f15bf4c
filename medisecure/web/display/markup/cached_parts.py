"""Parts of a page that are the same for everybody but for a few words: drawn once a language.

    {% cached_part "components/footer.html" by clinic=clinic with clock=clock %}

The template is told nothing but what stands here: what is `by` decides how it looks (a yes or no, a
setting) and must be the same for many; what is `with` is put in each time, escaped, and is not
kept. Nothing of a person may stand under `by`. See docs/adr/0100-kept-parts.md.
"""

import re
from secrets import token_hex
from typing import Any

from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, Node, Parser, Token
from django.template.base import token_kwargs as named_parts
from django.template.context import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MARK = f"mark{token_hex(8)}n"  # letters and digits: no filter changes it, nobody can guess it
MARKED = re.compile(MARK + r"(\d+)x")
MOST = 64  # ways one part may look; beyond them it is drawn each time
Parts = dict[str, FilterExpression]


def cached_part_tag(parser: Parser, token: Token) -> "CachedPart":
    """`{% cached_part "template" by name=value … with name=value … %}`"""
    bits = token.split_contents()[1:]
    if not bits or bits[0][0] not in "\"'" or bits[0][0] != bits[0][-1]:
        raise TemplateSyntaxError("cached_part: the name of a template is wanted, in quotes")
    parts: dict[str, Parts] = {"by": {}, "with": {}}
    rest = bits[1:]
    while rest:
        part = parts.get(rest.pop(0))
        if part is None:
            raise TemplateSyntaxError("cached_part: by name=value, with name=value")
        part.update(named_parts(rest, parser))
    return CachedPart(bits[0][1:-1], parts["by"], parts["with"])


class CachedPart(Node):
    """Such a part."""

    def __init__(self, name: str, by: Parts, texts: Parts) -> None:
        self._name, self._by, self._texts = name, by, texts
        self._drawn: dict[Any, list[str]] = {}

    def render(self, context: Context) -> SafeString:
        by = tuple(each.resolve(context, ignore_failures=True) for each in self._by.values())
        texts = [each.resolve(context, ignore_failures=True) for each in self._texts.values()]
        said = ["" if each is None else conditional_escape(str(each) if not hasattr(
            each, "__html__") else each) for each in texts]  # fmt: skip
        there = tuple(map(bool, said))
        key = (get_language(), by, there)
        pieces = self._drawn.get(key)
        if pieces is None:
            pieces = self._draw(context, by, there)
            if len(self._drawn) < MOST:
                self._drawn[key] = pieces
        return SafeString(
            "".join(said[int(each)] if n % 2 else each for n, each in enumerate(pieces))
        )

    def _draw(self, context: Context, by: tuple[Any, ...], there: tuple[bool, ...]) -> list[str]:
        """The template with a mark for each text that is there, cut at the marks."""
        marks = {name: f"{MARK}{n}x" if there[n] else "" for n, name in enumerate(self._texts)}
        values = dict(zip(self._by, by, strict=True)) | marks
        around: Any = context.template
        template = around.engine.get_template(self._name)
        return MARKED.split(str(template.render(Context(values))))
