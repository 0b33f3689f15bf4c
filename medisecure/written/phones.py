"""Phone numbers as people write them: nothing is dropped or changed without a word.

A number is kept as E.164, with its extension as RFC 3966 writes it: `+97444001234;ext=55`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import phonenumbers

from medisecure.written.characters import western_digits, without_invisible

REGION = "QA"  # a number without a country code is read as this country's
EXTENSION_LENGTH = 8
_EXTENSION_TEXT = (
    r"\s*(?:;\s*ext\s*=|,?\s*(?:ext(?:ension|n)?\.?|x|#|تحويلة|تحويله|داخلي|فرعي)\s*[:.]?)\s*"
    rf"(?P<extension>\d{{1,{EXTENSION_LENGTH}}})"
)
_EXTENSION = re.compile(rf"{_EXTENSION_TEXT}$", re.IGNORECASE)
_EXTENSION_WITHIN = re.compile(rf"(?<=\d{{2}}){_EXTENSION_TEXT}(?!\w)", re.IGNORECASE)
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
_SIGNS = re.compile(r"[\s(]*\+?[\d()\-./\s\u2010-\u2015]+")
_SEVERAL = re.compile(r"\d\s*(?:[/;,]|\bor\b|أو)\s*\+?\d{2,}", re.IGNORECASE)
_E164 = re.compile(r"\+[1-9]\d{6,14}")  # ITU-T: at most fifteen digits
_FEWEST_DIGITS = 6  # on each side of a stroke, to be two numbers


class Trouble(StrEnum):
    """Why a text is no phone number."""

    LETTERS = "letters"
    SEVERAL = "several"
    COUNTRY = "country"
    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Phone:
    """A possible number: `+97444001234`, and its extension or nothing."""

    number: str
    extension: str = ""

    def __str__(self) -> str:
        return f"{self.number};ext={self.extension}" if self.extension else self.number


def read(text: str, *, region: str = REGION) -> Phone | Trouble:
    """The number a text means, or why it means none.

    >>> str(read("44001234 ext 55")), str(read("+974 (0) 33123456")), read("3312 ABCD").value
    ('+97444001234;ext=55', '+97433123456', 'letters')
    >>> read("0648352638").value, str(read("00974 3312 3456")), str(read("٣٣١٢٣٤٥٦"))
    ('country', '+97433123456', '+97433123456')
    """
    written = western_digits(without_invisible(text)).strip()
    extension = ""
    if found := _EXTENSION.search(written):
        extension, written = found["extension"], written[: found.start()]
    if _SEVERAL.search(written) and _is_two(written):
        return Trouble.SEVERAL
    if not _SIGNS.fullmatch(written):
        return Trouble.LETTERS
    number = _possible(_TRUNK_ZERO.sub("", written), region)
    return number if isinstance(number, Trouble) else Phone(number, extension)


def take_extension(text: str) -> tuple[str, str]:
    """A text with a number in it, without the number's extension; and the extension, or "".

    >>> take_extension("leila 4400 1234 ext 55 1985"), take_extension("Malcolm X 44001234")
    (('leila 4400 1234  1985', '55'), ('Malcolm X 44001234', ''))
    """
    found = _EXTENSION_WITHIN.search(text)
    if not found:
        return text, ""
    return f"{text[: found.start()]} {text[found.end() :]}", found["extension"]


def _is_two(written: str) -> bool:
    sides = [re.sub(r"\D", "", side) for side in re.split(r"[/;,]|\bor\b|أو", written)]
    return sum(len(side) >= _FEWEST_DIGITS for side in sides) > 1 or len(sides[-1]) < len(sides[0])


def _possible(written: str, region: str) -> str | Trouble:
    digits = re.sub(r"\D", "", written)
    abroad = written.lstrip(" (").startswith("+") or digits.startswith("00")
    code = str(phonenumbers.country_code_for_region(region))
    if not abroad and digits.startswith(code) and _reason(f"+{digits}", None) is None:
        return f"+{digits}"
    text = f"+{digits.removeprefix('00')}" if abroad else digits
    trouble = _reason(text, None if abroad else region)
    if trouble is None:
        number = phonenumbers.parse(text, None if abroad else region)
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    if trouble is Trouble.SHORT or abroad:
        return trouble
    return Trouble.COUNTRY


def _reason(text: str, region: str | None) -> Trouble | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        unknown = phonenumbers.NumberParseException.INVALID_COUNTRY_CODE
        return Trouble.COUNTRY if error.error_type == unknown else Trouble.SHORT
    if not region and number.country_code not in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
        return Trouble.COUNTRY
    national = phonenumbers.national_significant_number(number)
    if region and len(national) >= _FEWEST_DIGITS:
        # A leading 0 would be dropped: such a number, and one outside the plan, is from elsewhere.
        own = re.sub(r"\D", "", text) == national and phonenumbers.is_valid_number(number)
        return None if own else Trouble.COUNTRY
    result = phonenumbers.is_possible_number_with_reason(number)
    reasons = phonenumbers.ValidationResult
    if result in (reasons.TOO_SHORT, reasons.IS_POSSIBLE_LOCAL_ONLY):
        return Trouble.SHORT
    if result in (reasons.TOO_LONG, reasons.INVALID_LENGTH):
        return Trouble.LONG
    return None if result == reasons.IS_POSSIBLE else Trouble.COUNTRY


def parts_of(stored: str) -> Phone:
    """A stored number and its extension; what was imported as something else stays as it is.

    >>> parts_of("+97444001234;ext=55").extension, parts_of("123").number
    ('55', '123')
    """
    number, mark, extension = stored.partition(";ext=")
    return Phone(number, extension if mark else "")


@lru_cache(maxsize=4_096)  # a list shows the same numbers again and again, and one costs 20 µs
def grouped(stored: str | None) -> str:
    """A stored number as people read it: in the groups of its country (ITU-T E.123), with its code.

    What was imported as something else stays as it is; "" of none.

    >>> grouped("+97433123456"), grouped("+97444001234;ext=55"), grouped("044 001"), grouped(None)
    ('+974 3312 3456', '+974 4400 1234 ext. 55', '044 001', '')
    """
    phone = parts_of(stored or "")
    number = phone.number
    if _E164.fullmatch(number):
        parsed = phonenumbers.parse(number)
        if phonenumbers.is_possible_number(parsed):
            style = phonenumbers.PhoneNumberFormat.INTERNATIONAL
            number = str(phonenumbers.format_number(parsed, style))
    return f"{number} ext. {phone.extension}" if phone.extension else number


def masked(stored: str) -> str:
    """A number to recognise but not to read off: `+974 ···· 3456`.

    >>> masked("+97433123456"), masked("123")
    ('+974 ···· 3456', '···')
    """
    number = parts_of(stored).number
    shown = 4
    if len(number) < 2 * shown:
        return "···"
    try:
        code = f"+{phonenumbers.parse(number, REGION).country_code} "
    except phonenumbers.NumberParseException:
        code = ""
    return f"{code}···· {number[-shown:]}"
