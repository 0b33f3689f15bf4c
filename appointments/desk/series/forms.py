"""What the front desk types about a series: its dates one by one, its new time, why it is off."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appointments.desk.booking.forms import FURTHEST, BookingForm, CancelForm, grouped_doctors
from appointments.scheduling.times import STEP_MINUTES
from appointments.series.models import Which, number_of
from appointments.series.services import Repeat
from appointments.visit_flow.asking_why import BeyondPart
from appointments.visits.models import Appointment
from medisecure.clock import from_utc_text
from medisecure.web.input.day_picker import DayPicker
from medisecure.web.input.fields import TypedDate, page_helper
from providers.directory.models import Provider

DATE = "date_"
LEAVE = "leave"  # the choice of no visit on this date, or of none that moves
_SEEN = re.compile(r"\d{1,2}:\d{1,6}(,\d{1,2}:\d{1,6}){0,11}")


class RepeatForm(BookingForm):
    """The booking form sent for several dates at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("every", "count"):
            self.fields[name].required = True

    def clean(self) -> dict[str, Any]:
        """A series only takes times that are free."""
        cleaned = super().clean()
        if cleaned.get("anyway"):
            self.add_error("anyway", _("Only a single visit can be booked where there is no room."))
        return cleaned

    def repeat(self, patient_id: str) -> Repeat:
        """The series that is wanted, once the form is valid."""
        cleaned = self.cleaned_data
        return Repeat(
            booking_request=self.booking_request(patient_id),
            every=cleaned["every"],
            count=cleaned["count"],
        )


class DatesForm(BeyondPart):
    """One choice a date: a time, or none. `numbers` are those of the dates."""

    def __init__(self, *args: Any, numbers: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in numbers:
            self.fields[name_of(number)] = forms.CharField(
                label=_("Visit %(n)d") % {"n": number},
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose a time, or leave this one out.")},
            )

    @property
    def chosen(self) -> dict[int, dt.datetime]:
        """The chosen times by number, once the form is valid; what is left out is not in it."""
        return {
            int(name.rpartition("_")[2]): value
            for name, value in self.cleaned_data.items()
            if name.startswith(DATE) and value is not None
        }

    def clean(self) -> dict[str, Any]:
        """Instants out of what the page wrote."""
        cleaned = super().clean() or self.cleaned_data
        for name, text in list(cleaned.items()):
            if not name.startswith(DATE):
                continue
            try:
                cleaned[name] = None if text == LEAVE else from_utc_text(text)
            except ValueError:
                self.add_error(name, _("Choose a time, or leave this one out."))
        return cleaned

    def mark(self, numbers: Iterable[int]) -> None:
        """These times were taken by somebody else meanwhile."""
        for number in numbers:
            self.add_error(name_of(number), _("This time was taken a moment ago."))

    def mark_beyond(self, numbers: Iterable[int]) -> None:
        """These are more than the patient should have."""
        for number in numbers:
            words = _("This visit is beyond the patient's limit: see above.")
            self.add_error(name_of(number), words)


class MoveSeriesForm(forms.Form):
    """Where the visit at hand should go; the others of the series go with it."""

    which = forms.ChoiceField(
        label=_("Which visits"),
        choices=[
            (Which.FOLLOWING, _("This and the following visits")),
            (Which.ALL, _("All upcoming visits")),
        ],
        initial=Which.FOLLOWING,
        widget=forms.RadioSelect,
    )
    provider = forms.ChoiceField(label=_("Doctor"))
    date = TypedDate(label=_("New day of this visit"), widget=DayPicker())
    time = forms.TimeField(
        label=_("New time for all"),
        input_formats=["%H:%M"],
        widget=forms.TimeInput({"type": "time", "step": STEP_MINUTES * 60}, "%H:%M"),
        error_messages={"invalid": _("Write the time as HH:MM, such as 08:00.")},
    )

    def __init__(
        self, *args: Any, providers: Sequence[Provider], today: dt.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
        self.today = today
        self.fields["provider"].choices = grouped_doctors(providers)  # type: ignore[attr-defined]

    def clean_date(self) -> dt.date:
        """A day from today on, within two years."""
        day: dt.date = self.cleaned_data["date"]
        if not self.today <= day <= self.today + FURTHEST:
            raise ValidationError(_("Choose a day from today on, within two years."), code="day")
        return day

    def clean_time(self) -> dt.time:
        """A full quarter of an hour."""
        at: dt.time = self.cleaned_data["time"]
        if at.minute % STEP_MINUTES:
            raise ValidationError(
                _("Choose a time on the quarter hour, such as 08:15."), code="quarter"
            )
        return at

    @property
    def shown(self) -> str:
        """What the dates below were shown for: other values need another look."""
        return "|".join(str(self[name].value()) for name in ("which", "provider", "date", "time"))


class CancelSeriesForm(CancelForm):
    """Which visits are called off, and why."""

    visit = forms.TypedMultipleChoiceField(
        label=_("Visits"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one visit.")},
    )

    def offer(self, visits: Iterable[Appointment]) -> None:
        """The visits that can still be called off."""
        numbers = [(number_of(each), "") for each in visits]
        self.fields["visit"].choices = numbers  # type: ignore[attr-defined]


def name_of(number: int) -> str:
    """The name of the field of a date."""
    return f"{DATE}{number}"


def written_seen(seen: Mapping[int, int]) -> str:
    """Each visit's sequence as the page carries it: `1:0,2:1`."""
    return ",".join(f"{number}:{sequence}" for number, sequence in seen.items())


def read_seen(text: str) -> dict[int, int]:
    """The same read back; empty, which fits no visit, for anything odd."""
    if not (text.isascii() and _SEEN.fullmatch(text)):
        return {}
    pairs = (pair.split(":") for pair in text.split(","))
    return {int(number): int(sequence) for number, sequence in pairs}
