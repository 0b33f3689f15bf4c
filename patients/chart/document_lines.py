"""The documents of a chart, written without the template engine: an item of a list for each.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from documents.models import ListedDocument
from medisecure.web.display.marks import status
from medisecure.web.display.markup.addresses import address
from medisecure.web.display.values import framed, value


def document_lines(documents: Iterable[ListedDocument]) -> SafeString:
    """Each with its day; it leads to the document if that may be opened."""
    lines = [
        f"<li>{_named(each)} <small>{value(each.created_at, kind='date')}</small></li>"
        for each in documents
    ]
    nothing = _("No documents.")
    return SafeString("\n".join(lines) or f'<li class="muted">{nothing}</li>')


def _named(document: ListedDocument) -> str:
    title = value(document.title)
    if not document.is_verified:
        return f"{title} {status(document.status)}"
    where = address("documents:document", document.patient_id, document.document_id)
    return framed(framed('<a href="', where, '">'), title, "</a>")
