"""Django's templates, which let go of what they showed as soon as it is drawn.

A context and the dictionaries on it refer to each other. Left so, all that a page has read would
stay until the collector looks for cycles, which a worker does seldom (ADR 90, 132).
"""

from typing import Any

from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends.django import DjangoTemplates, Template, reraise
from django.template.context import make_context
from django.utils.safestring import SafeString


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
