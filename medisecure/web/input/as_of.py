"""An instant that a doctor asks about: what could be read then."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.access.actor import Role
from medisecure.clock import CLINIC_ZONE, zone
from medisecure.web.input.fields import TypedDate
from medisecure.web.requests import ClinicalRequest
from medisecure.written.characters import western_digits


class TypedTime(forms.TimeField):
    """A time of day in any digits."""

    def to_python(self, value: Any) -> time | None:
        return super().to_python(western_digits(value) if isinstance(value, str) else value)


class AsOfForm(forms.Form):
    """A day and a time at the clinic: what could be read then."""

    day = TypedDate(label=_("Day"))
    time = TypedTime(label=_("Time"), required=False)

    def instant(self) -> datetime:
        """That instant; the end of the day where no time was given."""
        cleaned = self.cleaned_data
        last = time(23, 59, 59, 999000)
        return datetime.combine(cleaned["day"], cleaned["time"] or last, zone(CLINIC_ZONE))


def read_as_of(request: ClinicalRequest) -> tuple[AsOfForm, datetime | None]:
    """The form with what the address asks for, and the instant; None for now, and for patients."""
    if "day" not in request.GET or request.role is not Role.PROVIDER:
        return AsOfForm(), None
    form = AsOfForm(request.GET)
    return form, form.instant() if form.is_valid() else None
