"""The letters that mask a form's token, all out of one question for random bytes.

Django asks the system 33 times, letter by letter, for each page with a form. See
docs/adr/0142-a-frame-of-few-questions.md.
"""

from secrets import token_bytes
from string import ascii_letters, digits

from django.middleware import csrf

LETTERS = ascii_letters + digits  # Django's own for tokens
_WHOLE = 256 // len(LETTERS) * len(LETTERS)  # bytes below it are letters, each as often as another
_LETTER = bytes(ord(LETTERS[n % len(LETTERS)]) for n in range(256))
_REST = bytes(range(_WHOLE, 256))


def random_letters(length: int, allowed_chars: str = LETTERS) -> str:
    """So many letters and digits, each drawn for itself; `ValueError` for any others."""
    if allowed_chars != LETTERS:
        raise ValueError("letters and digits are drawn here")
    found = b""
    while len(found) < length:
        found += token_bytes(2 * length).translate(_LETTER, _REST)
    return found[:length].decode("ascii")


def mask_quickly() -> None:
    """Have Django's tokens made of them; called once, before the first page."""
    # A name that Django does not promise: tests/web/input/test_form_tokens.py tells if it is gone.
    csrf.get_random_string = random_letters  # type: ignore[attr-defined]
