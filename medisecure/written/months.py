"""The months by every name that is typed: English, French, and Arabic of four regions."""

from medisecure.written.characters import plain

# Per month: English, French; then the Arabic of Egypt and the Gulf, of the Levant and Iraq, of
# Tunisia and Algeria, of Morocco and of Mauritania where they differ.
_NAMES = (
    ("january", "janvier", "يناير", "كانون الثاني", "كانون ثاني", "جانفي"),
    ("february", "fevrier", "فبراير", "شباط", "فيفري"),
    ("march", "mars", "مارس", "اذار"),
    ("april", "avril", "ابريل", "نيسان", "افريل"),
    ("may", "mai", "مايو", "ايار", "مايس", "ماي"),
    ("june", "juin", "يونيو", "يونيه", "حزيران", "جوان"),
    ("july", "juillet", "يوليو", "يوليه", "تموز", "جويليه", "يوليوز"),
    ("august", "aout", "اغسطس", "اب", "اوت", "غشت", "اغشت"),
    ("september", "septembre", "سبتمبر", "ايلول", "شتنبر", "شتمبر"),
    ("october", "octobre", "اكتوبر", "تشرين الاول", "تشرين اول"),
    ("november", "novembre", "نوفمبر", "تشرين الثاني", "تشرين ثاني", "نونبر"),
    ("december", "decembre", "ديسمبر", "كانون الاول", "كانون اول", "دجنبر", "دجمبر"),
)
HIJRI = frozenset(
    [
        "محرم",
        "صفر",
        "ربيع",
        "جمادي",
        "رجب",
        "شعبان",
        "رمضان",
        "شوال",
        "ذوالقعده",
        "ذوالحجه",
        "muharram",
        "safar",
        "rabi",
        "jumada",
        "rajab",
        "shaban",
        "ramadan",
        "shawwal",
    ]
)
_SHORTEST = 3
_EXACT = {plain(name): number for number, names in enumerate(_NAMES, 1) for name in names}


def month_number(text: str) -> int:
    """1 to 12 for a month's name or the beginning that only it has; 0 for anything else.

    >>> month_number("Sept"), month_number("آذار"), month_number("تشرين الأول"), month_number("ju")
    (9, 3, 10, 0)
    """
    word = " ".join(plain(text).split()).rstrip(".,،")
    if word in _EXACT:
        return _EXACT[word]
    if len(word) < _SHORTEST or not word.isascii():
        return 0
    found = {number for name, number in _EXACT.items() if name.startswith(word)}
    return found.pop() if len(found) == 1 else 0
