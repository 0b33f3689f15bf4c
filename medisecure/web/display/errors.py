"""What an error of ours says, in the reader's language."""

from enum import StrEnum

from django.utils.translation import gettext, ngettext

from medisecure.errors import Counted, MediSecureError
from medisecure.web.display.marks import look_of


def error_text(error: MediSecureError) -> str:
    """The error's sentence with its blanks filled, both in the reader's language.

    A status among the blanks is named as its badge names it, with a small letter where the
    language has them, since it stands inside the sentence.
    """
    return _sentence(error) % {name: _word(word) for name, word in error.params.items()}


def _sentence(error: MediSecureError) -> str:
    message, count = error.message, error.params.get("count")
    if isinstance(message, Counted) and isinstance(count, int):
        return ngettext(str(message), message.several, count)
    return gettext(message)


def _word(word: object) -> object:
    return str(look_of(word)[0]).lower() if isinstance(word, StrEnum) else word
