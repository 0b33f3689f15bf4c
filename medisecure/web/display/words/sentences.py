"""Sentences in the reader's language, looked up once a language: a chart has two hundred.

Django asks each catalogue in turn, and for a sentence without a translation (all of ours, in
English) each of them twice. The catalogues do not change while a process runs. See
docs/adr/0089-what-templates-repeat.md.
"""

from typing import Any

from django.utils import translation
from django.utils.translation import trans_real
from django.utils.translation.trans_real import DjangoTranslation

MOST = 20_000  # more than there are in the code; what is no sentence of ours must not fill memory
_of_django: Any = DjangoTranslation.gettext
_django: Any = trans_real  # whose store `by_thread` puts in the place of its own


def keep_sentences() -> None:
    """Have each language remember what it was asked for; called once, before the first page."""
    DjangoTranslation.gettext = _said  # type: ignore[method-assign, assignment]
    translation._trans.gettext = _quickly  # type: ignore[attr-defined]


def _quickly(message: str) -> str:
    """What is remembered of the page's language; anything else goes all of Django's way."""
    if message.__class__ is str:  # what is markup already stays so, which Django sees to
        language = getattr(_django._active, "value", None)
        if language is not None:
            said: str | None = language.__dict__.get("_sentences", {}).get(message)
            if said is not None:
                return said
    return trans_real.gettext(message)


def _said(translation: Any, message: str) -> str:
    """What Django says."""
    known: dict[str, str] = translation.__dict__.setdefault("_sentences", {})
    said = known.get(message)
    if said is None:
        said = str(_of_django(translation, message))
        if len(known) < MOST:
            known[message] = said
    return said
