"""How names and dates are spelled: many spellings of one thing are made the same text.

Applied alike to what is stored and to what is typed, so that only the outcome must agree.
"""

import re
import unicodedata
from datetime import date

_LETTERS = str.maketrans(
    {"ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": "", "ء": ""}
    | {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | dict.fromkeys("'’‘`´ʿʾʼ", "")  # all are typed as apostrophes
)
_ARTICLES = frozenset({"al", "el", "ال"})
# "Al-Thani" and "Abdul Rahman" in one word; Arabic writes no short vowels, so less may follow.
_COMPOUND = re.compile(r"(?:al|el)(\w{3,})|ال(\w{2,})|(abd)[aeu]l(\w{3,})|(عبد)ال(\w{2,})")
_DOUBLED = re.compile(r"([^\W\d])\1+")  # Mohammed and Mohamed are one name to the ear

_YEARS = range(1850, 2151)
_DAY, _YEAR = r"(?P<d>\d{1,2})", r"(?P<y>\d{4})"
_MONTH, _MONTH_NAME = r"(?P<m>\d{1,2})", r"(?P<m>[^\W\d]{3,})"
_DATES = tuple(
    re.compile(rf"(?<!\w){form}(?!\w)")
    for form in (
        rf"{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}",
        rf"{_DAY}[-/.]{_MONTH}[-/.]{_YEAR}",
        rf"{_DAY}[ .\-]+{_MONTH_NAME}[ .,\-]+{_YEAR}",
        rf"{_MONTH_NAME}[ .\-]+{_DAY}[ .,\-]+{_YEAR}",
    )
)
_MONTHS = (
    ("january", "يناير"),
    ("february", "فبراير"),
    ("march", "مارس"),
    ("april", "ابريل"),
    ("may", "مايو"),
    ("june", "يونيو"),
    ("july", "يوليو"),
    ("august", "اغسطس"),
    ("september", "سبتمبر"),
    ("october", "اكتوبر"),
    ("november", "نوفمبر"),
    ("december", "ديسمبر"),
)


def plain(text: str) -> str:
    """The text without case, accents, vowel marks, invisible marks and national digits.

    >>> plain("Müller ١٢ أحمد")
    'muller 12 احمد'
    """
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


def name_words(text: str) -> list[str]:
    """The words of a plain name, in order; a separate article joins its word: `al thani`."""
    spaced = "".join(letter if _is_wordly(letter) else " " for letter in text)
    words: list[str] = []
    article = ""
    for word in spaced.split():
        if not article and word in _ARTICLES:
            article = word
            continue
        words.append(article + word)
        article = ""
    return [*words, article] if article else words


def _is_wordly(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


def typed_forms(word: str) -> list[str]:
    """The parts of a name's word that count: `thani` of `althani`, else the word itself.

    >>> typed_forms("abdulrahman"), typed_forms("mohammed")
    (['abd', 'rahman'], ['mohamed'])
    """
    compound = _COMPOUND.fullmatch(word)
    parts = [part for part in compound.groups() if part] if compound else [word]
    return [_DOUBLED.sub(r"\1", part) for part in parts]


def stored_forms(word: str) -> list[str]:
    """All forms a beginning of which may be typed: the parts, and the word as a whole.

    The whole must be there because `alt`, on the way to `althani`, is too short to be taken apart.
    """
    return list(dict.fromkeys([*typed_forms(word), _DOUBLED.sub(r"\1", word)]))


def take_dates(text: str) -> tuple[str, list[date]]:
    """The plain text without the dates in it, and those dates; an impossible date stays text."""
    dates: list[date] = []

    def take(match: re.Match[str]) -> str:
        day = _date(match)
        if day is None:
            return match[0]
        dates.append(day)
        return " "

    for form in _DATES:
        text = form.sub(take, text)
    return text, dates


def _date(match: re.Match[str]) -> date | None:
    year, month, day = int(match["y"]), _month(match["m"]), int(match["d"])
    if match.start("d") < match.start("m") and match["m"].isdigit() and month > len(_MONTHS):
        month, day = day, month  # 06/15/1985 can only be the American order
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def _month(text: str) -> int:
    """The number of a month written as number, name or the name's beginning; 0 if it is none."""
    if text.isdigit():
        return int(text)
    for number, names in enumerate(_MONTHS, start=1):
        if any(name.startswith(text) for name in names):
            return number
    return 0
