"""A diagnosis in the plain words of the reader's language."""

from django.utils.translation import get_language

from patients.coding import plain_words


def plainly(code: str | None) -> str:
    """The clinic's plain words for a code; empty if there are none."""
    words = plain_words.of(code)
    return words.name_in(get_language() or "en") if words else ""


def plainly_or_as_written(code: str | None, description: str | None) -> str:
    """The same to a patient: where there are none as the doctor wrote it, at the least the code."""
    return plainly(code) or description or code or ""
