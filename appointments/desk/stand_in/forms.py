"""Who stands in for a doctor, and on which day."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.web.input.day_picker import DayPicker
from medisecure.web.input.fields import TypedDate, page_helper
from providers.directory.models import Provider


class StandInForm(forms.Form):
    """The day, and the doctor who sees the patients instead."""

    date = TypedDate(label=_("Day"), widget=DayPicker())
    stand_in = forms.ChoiceField(label=_("Stand-in doctor"))

    def __init__(self, *args: Any, doctors: Iterable[Provider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = sorted(doctors, key=lambda each: each.personal_info.sort_name.casefold())
        choices = [(each.provider_id, each.display_name) for each in listed]
        self.fields["stand_in"].choices = [("", _("Choose a doctor")), *choices]  # type: ignore[attr-defined]
        self.helper = page_helper()
        self.helper.layout = Layout(
            Row(Column("date", css_class="col-md-6"), Column("stand_in", css_class="col-md-6"))
        )
