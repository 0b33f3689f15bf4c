"""Parts of a page that are the same for everybody but for a few words: drawn once a language.

    {% cached_part "components/footer.html" by clinic=clinic with clock=clock %}

The template is told nothing but what stands here: what is `by` decides how it looks (a yes or no, a
setting) and must be the same for many; what is `with` is put in each time, escaped, and is not
kept. Nothing of a person may stand under `by`. See docs/adr/0100-kept-parts.md.
"""

import re
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from django.template import TemplateSyntaxError
from django.template.base import FilterExpression, Node, Parser, Token, Variable
from django.template.base import token_kwargs as named_parts
from django.template.context import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from medisecure.web.display.values import framed

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
        self._name, self._by, self._texts = name, tuple(by), tuple(texts)
        self._looks = [_told(each) for each in by.values()]
        self._says = [_told(each) for each in texts.values()]
        self._drawn: dict[Any, list[str]] = {}

    def render(self, context: Context) -> SafeString:
        by = tuple([each(context) for each in self._looks])
        said = [_text(each(context)) for each in self._says]
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


def _told(by: FilterExpression) -> Callable[[Context], Any]:
    """What an expression comes to: a plain name of the page's is looked up without the engine."""
    name = by.var.var if isinstance(by.var, Variable) else None
    if by.filters or not isinstance(name, str) or by.var.lookups != (name,):
        return lambda context: by.resolve(context, ignore_failures=True)

    def found(context: Context) -> Any:
        value = context.get(name)
        return by.resolve(context, ignore_failures=True) if callable(value) else value

    return found


def _text(told: Any) -> str:
    """As it stands on the page, escaped; nothing for what there is none of."""
    if told is None:
        return ""
    if type(told) in {str, SafeString, int}:
        return framed("", told, "")
    return conditional_escape(told if hasattr(told, "__html__") else str(told))
