"""What the front desk types about a visit: which one is wanted, or why it is called off."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from appointments.models import REASON_LENGTH
from appointments.services import Wish, sees_patients
from appointments.wording import MODES
from medisecure.clock import from_utc_text
from medisecure.web.fields import FormId, TypedDate, TypedText, page_helper
from patients.wording import VISIT_TYPES
from providers.models import Provider

LENGTHS = (15, 20, 30, 45, 60, 90, 120)
USUAL_LENGTH = 30
FURTHEST = dt.timedelta(days=730)
TYPES = [(word, VISIT_TYPES[word]) for word in VISIT_TYPES]


def lengths() -> list[tuple[int, str]]:
    """The lengths on offer, in the language of whoever opens the form."""
    return [
        (each, ngettext("%(n)d minute", "%(n)d minutes", each) % {"n": each}) for each in LENGTHS
    ]


class BookingForm(forms.Form):
    """One visit. The doctor, day and length decide which times are offered."""

    appointment_id = FormId(prefix="appointment")
    provider = forms.ChoiceField(label=_("Doctor"))
    date = TypedDate(label=_("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
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
    visit_type = forms.ChoiceField(label=_("Kind of visit"), choices=TYPES, initial="CONSULTATION")
    mode = forms.ChoiceField(
        label=_("How"), choices=[(word, MODES[word]) for word in MODES], initial="IN_PERSON"
    )
    reason = TypedText(
        label=_("Reason"),
        help_text=_("In the patient's own words; the doctor sees it."),
        max_length=REASON_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
        self.today = dt.date.min

    def offer(self, providers: Iterable[Provider], today: dt.date) -> None:
        """Whom may be booked, by department, and from which day on."""
        grouped: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for each in providers:
            if sees_patients(each):
                grouped[each.department or ""].append((each.provider_id, each.display_name))
        choices: list[Any] = [("", _("Choose a doctor"))]
        choices += [(name or _("Other"), doctors) for name, doctors in sorted(grouped.items())]
        self.fields["provider"].choices = choices  # type: ignore[attr-defined]
        self.today = today
        self.fields["date"].widget.attrs |= {
            "min": today.isoformat(),
            "max": (today + FURTHEST).isoformat(),
        }

    def clean_date(self) -> dt.date:
        """A day from today on, within two years."""
        day: dt.date = self.cleaned_data["date"]
        if day < self.today:
            raise ValidationError(_("This day has passed."), code="past")
        if day > self.today + FURTHEST:
            raise ValidationError(_("Visits can be booked two years ahead at most."), code="far")
        return day

    def clean_starts_at(self) -> dt.datetime:
        """The instant that was chosen."""
        try:
            return from_utc_text(self.cleaned_data["starts_at"])
        except ValueError as error:
            raise ValidationError(_("Choose one of the free times."), code="time") from error

    def wish(self, patient_id: str) -> Wish:
        """The visit that is wanted, once the form is valid."""
        typed = self.cleaned_data
        return Wish(
            appointment_id=typed["appointment_id"],
            patient_id=patient_id,
            provider_id=typed["provider"],
            starts_at=typed["starts_at"],
            minutes=typed["minutes"],
            visit_type=typed["visit_type"],
            mode=typed["mode"],
            reason=typed["reason"],
        )


class CancelForm(forms.Form):
    """Why a visit is called off; the desk always says why."""

    reason = TypedText(
        label=_("Why is it cancelled?"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why, in a few words.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
