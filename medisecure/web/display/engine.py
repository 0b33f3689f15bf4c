"""Django's templates, which let go of what they showed as soon as it is drawn.

A context and the dictionaries on it refer to each other. Left so, all that a page has read would
stay until the collector looks for cycles, which a worker does seldom (ADR 90, 132).

What a compiled template is made of is looked up once: a page that extends another would walk all
nodes of that one, each time, to find its blocks.
"""

from typing import Any, TypeVar

from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends.django import DjangoTemplates, Template, reraise
from django.template.base import Node, NodeList
from django.template.base import Template as Compiled
from django.template.context import make_context
from django.template.loaders import cached
from django.utils.safestring import SafeString

N = TypeVar("N", bound=Node)


class KnownNodes(NodeList):
    """The nodes of a compiled template, which never change; those of a kind are found once."""

    def __init__(self, nodes: NodeList) -> None:
        super().__init__(nodes)
        self.contains_nontext = nodes.contains_nontext
        self._of_kind: dict[type[Node], list[Any]] = {}

    def get_nodes_by_type(self, nodetype: type[N]) -> list[N]:
        """As Django's own."""
        found = self._of_kind.get(nodetype)
        if found is None:
            found = self._of_kind[nodetype] = super().get_nodes_by_type(nodetype)
        return list(found)


class Loader(cached.Loader):
    """Keeps templates compiled, as Django's own does."""

    def get_template(self, template_name: str, skip: Any = None) -> Compiled:
        """As Django's own."""
        found = super().get_template(template_name, skip)
        if not isinstance(found.nodelist, KnownNodes):
            found.nodelist = KnownNodes(found.nodelist)
        return found


class DrawnTemplate(Template):
    """A template whose context is empty once it is drawn."""

    def render(
        self, context: dict[str, Any] | None = None, request: HttpRequest | None = None
    ) -> SafeString:
        """As Django's own."""
        filled = make_context(context, request, autoescape=self.backend.engine.autoescape)
        try:
            return self.template.render(filled)
        except TemplateDoesNotExist as absent:
            reraise(absent, self.backend)
            raise
        finally:
            filled.dicts.clear()


class Templates(DjangoTemplates):
    """The backend of the settings."""

    def get_template(self, template_name: str) -> DrawnTemplate:
        """As Django's own."""
        found = super().get_template(template_name)
        return DrawnTemplate(found.template, self)
