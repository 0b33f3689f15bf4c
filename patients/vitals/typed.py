"""Vital signs as people type them: Arabic or Latin digits, comma or point, `120/80`, `99.5°F`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize

from medisecure.errors import gettext_noop as _
from medisecure.written.characters import plain, western_digits
from patients.vitals.measurements import (
    CELSIUS,
    CENTIMETRE,
    FAHRENHEIT,
    INCH,
    KILOGRAM,
    PER_MINUTE,
    PERCENT,
    POUND,
)

NOT_A_NUMBER = _("Write a number, such as 72 or 37.5.")
NOT_ITS_UNIT = _("“%(unit)s” is no unit of this field. Write the number alone, or with %(units)s.")
MOST_TYPED = 40
GRAM, METRE = "g", "m"
TO_A_FOOT = 12  # inches

_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?")
_AMOUNT = re.compile(rf"({_NUMBER.pattern})\s*(\D{{0,20}})")
_HEAD = re.compile(r"^[\d\s.,٫]+")
_BETWEEN = re.compile(r"\d\s*(?:['’′‘´`]|f(?:ee|oo)?t)", re.IGNORECASE)  # 5'11 is no 511
_PRESSURE = re.compile(
    r"(?:bp\s*:?\s*)?(\d{1,3})\s*(?:/|\\|-|على|علي|over| )\s*(\d{1,3})"
    r"\s*(?:mm\s*\[?hg\]?|مل?م\s*زيبق)?"
)
_FEET = re.compile(
    r"(\d)\s*(?:feet|foot|ft\.?|['’′])\s*(?:(\d{1,2}(?:[.,]\d)?)\s*(?:inch(?:es)?|in\.?|[\"”″]|'')?)?",
    re.IGNORECASE,
)

# How units are written, in `plain` letters, without spaces, points and the sign of degrees.
_RATE = {PER_MINUTE: "/min min bpm permin perminute /minute beats/min beatsperminute /د دقيقه "
                     "/دقيقه نبضه نبضه/دقيقه نبضهفيالدقيقه"}  # fmt: skip
_WRITTEN: Mapping[str, Mapping[str, str]] = {
    "temperature": {
        CELSIUS: "c cel celsius centigrade degc degreesc degreescelsius م س مئويه درجهمئويه",
        FAHRENHEIT: "f fahrenheit degf degreesf degreesfahrenheit ف فهرنهايت درجهفهرنهايت",
    },
    "weight": {
        KILOGRAM: "kg kgs kilo kilos kilogram kilograms ك كغ كغم كجم كيلو كيلوغرام كيلوجرام",
        POUND: "lb lbs pound pounds رطل باوند",
        GRAM: "g gm gms gram grams غ غم غرام جم جرام",
    },
    "height": {
        CENTIMETRE: "cm cms centimetre centimetres centimeter centimeters سم سنتيمتر",
        INCH: 'in inch inches " ” بوصه انش',
        METRE: "m metre metres meter meters م متر",
    },
    "heart_rate": _RATE,
    "respiratory_rate": {PER_MINUTE: f"{_RATE[PER_MINUTE]} rpm breaths/min نفس/دقيقه"},
    "oxygen_saturation": {PERCENT: "% ٪ percent pct spo2"},
}
_UNITS = {
    name: {word: unit for unit, words in spelled.items() for word in words.split()}
    for name, spelled in _WRITTEN.items()
}
_INTO = {GRAM: (KILOGRAM, Decimal("0.001")), METRE: (CENTIMETRE, Decimal(100))}


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as it was typed, and its unit: "" where none was written, None for a foreign one."""

    value: Decimal
    unit: str | None
    word: str = ""


def number(text: str) -> Decimal | None:
    """The number typed, in any digits; None if it is not exactly one number.

    >>> number("٣٧٫٥"), number("37,5"), number("37.5 C")
    (Decimal('37.5'), Decimal('37.5'), None)
    """
    bare = _bare(text)
    return Decimal(bare.replace(",", ".")) if _NUMBER.fullmatch(bare) else None


def amount(name: str, text: str) -> Typed | None:
    """The number of that vital sign with the unit written beside it; None if there is none.

    >>> amount("temperature", "99.5°F"), amount("weight", "3450 g"), amount("height", "5'11")
    (Typed(value=Decimal('99.5'), unit='[degF]', word='°F'), \
Typed(value=Decimal('3.450'), unit='kg', word='g'), \
Typed(value=Decimal('71'), unit='[in_i]', word=''))
    """
    if _BETWEEN.search(western_digits(text)):
        return _feet(text) if name == "height" else None
    found = _AMOUNT.fullmatch(_bare(text))
    if not found:
        return None
    value, word = Decimal(found[1].replace(",", ".")), _HEAD.sub("", western_digits(text)).strip()
    unit = _UNITS[name].get(_letters(found[2])) if word else ""
    if unit in _INTO:
        target, factor = _INTO[unit]
        return Typed(value * factor, target, word)
    return Typed(value, unit, word)


def unit_named(name: str, words: str) -> str | None:
    """The unit of that vital sign that is written so and needs no conversion; None for no such.

    >>> unit_named("temperature", "degF"), unit_named("weight", "lbs"), unit_named("weight", "g")
    ('[degF]', '[lb_av]', None)
    """
    unit = _UNITS.get(name, {}).get(_letters(_bare(words)))
    return None if unit in _INTO else unit


def pressure(text: str) -> tuple[int, int] | None:
    """Upper and lower blood pressure as typed, the upper one first; None if it is not two numbers.

    >>> pressure("١٢٠/٨٠"), pressure("120 80 mmHg"), pressure("120")
    ((120, 80), (120, 80), None)
    """
    fitted = _PRESSURE.fullmatch(_bare(text))
    return (int(fitted[1]), int(fitted[2])) if fitted else None


def _feet(text: str) -> Typed | None:
    """`5'11`, `5 ft 11 in` in inches; a single number is no feet."""
    found = _FEET.fullmatch(western_digits(text[:MOST_TYPED]).strip())
    if not found:
        return None
    inches = Decimal((found[2] or "0").replace(",", "."))
    return Typed(int(found[1]) * TO_A_FOOT + inches, INCH) if inches < TO_A_FOOT else None


def _bare(text: str) -> str:
    return plain(text[:MOST_TYPED]).replace("٫", ".").replace("⁄", "/").strip()


def _letters(word: str) -> str:
    """The word of a unit as `_WRITTEN` has it."""
    return re.sub(r"[\s.]|^[°º]|^o(?=[cf]$)", "", normalize("NFKC", word))
