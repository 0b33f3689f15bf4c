"""One plain form of what people write: case, accents, digits, vowel marks and invisible marks gone.

Applied alike to what is stored and to what is typed, so that only the outcome must agree.
"""

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": "", "ء": "", "ھ": "ه", "ە": "ه"}
    | {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | dict.fromkeys("'’‘`´ʿʾʼʻ′", "")  # all are typed as apostrophes
)
# Controls of direction and other marks without width: they come along with copied text, and in a
# stored name they would turn the words around it.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# Letters by their category that show nothing.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
IDEOGRAPHS_FROM = "\u2e80"


def plain(text: str) -> str:
    """The text without case, accents, vowel marks, invisible marks and national digits.

    >>> plain("Müller ١٢ أحمد O’Brien")
    'muller 12 احمد obrien'
    """
    if text.isascii():  # most of it, and nothing of it has to be taken apart
        return text.lower().replace("'", "").replace("`", "")
    spread = unicodedata.normalize("NFKD", text).casefold()
    spread = unicodedata.normalize("NFKD", spread).translate(_LETTERS)
    return "".join(map(_plain_letter, spread))


def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return ""
    digit = unicodedata.decimal(letter, None)
    return letter if digit is None else str(digit)


def western_digits(text: str) -> str:
    """The text with every national digit as 0 to 9.

    >>> western_digits("٣٣١٢ ۴۵")
    '3312 45'
    """
    return "".join(
        letter if letter.isascii() else str(unicodedata.decimal(letter, letter)) for letter in text
    )


def without_invisible(text: str) -> str:
    """The text composed (NFC), without marks that steer its direction or show nothing.

    >>> without_invisible("a\\u202eb\\u200f")
    'ab'
    """
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def has_visible_letter(text: str) -> bool:
    """Whether somebody reading it sees a letter: not for marks, dots, or letters that are blank.

    >>> has_visible_letter("李"), has_visible_letter("\\u3164"), has_visible_letter(".")
    (True, False, False)
    """
    return any(letter.isalpha() and letter not in _BLANK_LETTERS for letter in text)


def is_latin(plain_text: str) -> bool:
    """Whether a plain word is written in Latin letters only."""
    return plain_text.isascii() and plain_text.isalpha()


def is_arabic(plain_text: str) -> bool:
    """Whether a plain word is written in Arabic letters only."""
    return all("\u0600" <= letter <= "\u06ff" or letter == "ڤ" for letter in plain_text)


def is_word_character(letter: str) -> bool:
    """Whether the letter belongs into a word of a name."""
    return letter.isalnum() or unicodedata.category(letter).startswith("M")
