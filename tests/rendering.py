"""What a test client keeps of a page: its own template and context, not those of every part of it.

Django tells the client of each template that is rendered, each field of a form among them, and the
client copies their contexts: a tenth of what a page of forms costs in a test, and much to collect
afterwards. Tests read the page's own context (`response.context["form"]`), so that is what is told.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from django.template import Context, RequestContext, Template
from django.test.signals import template_rendered
from django.utils.safestring import SafeString


def rendered(template: Template, context: Context) -> SafeString:
    """In the place of `Template._render`, also as Django's own tests replace it."""
    if context.template is template and isinstance(context, RequestContext):
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


@contextmanager
def noting_whole_pages() -> Iterator[None]:
    """Within this block clients are told of whole pages alone."""
    with mock.patch.object(Template, "_render", rendered):
        yield
