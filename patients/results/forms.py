"""What is typed to enter laboratory results: one by hand, or many out of a file."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from medisecure.clock import CLINIC_ZONE, clinic_date, now, zone
from medisecure.errors import Invalid
from medisecure.web.input.fields import FormId, TypedText, page_helper
from medisecure.written.characters import western_digits
from patients.results import from_csv
from patients.results.models import NAME_LENGTH, NOTE_LENGTH, TEXT_LENGTH, UNIT_LENGTH
from patients.results.wording import FLAGS

NONE_GIVEN = _("Choose a file or paste its lines.")
SHORT = 40


def _clinic() -> ZoneInfo:
    return zone(CLINIC_ZONE)


class ResultForm(forms.Form):
    """One result; the numbers take any digits, the range is the laboratory's."""

    form_id = FormId(prefix="result")
    name = TypedText(label=_("Test"), max_length=NAME_LENGTH)
    value = TypedText(label=_("Result"), max_length=TEXT_LENGTH)
    unit = TypedText(label=_("Unit"), max_length=UNIT_LENGTH, required=False)
    low = TypedText(label=_("Range from"), max_length=SHORT, required=False)
    high = TypedText(label=_("Range to"), max_length=SHORT, required=False)
    flag = forms.ChoiceField(
        label=_("Laboratory flag"),
        required=False,
        choices=[("", _("none")), *FLAGS.items()],
        widget=forms.Select({"class": "form-select"}),
        help_text=_("Without one it is worked out from the range."),
    )
    taken = TypedText(
        label=_("Specimen taken"),
        max_length=SHORT,
        help_text=_("Day, month and year, such as 14/03/2026 09:30; the time may be left out."),
    )
    note = TypedText(
        label=_("Note"), max_length=NOTE_LENGTH, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()

    def clean(self) -> dict[str, Any]:
        """The line these fields make, as `line`; each mistake beside its field."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        typed = western_digits(cleaned["taken"])
        taken_at = from_csv.moment(typed, _clinic(), clinic_date(now()))
        if taken_at is None:
            self.add_error("taken", gettext(from_csv.DATE))
            return cleaned
        try:
            measured = from_csv.lab_value_of(cleaned)
        except Invalid as refused:
            for name, message in refused.fields.items():
                self.add_error(name if name in self.fields else "value", gettext(message))
            return cleaned
        return cleaned | {
            "line": from_csv.ParsedLine(number=1, measured=measured, taken_at=taken_at)
        }


class FileForm(forms.Form):
    """The lines of a file of results; they come back for what must be mended.

    No file is sent: the application takes none. A script reads the chosen one into the box, and
    without scripts its lines are pasted there.
    """

    form_id = FormId(prefix="result")
    lines = forms.CharField(
        label=_("Lines of the file (CSV)"),
        required=False,
        widget=forms.Textarea({"rows": 8, "dir": "ltr", "spellcheck": "false"}),
        help_text=_("The first line names the columns: test, result, unit, range, flag, taken."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()

    def clean(self) -> dict[str, Any]:
        """The bytes of the lines, as `content`."""
        cleaned = super().clean() or {}
        if not cleaned.get("lines"):
            raise ValidationError(NONE_GIVEN, code="none")
        return cleaned | {"content": cleaned["lines"].encode()}
