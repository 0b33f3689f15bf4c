"""Which of a patient's documents are looked for."""

from datetime import date, datetime, time, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.repository import DocumentFilter
from documents.wording import DOCUMENT_CATEGORIES, DOCUMENT_TYPES
from medisecure.clock import clinic_date, now, zone
from medisecure.web.input.fields import TypedDate
from providers.directory.models import Provider

SELECT = {"class": "form-select"}
BELONGS_TO = ("visit", "record")  # led to from their pages, not chosen
ANY = ("", _("All of them"))


class DatedOn(TypedDate):
    """The day a document bears itself: a letter may come years after it was written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Date of the document"), required=False,
            help_text=_("The day written on it, if there is one, such as 15/06/2024."), **kwargs,
        )  # fmt: skip

    def validate(self, value: date | None) -> None:
        """`ValidationError` for a day to come."""
        super().validate(value)
        if value and value > clinic_date(now()):
            raise ValidationError(_("A document cannot be dated in the future."), code="future")


class FilterForm(forms.Form):
    """Which of a patient's documents are looked for, in the address."""

    type = forms.ChoiceField(label=_("Kind"), required=False, widget=forms.Select(SELECT))
    category = forms.ChoiceField(label=_("Category"), required=False, widget=forms.Select(SELECT))
    author = forms.ChoiceField(label=_("Doctor"), required=False, widget=forms.Select(SELECT))
    since = TypedDate(label=_("From day"), required=False)
    until = TypedDate(label=_("To day"), required=False)
    visit = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    record = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, doctors: list[Provider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(each.provider_id, each.display_name) for each in doctors]
        for name, choices in (
            ("type", DOCUMENT_TYPES.items()), ("category", DOCUMENT_CATEGORIES.items()),
            ("author", names),
        ):  # fmt: skip
            self.fields[name].choices = [ANY, *choices]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        belongs_to = [each for each in BELONGS_TO if self.data.get(each)]
        shown = [each for each in self.fields if each not in BELONGS_TO]
        self.helper.layout = Layout(
            Row(*(Column(each, css_class="col-sm-6 col-lg") for each in shown)), *belongs_to
        )

    def document_filter(self, zone_name: str) -> DocumentFilter:
        """What was asked, the days being those of the clinic; anything while it cannot be meant."""
        cleaned = self.cleaned_data if self.is_valid() else {}
        since, until = cleaned.get("since"), cleaned.get("until")
        return DocumentFilter(
            type=cleaned.get("type", ""),
            category=cleaned.get("category", ""),
            provider_id=cleaned.get("author", ""),
            appointment_id=cleaned.get("visit", ""),
            record_id=cleaned.get("record", ""),
            since=datetime.combine(since, time(), zone(zone_name)) if since else None,
            until=datetime.combine(until + timedelta(days=1), time(), zone(zone_name))
            if until
            else None,
        )
