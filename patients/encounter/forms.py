"""The sections of a note as they are typed: history, plan, the visit, why an entry is corrected."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.clock import CLINIC_ZONE, later, zone
from medisecure.web.input.fields import TypedDate, TypedText, page_helper
from patients.encounter.typed import lines
from patients.prescribing import reading
from patients.records.changes import REASON_LENGTH
from patients.records.models import (
    COMPLAINT_LENGTH,
    LIST_COUNT,
    NOTES_LENGTH,
    SYMPTOM_LENGTH,
    FollowUp,
)
from patients.records.wording import VISIT_TYPES

FUTURE = _("This day is still to come.")
TIMEFRAME = _("Write a number of days, weeks, months or years, such as 2 weeks.")
MANY_LINES = _("At most 100 lines.")
LONG_LINE = _("A line has at most 300 characters.")
REASON_NEEDED = _("Write why the entry is corrected.")
SELECT = {"class": "form-select"}
LOCATION_LENGTH, MOST_MINUTES, TIMEFRAME_LENGTH = 200, 1440, 100


class Lines(TypedText):
    """One thing a line."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": 2})
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, value: Any) -> list[str]:
        """The lines that say something; `ValidationError` for too many or too long ones."""
        found = lines(super().clean(value))
        if len(found) > LIST_COUNT:
            raise forms.ValidationError(MANY_LINES)
        if any(len(each) > SYMPTOM_LENGTH for each in found):
            raise forms.ValidationError(LONG_LINE)
        return found


class Section(forms.Form):
    """A part of the note."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()


class HistoryForm(Section):
    """What brought the patient, and what they tell."""

    chief_complaint = TypedText(label=_("Complaint"), max_length=COMPLAINT_LENGTH, required=False)
    notes = TypedText(
        label=_("History and notes"), max_length=NOTES_LENGTH, required=False,
        widget=forms.Textarea({"rows": 6}),
    )  # fmt: skip
    symptoms = Lines(label=_("Symptoms"), help_text=_("One on each line."))


class PlanForm(Section):
    """What was done, is advised, and comes next."""

    procedures = Lines(label=_("Procedures"), help_text=_("One on each line."))
    recommendations = Lines(label=_("Recommendations"), help_text=_("One on each line."))
    follow_up = forms.ChoiceField(
        label=_("Follow-up"), required=False, widget=forms.Select(SELECT),
        choices=[("", "–"), ("yes", _("Needed")), ("no", _("Not needed"))],
    )  # fmt: skip
    follow_timeframe = TypedText(
        label=_("In how long"), max_length=TIMEFRAME_LENGTH, required=False,
        widget=forms.TextInput({"list": "timeframes", "autocomplete": "off"}),
    )  # fmt: skip
    follow_notes = TypedText(label=_("What for"), max_length=COMPLAINT_LENGTH, required=False)

    def clean_follow_timeframe(self) -> str:
        """The span as the schema writes it, "2 weeks", from either language."""
        text: str = self.cleaned_data["follow_timeframe"]
        span = reading.duration(text) if text else None
        if span:
            return span.written
        if text and later(date(2000, 1, 1), text) is None:
            raise forms.ValidationError(TIMEFRAME)
        return text

    @property
    def made(self) -> FollowUp | None:
        """What comes next; None where nothing was said of it."""
        told = self.cleaned_data
        when, notes, said = (
            told["follow_timeframe"] or None, told["follow_notes"] or None, told["follow_up"]
        )  # fmt: skip
        if not (when or notes or said):
            return None
        return FollowUp(required=said != "no", timeframe=when, notes=notes)


class VisitForm(Section):
    """When and where the patient was seen."""

    seen_on = TypedDate(label=_("Day of the visit"), required=False)
    visit_type = forms.ChoiceField(
        label=_("Kind of visit"), required=False, widget=forms.Select(SELECT)
    )
    visit_minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=1, max_value=MOST_MINUTES
    )
    location = TypedText(label=_("Place"), max_length=LOCATION_LENGTH, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        known = dict(VISIT_TYPES)
        typed = (self.data or self.initial).get("visit_type")
        if typed and typed not in known:  # another system's word is kept when it is corrected
            known[typed] = typed
        self.fields["visit_type"].choices = [("", "–"), *known.items()]  # type: ignore[attr-defined]

    def clean_seen_on(self) -> date | None:
        """A day that has come."""
        day: date | None = self.cleaned_data["seen_on"]
        if day and day > self.today:
            raise forms.ValidationError(FUTURE)
        return day

    def seen_at(self, begun_at: datetime) -> datetime:
        """The instant of the visit: when the note was begun, on the day that was given."""
        clinic = zone(CLINIC_ZONE)
        begun = begun_at.astimezone(clinic)
        day: date | None = self.cleaned_data["seen_on"]
        if day is None or day == begun.date():
            return begun_at
        return datetime.combine(day, begun.timetz())


class ReasonForm(Section):
    """Why a signed entry is corrected."""

    correction_reason = TypedText(
        label=_("Why it is corrected"), max_length=REASON_LENGTH,
        error_messages={"required": REASON_NEEDED},
    )  # fmt: skip
