"""Laboratory results in words."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from medisecure.web.display.words.wording import Words
from patients.results import laboratory
from patients.results.models import LabValue

FLAGS: Words = {
    "N": _("normal"),
    "L": _("low"),
    "H": _("high"),
    "LL": _("very low"),
    "HH": _("very high"),
    "A": _("abnormal"),
}
MARKS = {"L": "low", "LL": "low", "H": "high", "HH": "high"}


def test_name(measured: LabValue) -> str:
    """The test in the reader's language where it is listed, else as it was written."""
    listed = laboratory.named(measured.loinc or "")
    return listed.name_in(get_language() or "en") if listed else measured.name


def range_of(measured: LabValue) -> str:
    """The laboratory's own range: `3.5–5.1`, `≤ 5`, `≥ 40`, its words, or nothing."""
    low, high = measured.low, measured.high
    if low is not None and high is not None:
        return f"{low}–{high}"
    if high is not None:
        return f"≤ {high}"
    if low is not None:
        return f"≥ {low}"
    return measured.range_text or ""
