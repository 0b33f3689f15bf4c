"""Spans of time that were written as a count, in the reader's language."""

from django.utils.safestring import SafeString
from django.utils.translation import ngettext_lazy

from medisecure.clock import counted
from medisecure.web.display.values import value

UNITS = {
    "day": ngettext_lazy("%(n)s day", "%(n)s days", "n"),
    "week": ngettext_lazy("%(n)s week", "%(n)s weeks", "n"),
    "month": ngettext_lazy("%(n)s month", "%(n)s months", "n"),
    "year": ngettext_lazy("%(n)s year", "%(n)s years", "n"),
}


def span(written: str | None) -> SafeString:
    """A span such as "3 months" in the reader's words; what is no count stays as it was written."""
    parsed = counted(written) if written else None
    if parsed is None:
        return value(written)
    count, unit = parsed
    return value(str(UNITS[unit] % {"n": count}))
