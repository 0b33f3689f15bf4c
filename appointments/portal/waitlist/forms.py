"""What somebody types to stand on the waitlist."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appointments.booking.services import sees_patients
from appointments.portal.forms import whom_choices
from appointments.portal.online_rules import USUAL_KIND, USUAL_MINUTES, kinds_of, shape_of
from appointments.visits.models import REASON_LENGTH, Appointment
from appointments.waitlist.models import ANY, Half, WaitlistEntry
from appointments.waitlist.services import WaitlistRequest
from appointments.waitlist.wording import DAYS, HALVES
from medisecure.web.input.day_picker import DayPicker
from medisecure.web.input.fields import TypedDate, TypedText, new_id, page_helper
from providers.directory.choosing import sees_age
from providers.directory.models import Provider

LONGEST = timedelta(days=365)
USUAL_WAIT = timedelta(days=30)
SELECT = {"class": "form-select"}


class WaitlistForm(forms.Form):
    """With whom, what for, and on which days; of a visit that moves the kind and length stay."""

    visit = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    whom = forms.ChoiceField(label=_("Doctor or specialty"), widget=forms.Select(SELECT))
    kind = forms.ChoiceField(label=_("Type of visit"), widget=forms.Select(SELECT))
    earliest = TypedDate(label=_("From"), widget=DayPicker())
    latest = TypedDate(label=_("Until"), widget=DayPicker())
    half = forms.ChoiceField(
        label=_("Time of day"),
        required=False,
        choices=[("", _("Any time of day")), *((str(each), name) for each, name in HALVES.items())],
        widget=forms.RadioSelect,
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Only on these days (leave empty for any day)"),
        required=False,
        choices=list(DAYS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    note = TypedText(
        label=_("Reason for visit (optional)"),
        help_text=_("The doctor reads it before the visit."),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.moving: Appointment | None = None
        self.helper = page_helper()

    def offer(
        self, providers: Iterable[Provider], moving: Appointment | None, age: int | None
    ) -> None:
        """Whom and what may be asked for; what is for a new visit alone goes if one moves.

        Who does not see that age never gets an offer: they are named only where their visit moves.
        """
        self.moving = moving
        stays = moving.provider_id if moving else ""
        able = [each for each in providers if sees_age(each, age) or each.provider_id == stays]
        seen = [each for each in able if sees_patients(each)]
        self.doctors = {each.provider_id: each for each in seen}
        asked = str(self["whom"].value() or "")
        choices = [
            (value, _("Any doctor") if value == ANY else name)
            for value, name in whom_choices(seen, asked)
        ]
        self.fields["whom"].choices = choices  # type: ignore[attr-defined]
        if moving:
            del self.fields["kind"], self.fields["note"]
            return
        doctor = self.doctors.get(asked)
        self.fields["kind"].choices = kinds_of(doctor)  # type: ignore[attr-defined]

    def clean_latest(self) -> date:
        """The last day: not over, not before the first, and of a visit that moves not after it."""
        last: date = self.cleaned_data["latest"]
        first = self.cleaned_data.get("earliest") or self.today
        if last < max(first, self.today):
            raise ValidationError(_("The last day must not be in the past or before the first."))
        if last > self.today + LONGEST:
            raise ValidationError(_("Choose a day within a year from now."))
        return min(last, self.moving.local_date) if self.moving else last

    def waitlist_request(self, patient_id: str) -> WaitlistRequest:
        """What is typed; the length of a new visit is the doctor's to say."""
        typed, kind = self.cleaned_data, self.cleaned_data.get("kind", "")
        doctor = self.doctors.get(typed["whom"])
        return WaitlistRequest(
            patient_id=patient_id,
            whom=typed["whom"],
            earliest=typed["earliest"],
            latest=typed["latest"],
            minutes=shape_of(doctor, kind)[0] if doctor else USUAL_MINUTES,
            visit_type=kind,
            moving=self.moving.appointment_id if self.moving else "",
            visit_id=new_id("appointment"),
            weekdays=tuple(typed["weekdays"]),
            half=Half(typed["half"]) if typed["half"] else None,
            note=typed.get("note", ""),
        )


def as_it_stands(entry: WaitlistEntry) -> dict[str, Any]:
    """The form's values of somebody who is on the list already."""
    return {
        "whom": entry.whom,
        "kind": entry.visit_type or USUAL_KIND,
        "earliest": entry.earliest,
        "latest": entry.latest,
        "half": entry.half or "",
        "weekdays": entry.weekdays or [],
        "note": entry.note or "",
    }
