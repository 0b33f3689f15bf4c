"""The digits of a phone number that count when somebody is looked for."""

import re

import phonenumbers

from medisecure.written.characters import western_digits
from medisecure.written.phones import REGION, parts_of

ENDS = (4, 6)  # how many last digits people tell
_COUNTRY_CODE = str(phonenumbers.country_code_for_region(REGION))
_SURELY_WITH_CODE = len(_COUNTRY_CODE) + 3


def ending(text: str) -> str:
    """The digits if they may be the last ones of a number; "" if they surely begin one.

    Last digits are told as they stand: a leading zero belongs to them.

    >>> ending("0006"), ending("+974 06"), ending("99-12")
    ('0006', '', '9912')
    """
    digits = re.sub(r"\D", "", western_digits(text))
    return "" if "+" in text or len(digits) not in ENDS else digits


def national(number: str) -> str:
    """The national digits of a phone number, or of the beginning of one.

    >>> national("+974 3312"), national("0097433123456"), national("3312-3456")
    ('3312', '33123456', '33123456')
    """
    number = western_digits(parts_of(number).number)
    digits = re.sub(r"\D", "", number)
    with_code = _names_country(number)
    if digits.startswith(_COUNTRY_CODE) and len(digits) >= _SURELY_WITH_CODE:
        with_code = True
    digits = digits.removeprefix("00") if with_code else digits
    try:
        parsed = phonenumbers.parse(f"+{digits}" if with_code else digits, REGION)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed and phonenumbers.is_possible_number(parsed):
        return str(phonenumbers.national_significant_number(parsed)).removeprefix("0")
    return (_after_code(digits) if with_code else digits).removeprefix("0")


def without_country_code(typed: str) -> str:
    """What was typed without the country code that it names, if it does.

    >>> without_country_code("+9743"), without_country_code("00974"), without_country_code("974")
    ('3', '', '974')
    """
    return national(typed) if _names_country(typed) else typed


def _names_country(typed: str) -> bool:
    return "+" in typed or re.sub(r"\D", "", western_digits(typed)).startswith("00")


def _after_code(digits: str) -> str:
    for length in (1, 2, 3):
        code, rest = digits[:length], digits[length:]
        if code and int(code) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return rest
    return digits
