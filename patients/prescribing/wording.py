"""How a medicine is taken, in the reader's words: "1 tablet, twice a day after food"."""

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from patients.prescribing.models import Amount, Dosage, Duration
from patients.prescribing.reading import Written, readable

Said = str | Promise
TIMES: Mapping[str, Said] = {
    "QD": _("once a day"),
    "BID": _("twice a day"),
    "TID": _("three times a day"),
    "QID": _("four times a day"),
    "Q4H": _("every 4 hours"),
    "Q6H": _("every 6 hours"),
    "Q8H": _("every 8 hours"),
    "Q12H": _("every 12 hours"),
    "QOD": _("every other day"),
    "WK": _("once a week"),
    "MO": _("once a month"),
    "ONCE": _("one dose only"),
}
EVENTS: Mapping[str, Said] = {
    "MORN": _("in the morning"),
    "AFT": _("in the afternoon"),
    "EVE": _("in the evening"),
    "NIGHT": _("at night"),
    "HS": _("at bedtime"),
    "AC": _("before food"),
    "PC": _("after food"),
    "C": _("with food"),
    "ACM": _("before breakfast"),
    "PCM": _("after breakfast"),
    "CM": _("with breakfast"),
    "ACD": _("before lunch"),
    "PCD": _("after lunch"),
    "CD": _("with lunch"),
    "ACV": _("before dinner"),
    "PCV": _("after dinner"),
    "CV": _("with dinner"),
}
ROUTES: Mapping[str, Said] = {
    "oral": _("by mouth"),
    "sublingual": _("under the tongue"),
    "rectal": _("into the rectum"),
    "vaginal": _("into the vagina"),
    "inhaled": _("breathed in"),
    "nasal": _("into the nose"),
    "eye": _("into the eye"),
    "ear": _("into the ear"),
    "skin": _("on the skin"),
    "subcutaneous": _("injected under the skin"),
    "intramuscular": _("injected into a muscle"),
    "intravenous": _("injected into a vein"),
}
UNITS: Mapping[str, Said] = {
    "mg": pgettext_lazy("dose", "mg"),
    "g": pgettext_lazy("dose", "g"),
    "ug": pgettext_lazy("dose", "micrograms"),
    "mL": pgettext_lazy("dose", "mL"),
    "[iU]": pgettext_lazy("dose", "units"),
}
FORMS: Mapping[str, Any] = {
    "{tablet}": ngettext_lazy("%(n)s tablet", "%(n)s tablets", "count"),
    "{capsule}": ngettext_lazy("%(n)s capsule", "%(n)s capsules", "count"),
    "{puff}": ngettext_lazy("%(n)s puff", "%(n)s puffs", "count"),
    "{drop}": ngettext_lazy("%(n)s drop", "%(n)s drops", "count"),
    "{spray}": ngettext_lazy("%(n)s spray", "%(n)s sprays", "count"),
    "{sachet}": ngettext_lazy("%(n)s sachet", "%(n)s sachets", "count"),
    "{suppository}": ngettext_lazy("%(n)s suppository", "%(n)s suppositories", "count"),
    "{patch}": ngettext_lazy("%(n)s patch", "%(n)s patches", "count"),
    "{application}": ngettext_lazy("%(n)s application", "%(n)s applications", "count"),
}
SPANS: Mapping[str, Any] = {
    "d": ngettext_lazy("for %(n)s day", "for %(n)s days", "count"),
    "wk": ngettext_lazy("for %(n)s week", "for %(n)s weeks", "count"),
    "mo": ngettext_lazy("for %(n)s month", "for %(n)s months", "count"),
}
MOST: Any = ngettext_lazy("at most %(n)s dose a day", "at most %(n)s doses a day", "count")
PART = 11  # half a tablet takes the form of eleven in both languages


def amount(dose: Amount) -> str:
    """A dose: "20 mg", "2 tablets", «قرصان»."""
    number = f"{Decimal(dose.value).normalize():f}"
    if dose.unit in FORMS:
        return counted(FORMS[dose.unit], dose.value, number)
    return f"{number}\N{NO-BREAK SPACE}{UNITS[dose.unit]}"


def often(dosage: Dosage) -> str:
    """How often and when: "once a day before breakfast", "when needed, at most 4 doses a day"."""
    timing = TIMES[dosage.timing] if dosage.timing else ""
    when = EVENTS[dosage.when] if dosage.when else ""
    parts = [" ".join(str(part) for part in (timing, when) if part)]
    if dosage.as_needed:
        parts.append(gettext("when needed"))
    if dosage.most_per_day:
        parts.append(counted(MOST, dosage.most_per_day, str(dosage.most_per_day)))
    return gettext(", ").join(part for part in parts if part)


def long(dosage: Dosage) -> str:
    """How long: "for 7 days", "until stopped"; empty if that is not said."""
    if dosage.is_ongoing:
        return gettext("until stopped")
    return span(dosage.duration) if dosage.duration else ""


def span(duration: Duration) -> str:
    """A count of days, weeks or months: "for 7 days"."""
    return counted(SPANS[duration.unit], duration.count, str(duration.count))


def counted(forms: Any, count: int | Decimal, number: str) -> str:
    """A noun with its number, in the form the language has for that number."""
    whole = int(count) if count == int(count) else PART
    return str(forms % {"count": whole, "n": number})


def instruction(dosage: Dosage) -> str:
    """The whole instruction in one line, in the reader's language."""
    parts = (
        amount(dosage.dose) if dosage.dose else "",
        str(ROUTES[dosage.route]) if dosage.route else "",
        often(dosage),
        long(dosage),
    )
    return gettext(", ").join(part for part in parts if part)


def texts(dosage: Dosage) -> Written:
    """The schema's three texts of these codes, in the active language."""
    return Written(
        dosage=amount(dosage.dose) if dosage.dose else None,
        frequency=often(dosage) or None,
        duration=dosage.duration.written if dosage.duration else long(dosage) or None,
    )


def instruction_parts(written: Written, dosage: Dosage | None = None) -> list[tuple[str, str]]:
    """The instruction as (language, text) parts: read into the reader's words, else as written.

    The language is empty for our own words and "en" or "ar" for a text kept as it was written, to
    be marked so: a reader must see that it was not translated.
    """
    known = dosage or readable(written)
    parts = (
        (amount(known.dose) if known.dose else "", written.dosage),
        (often(known), written.frequency),
        (long(known), written.duration),
    )
    found = []
    for ours, theirs in parts:
        if ours:
            found.append(("", ours))
        elif theirs and theirs.strip():
            found.append((language_of(theirs), theirs))
    return found


def language_of(text: str) -> str:
    """The language a text is written in, by its letters: "ar" or "en"."""
    arabic = sum(unicodedata.bidirectional(letter) == "AL" for letter in text)
    return "ar" if arabic * 2 > sum(letter.isalpha() for letter in text) else "en"


def choices(words: Mapping[str, Said]) -> list[tuple[str, Said]]:
    """A mapping of codes as the choices of a form's field, in its order."""
    return list(words.items())
