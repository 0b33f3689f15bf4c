"""Parts of templates that are the same every time: worked out when the template is compiled.

An icon that is named in the template is its drawing; a sentence is looked up once a language. See
docs/adr/0089-what-templates-repeat.md.
"""

from django.template.base import FilterExpression, Node, Parser, TextNode, Token, Variable
from django.template.context import Context
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from medisecure.web.display.marks import decoration

ICON_AND_NAME = 2


def named_icon(token: Token) -> Node | None:
    """The drawing of an icon named in the template; None where the page tells name or label."""
    bits = token.split_contents()
    if len(bits) != ICON_AND_NAME or bits[1][0] != bits[1][-1] or bits[1][0] not in "\"'":
        return None
    return TextNode(decoration(bits[1][1:-1]))


def translated(parser: Parser, token: Token) -> Node:
    """Django's own tag; a sentence that stands in the template is kept by language."""
    node: TranslateNode = do_translate(parser, token)
    if node.noop or node.message_context or not _is_sentence(node.filter_expression):
        return node
    return Sentence(node)


def _is_sentence(said: FilterExpression) -> bool:
    return not said.filters and isinstance(said.var, Variable) and said.var.literal is not None


class Sentence(Node):
    """A sentence of the template's own, in the reader's language."""

    def __init__(self, node: TranslateNode) -> None:
        self._asvar, node.asvar = node.asvar, None
        self._node, self._in = node, dict[str | None, SafeString]()

    def render(self, context: Context) -> SafeString:
        language = get_language()
        said = self._in.get(language)
        if said is None:
            said = self._in[language] = SafeString(self._node.render(context))
        if not self._asvar:
            return said
        context[self._asvar] = said
        return SafeString("")
