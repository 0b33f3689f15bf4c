"""Naming a doctor for a patient."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.web.input.day_picker import DayPicker
from medisecure.web.input.fields import FormId, TypedDate, page_helper
from providers.directory.models import Provider


class AssignForm(forms.Form):
    """Which doctor, and until which day."""

    name = FormId(prefix="assigned")
    provider = forms.ChoiceField(label=_("Doctor"))
    until = TypedDate(
        label=_("Until"), help_text=_("One year ahead at most."),
        widget=DayPicker(),
    )  # fmt: skip

    def __init__(self, *args: Any, doctors: Iterable[Provider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = sorted(doctors, key=lambda each: each.personal_info.sort_name.casefold())
        choices = [(each.provider_id, each.display_name) for each in listed]
        self.fields["provider"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]
        self.helper = page_helper()
        self.helper.layout = Layout(
            "name", Row(Column("provider", css_class="col-md-6"), Column("until",
            css_class="col-md-6")),
        )  # fmt: skip
