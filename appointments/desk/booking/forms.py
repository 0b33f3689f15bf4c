"""What the front desk types about a visit: which one is wanted, or why it is called off."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from appointments.booking.services import BookingRequest, sees_patients
from appointments.desk.booking.overruling import AnywayPart
from appointments.desk.booking.repeating import Repeating
from appointments.desk.details.places import PlacePart
from appointments.visit_flow.asking_why import BeyondPart
from appointments.visits.models import REASON_LENGTH
from appointments.visits.wording import MODES
from medisecure.clock import CLINIC_ZONE, from_utc_text, zone
from medisecure.web.input.day_picker import DayPicker
from medisecure.web.input.fields import FormId, TypedDate, TypedText, page_helper
from patients.records.wording import VISIT_TYPES
from providers.directory.models import Provider
from providers.directory.rules import MAX_WINDOW_DAYS

LENGTHS = (15, 20, 30, 45, 60, 90, 120)
USUAL_LENGTH = 30
FURTHEST = dt.timedelta(days=MAX_WINDOW_DAYS)
TYPES = [(word, VISIT_TYPES[word]) for word in VISIT_TYPES]


def lengths(*unusual: int) -> list[tuple[int, str]]:
    """The lengths on offer in minutes, in the language of whoever opens the form."""
    return [
        (each, ngettext("%(n)d minute", "%(n)d minutes", each) % {"n": each})
        for each in sorted({*LENGTHS, *unusual})
    ]


def grouped_doctors(
    providers: Sequence[Provider], notes: Mapping[str, str] | None = None
) -> list[Any]:
    """Doctors who see patients as choices, by department; `notes` say more of each, by id."""
    grouped: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in providers:
        if sees_patients(each):
            note = (notes or {}).get(each.provider_id)
            label = f"{each.display_name} · {note}" if note else each.display_name
            grouped[each.department or ""].append((each.provider_id, label))
    departments = [(name or _("Other"), doctors) for name, doctors in sorted(grouped.items())]
    return [("", _("Choose a doctor")), *departments]


class TimesForm(forms.Form):
    """A doctor, day and length, which decide the times that are offered, and one of those."""

    provider = forms.ChoiceField(label=_("Doctor"))
    date = TypedDate(label=_("Day"), widget=DayPicker())
    minutes = forms.TypedChoiceField(
        label=_("Length"),
        coerce=int,
        choices=lengths,
        initial=USUAL_LENGTH,
    )
    starts_at = forms.CharField(
        label=_("Time"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the free times.")},
    )
    times_of = forms.DateField(required=False, widget=forms.HiddenInput)  # whose times were shown

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
        self.today = dt.date.min
        self.zones: dict[str, str] = {}

    def offer(self, providers: Sequence[Provider], today: dt.date) -> None:
        """Whom may be booked, by department, and from which day on."""
        self.zones = {each.provider_id: each.zone_name for each in providers}
        self.fields["provider"].choices = grouped_doctors(providers)  # type: ignore[attr-defined]
        self.today = today
        self.fields["date"].widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + FURTHEST).isoformat(),
        }

    def clean_date(self) -> dt.date | None:
        """A day from today on, within two years."""
        day: dt.date = self.cleaned_data["date"]
        if day < self.today:
            raise ValidationError(_("This day has passed."), code="past")
        if day > self.today + FURTHEST:
            raise ValidationError(_("Visits can be booked two years ahead at most."), code="far")
        return day

    def clean_starts_at(self) -> dt.datetime | None:
        """The instant that was chosen."""
        try:
            return from_utc_text(self.cleaned_data["starts_at"])
        except ValueError as error:
            raise ValidationError(_("Choose one of the free times."), code="time") from error

    def clean(self) -> dict[str, Any]:
        """A time of the day that is chosen now, not of the one whose times were shown before."""
        typed = super().clean() or self.cleaned_data
        day, starts_at = typed.get("date"), typed.get("starts_at")
        if day and starts_at and day != self._listed(starts_at):
            self.add_error("starts_at", _("Choose one of the free times on the day you selected."))
        return typed

    def _listed(self, starts_at: dt.datetime) -> dt.date:
        """The day whose times were shown; the nearest of a refusal may lie on others."""
        zone_name = self.zones.get(self.cleaned_data.get("provider", ""), CLINIC_ZONE)
        shown: dt.date | None = self.cleaned_data.get("times_of")
        return shown or starts_at.astimezone(zone(zone_name)).date()


class BookingForm(Repeating, BeyondPart, AnywayPart, TimesForm):
    """One visit; staff may put it where there is no room if they say why."""

    appointment_id = FormId(prefix="appointment")
    visit_type = forms.ChoiceField(label=_("Type of visit"), choices=TYPES, initial="CONSULTATION")
    mode = forms.ChoiceField(
        label=_("Visit mode"), choices=[(word, MODES[word]) for word in MODES], initial="IN_PERSON"
    )
    reason = TypedText(
        label=_("Reason for visit (optional)"),
        help_text=_("In the patient's own words. The doctor sees it."),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def focus(self, *, has_time: bool) -> None:
        """Have the cursor where typing goes on: the doctor, or the reason once a time is chosen."""
        self.fields["reason" if has_time else "provider"].widget.attrs["autofocus"] = True

    def booking_request(self, patient_id: str) -> BookingRequest:
        """The visit that is wanted, once the form is valid."""
        typed = self.cleaned_data
        return BookingRequest(
            appointment_id=typed["appointment_id"],
            patient_id=patient_id,
            provider_id=typed["provider"],
            starts_at=typed["starts_at"],
            minutes=typed["minutes"],
            visit_type=typed["visit_type"],
            mode=typed["mode"],
            reason=typed["reason"],
            overrule=self.overrule,
            beyond=typed["beyond"] or self.overrule,
        )


class MoveForm(PlacePart, BeyondPart, AnywayPart, TimesForm):
    """Another time, doctor or length for a visit, as it was when the page was opened."""

    sequence = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].required = False  # the board drops on an instant
        self.fields["anyway"].label = _("Move anyway (overbook)")

    def clean_date(self) -> dt.date | None:
        """The day whose times are shown, if it was said."""
        return super().clean_date() if self.cleaned_data["date"] else None

    def keep_length(self, minutes: int) -> None:
        """Offer the length the visit has, even if it is an unusual one."""
        self.fields["minutes"].choices = lengths(minutes)  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    """Why a visit is called off; the desk always says why."""

    reason = TypedText(
        label=_("Why is it cancelled?"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
        error_messages={"required": _("Say why, in a few words.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
