"""What the front desk types while the day runs: whom to change places with, who walks in."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appointments.booking.services import BookingRequest
from appointments.desk.booking.forms import grouped_doctors, lengths
from appointments.visit_flow.asking_why import BeyondPart
from appointments.visits.models import REASON_LENGTH, WALKED_IN
from medisecure.identity.person import NAME_LENGTH, PersonalInfo, Preferences
from medisecure.web.display.words.channels import channel_for
from medisecure.web.input.fields import (
    Born,
    FormId,
    TypedBirthDate,
    TypedName,
    TypedPhone,
    TypedText,
    page_helper,
)
from patients.profile.models import MedicalInfo
from patients.registration.forms import checked_birth
from patients.registration.services import NewPatient
from providers.directory.models import Provider

WALK_IN_MINUTES = 15
QUARTER = timedelta(minutes=15)
NOT_ASKED = ("", _("Not asked yet"))
_ARABIC = re.compile("[\u0621-\u064a]")
_OTHER = re.compile(r"([A-Za-z0-9_-]{1,64})/([A-Za-z0-9_-]{1,64})/(\d{1,9})")
WHO = ("first_name", "last_name", "date_of_birth", "phone_number")


class SwapForm(BeyondPart):
    """The visit to change places with; `sequence` is that of the visit at hand."""

    sequence = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    other = forms.CharField(
        label=_("Swap with"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the other visit.")},
    )

    def clean_other(self) -> str:
        """Patient, visit and its sequence, as the page wrote them."""
        other: str = self.cleaned_data["other"]
        if not _OTHER.fullmatch(other):
            raise ValidationError(_("Choose the other visit."), code="other")
        return other

    @property
    def chosen(self) -> tuple[str, str]:
        """(patient id, visit id) of the other visit, once the form is valid."""
        patient_id, appointment_id, _sequence = self.cleaned_data["other"].split("/")
        return patient_id, appointment_id

    @property
    def chosen_sequence(self) -> int:
        """The other visit's sequence as the page showed it."""
        return int(self.cleaned_data["other"].split("/")[2])


class WalkInForm(BeyondPart):
    """Somebody who stands at the desk: a patient who was found, or a new one; and the doctor."""

    appointment_id = FormId(prefix="appointment")
    patient_id = FormId(prefix="patient")  # of a new patient
    known = forms.RegexField(r"^[A-Za-z0-9_-]{1,64}$", required=False, widget=forms.HiddenInput)
    first_name = TypedName(label=_("First name"), max_length=NAME_LENGTH, required=False)
    last_name = TypedName(label=_("Family name"), max_length=NAME_LENGTH, required=False)
    date_of_birth = TypedBirthDate(
        label=_("Date of birth"),
        required=False,
        help_text=_("Only the year: about 1960. Not known: leave this empty; you will be asked."),
    )
    birth_date_unknown = forms.BooleanField(label=_("Birth date not known"), required=False)
    phone_number = TypedPhone(label=_("Phone"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, required=False)
    provider = forms.ChoiceField(label=_("Doctor"))
    minutes = forms.TypedChoiceField(
        label=_("Length"),
        coerce=int,
        choices=lengths,
        initial=WALK_IN_MINUTES,
    )
    reason = TypedText(
        label=_("Reason for visit (optional)"), max_length=REASON_LENGTH, required=False
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
        self.today = today
        self.fields["language"].choices = [NOT_ASKED, *settings.LANGUAGES]  # type: ignore[attr-defined]
        self.fields["first_name"].widget.attrs["autofocus"] = True

    def offer(self, providers: Sequence[Provider], notes: Mapping[str, str]) -> None:
        """Whom they may see, and who of those is free."""
        choices = grouped_doctors(providers, notes)
        self.fields["provider"].choices = choices  # type: ignore[attr-defined]

    def clean_date_of_birth(self) -> Born | None:
        """A day that has been; typing slips of a century are caught."""
        return checked_birth(self.cleaned_data["date_of_birth"], self.today)

    def clean(self) -> dict[str, Any]:
        """A new patient has a name, one at least, and a birth date, its year, or none known."""
        typed = super().clean() or self.cleaned_data
        if typed.get("known"):
            return typed
        named = typed.get("first_name") or typed.get("last_name")
        if not named and "first_name" not in self.errors:
            self.add_error("first_name", _("Enter a name. One name is enough."))
        said = typed.get("date_of_birth") or typed.get("birth_date_unknown")
        if "date_of_birth" not in self.errors and not said:
            text = _("Write the date or the year, or tick that it is not known.")
            self.add_error("date_of_birth", text)
        return typed

    @property
    def asks_if_known(self) -> bool:
        """Whether it is asked if the birth date is known: not of everybody, for it costs a key."""
        return bool(self.errors.get("date_of_birth") or self["birth_date_unknown"].value())

    @property
    def typed_so_far(self) -> str:
        """Whatever was typed about who it is, as one search."""
        return " ".join(str(self.data.get(name, "")) for name in WHO).strip()

    def new_patient(self) -> NewPatient:
        """The registration, once the form is valid."""
        typed = self.cleaned_data
        born: Born | None = typed["date_of_birth"]
        return NewPatient(
            patient_id=typed["patient_id"],
            personal_info=PersonalInfo(
                first_name=typed["first_name"] or typed["last_name"],
                last_name=typed["last_name"] if typed["first_name"] else "",
                phone_number=typed["phone_number"] or None,
                date_of_birth=born.on if born else None,
                birth_date_estimated=bool(born and born.estimated),
            ),
            medical_info=MedicalInfo(),
            preferences=Preferences(
                language=typed["language"] or language_of(typed["first_name"], typed["last_name"]),
                communication_method=channel_for(email=False),  # a phone is all that is asked
            ),
        )

    def booking_request(self, patient_id: str, now: datetime) -> BookingRequest:
        """A visit in this very quarter of an hour, with or without room."""
        typed = self.cleaned_data
        starts_at = now.replace(
            minute=now.minute - now.minute % (QUARTER // timedelta(minutes=1)),
            second=0,
            microsecond=0,
        )
        return BookingRequest(
            appointment_id=typed["appointment_id"],
            patient_id=patient_id,
            provider_id=typed["provider"],
            starts_at=starts_at,
            minutes=typed["minutes"],
            visit_type="CONSULTATION",
            mode="IN_PERSON",
            reason=typed["reason"],
            overrule=WALKED_IN,
            beyond=typed["beyond"],
        )


def language_of(*names: str) -> str:
    """The likeliest language of somebody whom nobody asked: by the letters of the name."""
    return "ar" if any(map(_ARABIC.search, names)) else settings.LANGUAGE_CODE
