"""The sections of a note as they are typed: history, plan, the visit, why an entry is corrected."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import Document
from documents.wording import DOCUMENT_TYPES
from medisecure.clock import CLINIC_ZONE, later, zone
from medisecure.errors import Invalid
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.fields import TypedDate, TypedInteger, TypedText, page_helper
from medisecure.web.input.refusals import add_refusals
from patients.encounter.models import Typed
from patients.encounter.typed import ATTACHED, attached_in, lines
from patients.prescribing import reading
from patients.records.changes import REASON_LENGTH
from patients.records.models import (
    COMPLAINT_LENGTH,
    LIST_COUNT,
    NOTES_LENGTH,
    SYMPTOM_LENGTH,
    Attachment,
    FollowUp,
)
from patients.records.sick_leave import WORDS_LENGTH, SickLeave
from patients.records.wording import VISIT_TYPES

FUTURE = _("This day is still to come.")
IN_HOW_LONG = re.compile(r"^\s*(?:in|after|within|بعد|خلال|في غضون)\s+", re.IGNORECASE)
TIMEFRAME = _("Write a number of days, weeks, months or years, such as 2 weeks.")
MANY_LINES = _("At most 100 lines.")
LONG_LINE = _("A line has at most 300 characters.")
REASON_NEEDED = _("Write why the entry is corrected.")
SELECT = {"class": "form-select"}
BOTH_DAYS = _("Give the first and the last day.")
GONE = _("A document that was chosen is not there any more. It is left out: sign again.")
MANY = _("At most 20 documents belong to one entry.")
MOST_ATTACHED = 20
SICK_FIELDS = {"first_day": "sick_first_day", "last_day": "sick_last_day", "words": "sick_words"}
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
        label=_("Follow up in"), max_length=TIMEFRAME_LENGTH, required=False,
        widget=forms.TextInput({"list": "timeframes", "autocomplete": "off"}),
    )  # fmt: skip
    follow_notes = TypedText(
        label=_("Reason for follow-up"), max_length=COMPLAINT_LENGTH, required=False
    )

    def clean_follow_timeframe(self) -> str:
        """The span as the schema writes it, "2 weeks", from either language."""
        text: str = self.cleaned_data["follow_timeframe"]
        span = reading.duration(IN_HOW_LONG.sub("", text)) if text else None
        if span:
            return span.written
        if text and later(date(2000, 1, 1), text) is None:
            raise forms.ValidationError(TIMEFRAME)
        return text

    @property
    def made(self) -> FollowUp | None:
        """What comes next; None where nothing was said of it."""
        cleaned = self.cleaned_data
        when, notes, said = (
            cleaned["follow_timeframe"] or None, cleaned["follow_notes"] or None,
            cleaned["follow_up"],
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
    visit_minutes = TypedInteger(
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


class SickLeaveForm(Section):
    """From when until when; `leave` after it was checked, None for none."""

    leave: SickLeave | None = None
    sick_first_day = TypedDate(label=_("First day"), required=False)
    sick_last_day = TypedDate(
        label=_("Last day"), required=False, help_text=_("Both days are days of illness.")
    )
    sick_words = TypedText(
        label=_("Remark on the certificate"), max_length=WORDS_LENGTH, required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("The employer reads this. Leave it out unless it is needed."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Both days or neither; each mistake beside its field."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        first, last, words = (cleaned.get(name) for name in SICK_FIELDS.values())
        if first is None and last is None and not words:
            return cleaned
        if first is None or last is None:
            missing = "first_day" if first is None else "last_day"
            self.add_error(SICK_FIELDS[missing], BOTH_DAYS)
            return cleaned
        try:
            self.leave = SickLeave(first_day=first, last_day=last, words=words or None)
        except Invalid as refused:
            add_refusals(self, refused, SICK_FIELDS)
        return cleaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One document that may belong to the entry."""

    name: str
    title: str
    kind: str
    at: datetime | None
    is_chosen: bool


@dataclass(slots=True, kw_only=True)
class Attachments:
    """The documents that may be chosen, and those that are; `error` after it was checked.

    `kept` are those of the entry that is corrected, whose files its author need not be able to
    open.
    """

    typed: Typed
    documents: Mapping[str, Document]
    kept: Mapping[str, Attachment] = field(default_factory=dict)
    error: str = ""

    @property
    def chosen(self) -> list[str]:
        """The ids that were chosen, in the order of the page."""
        wanted = set(attached_in(self.typed))
        return [each for each in self._known() if each in wanted]

    @property
    def choices(self) -> list[Choice]:
        """Every document with its box."""
        chosen = set(self.chosen)
        return [self._choice(each, is_chosen=each in chosen) for each in self._known()]

    @property
    def titles(self) -> dict[str, str]:
        """What each document is called, by its id: its title, else its kind."""
        return {
            each.name.removeprefix(ATTACHED): each.title or str(each.kind) for each in self.choices
        }

    @property
    def found(self) -> list[Attachment] | None:
        """What the entry keeps of them, as the schema writes it."""
        return [self._attachment(each) for each in self.chosen] or None

    def is_valid(self) -> bool:
        """Whether all that was chosen is there, and not too much."""
        self.error = ""
        if set(attached_in(self.typed)) - set(self._known()):
            self.error = str(GONE)
        elif len(self.chosen) > MOST_ATTACHED:
            self.error = str(MANY)
        return not self.error

    def _known(self) -> Iterable[str]:
        return dict.fromkeys((*self.kept, *self.documents))

    def _choice(self, document_id: str, *, is_chosen: bool) -> Choice:
        document, kept = self.documents.get(document_id), self.kept.get(document_id)
        kind = document.document_type if document else (kept and kept.type) or ""
        return Choice(
            name=ATTACHED + document_id, title=document.title if document else "",
            kind=label_of(DOCUMENT_TYPES, kind), at=document.created_at if document else None,
            is_chosen=is_chosen,
        )  # fmt: skip

    def _attachment(self, document_id: str) -> Attachment:
        if document_id in self.kept:
            return self.kept[document_id]
        document = self.documents[document_id]
        return Attachment(
            document_id=document_id, type=document.document_type, s3_key=document.file_info.s3_key
        )
