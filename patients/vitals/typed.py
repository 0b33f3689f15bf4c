"""Vital signs as people type them: Arabic or Latin digits, comma or point, `120/80`."""

import re
from decimal import Decimal

from medisecure.errors import gettext_noop as _
from medisecure.written.letters import plain

NOT_A_NUMBER = _("Write a number, such as 37.5.")
MOST_TYPED = 40

_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?")
_PRESSURE = re.compile(r"(\d{1,3})\s*(?:/|\\|-|علي| )\s*(\d{1,3})")


def number(text: str) -> Decimal | None:
    """The number typed, in any digits; None if it is not exactly one number.

    >>> number("٣٧٫٥"), number("37,5"), number("37.5 C")
    (Decimal('37.5'), Decimal('37.5'), None)
    """
    bare = _bare(text)
    return Decimal(bare.replace(",", ".")) if _NUMBER.fullmatch(bare) else None


def pressure(text: str) -> tuple[int, int] | None:
    """Upper and lower blood pressure as typed, the upper one first; None if it is not two numbers.

    >>> pressure("١٢٠/٨٠"), pressure("120 80"), pressure("120")
    ((120, 80), (120, 80), None)
    """
    fitted = _PRESSURE.fullmatch(_bare(text))
    return (int(fitted[1]), int(fitted[2])) if fitted else None


def _bare(text: str) -> str:
    return plain(text[:MOST_TYPED]).replace("٫", ".").replace("⁄", "/").strip()
