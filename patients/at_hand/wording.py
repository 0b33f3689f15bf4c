"""A row at hand in words, as a button or a line shows it."""

from django.utils.translation import gettext as _

from patients.at_hand.models import Kind, Row
from patients.prescribing.wording import EVENTS, FORMS, TIMES, UNITS


def describe_row(kind: Kind, row: Row) -> tuple[str, str]:
    """What it is and how it is taken: `Amlodipine`, `5 mg, once a day`.

    Apart, for a name is in Latin letters and the rest in the reader's: in one run of text an Arabic
    reader would find the number beside the wrong word.
    """
    if kind is Kind.DIAGNOSIS:
        return row.get("text", ""), ""
    dose = dose_of(row.get("dose", ""), row.get("unit", ""))
    times = (TIMES.get(row.get("timing", "")), EVENTS.get(row.get("when", "")))
    how = [str(each) for each in times if each]
    return row.get("medication", ""), _(", ").join(filter(None, [dose, *how]))


def dose_of(dose: str, unit: str) -> str:
    """Amount and unit: `5 mg`, `2 tablets`; empty for none."""
    if dose and unit in FORMS:
        count = int(dose) if dose.isascii() and dose.isdigit() else 2
        return str(FORMS[unit] % {"n": dose, "count": count})
    return " ".join(filter(None, (dose, str(UNITS.get(unit, "")))))
