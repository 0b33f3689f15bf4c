"""Currencies as the reader writes them beside an amount: QAR, in Arabic ر.ق.

The Arabic signs are those of Unicode's CLDR, where it has letters: no number asks for a plural.
"""

from django.utils.translation import gettext_lazy as _

SIGNS = {
    "QAR": _("QAR"),
    "AED": _("AED"),
    "BHD": _("BHD"),
    "EUR": _("EUR"),
    "KWD": _("KWD"),
    "OMR": _("OMR"),
    "SAR": _("SAR"),
    "USD": _("USD"),
}


def currency_sign(code: str) -> str:
    """What stands after an amount; a code nobody translated stands for itself."""
    return str(SIGNS.get(code, code))


def currency_choices() -> list[tuple[str, str]]:
    """Each currency to choose, its code beside the sign where that is another word."""
    named = [(code, currency_sign(code)) for code in SIGNS]
    return [(code, sign if sign == code else f"{sign} ({code})") for code, sign in named]
