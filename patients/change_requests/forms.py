"""What a patient types who asks for a change, and what the desk says to it."""

from typing import Any, ClassVar

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.web.input.fields import FormId, TypedText, page_helper
from patients.change_requests.models import NOTE_LENGTH
from patients.change_requests.services import RequestedChange
from patients.correction.forms import CorrectForm, initial_of
from patients.correction.services import changed_fields, corrected
from patients.profile.models import Patient
from patients.registration.layout import row

CONTACT = (
    "phone_number", "street", "city", "postal_code", "country",
    "contact_name", "contact_relationship", "contact_phone",
)  # fmt: skip
# The language and the way of reminders are the reader's own business, on their own page.
NOT_ASKED = ("version", "language", "communication_method")


class AskForm(CorrectForm):
    """The details as they should be; what the patient changes themselves is asked of others only.

    What it does not show stays as it is kept.
    """

    labels: ClassVar[dict[str, Any]] = {
        "guardian_phone": _("Phone of the guardian"), "guardian_email": _("E-mail of the guardian"),
        "birth_date_unknown": _("The date of birth is not known"),
    }  # fmt: skip

    request_id = FormId(prefix="change")
    note = TypedText(
        label=_("A word to the front desk"), max_length=NOTE_LENGTH, required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Why it is to change, or which paper shows it. Bring the paper to your visit."),
    )  # fmt: skip

    def __init__(self, *args: Any, patient: Patient, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial=initial_of(patient), **kwargs)
        self.patient = patient
        left_out = (*NOT_ASKED, *CONTACT) if own else NOT_ASKED
        self._stays = {name: self.initial[name] for name in left_out}
        for name in left_out:
            del self.fields[name]
        for name, label in self.labels.items():
            self.fields[name].label = label
        for name in ("first_name", "phone_number"):
            if name in self.fields:
                self.fields[name].help_text = ""
        self.helper = page_helper()
        self.helper.layout = self._layout(own=own)

    def _layout(self, *, own: bool) -> Layout:
        contact = [] if own else [
            Fieldset(_("How to reach the patient"), "phone_number"),
            Fieldset(_("Address"), row("street", "city"), row("postal_code", "country")),
            Fieldset(
                _("Whom to call in an emergency"),
                row("contact_name", "contact_relationship", "contact_phone"),
            ),
        ]  # fmt: skip
        return Layout(
            "request_id",
            Fieldset(
                _("Name, birth and sex"),
                row("first_name", "last_name"), row("date_of_birth", "gender"),
                "birth_date_unknown",
            ),
            Fieldset(_("Numbers and e-mail"), row("national_id", "passport_number"), "email"),
            *contact,
            Fieldset(_("Insurance"), row("insurance_provider", "insurance_number")),
            Fieldset(
                _("Guardian or carer: whoever answers for a child"),
                row("guardian_name", "guardian_relationship"),
                row("guardian_phone", "guardian_email"),
            ),
            "note",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """As at the desk, and something must be asked for."""
        self.cleaned_data.update(self._stays)
        cleaned = super().clean()
        if self.patient.cognito_user_id and self.patient.email and not cleaned.get("email"):
            self._say("email", _("With this e-mail you sign in: write the new one."))
        if not self.errors and not self._differs():
            self.add_error(None, _("Nothing here differs from what is kept. Change what is wrong."))
        return cleaned

    def change(self) -> RequestedChange:
        """What is asked for, once the form is valid."""
        return RequestedChange(
            request_id=self.cleaned_data["request_id"],
            details=self.details(self.patient),
            note=self.cleaned_data["note"],
        )

    def _differs(self) -> bool:
        return bool(
            changed_fields(self.patient, corrected(self.patient, self.details(self.patient)))
        )

    def _say(self, name: str, problem: Any) -> None:
        """Of what is not on the form nothing is said: it is none of the reader's doing."""
        if name in self.fields:
            super()._say(name, problem)


class AnswerForm(forms.Form):
    """What the patient reads; `version` is that of the profile the desk compared with."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    words = TypedText(
        label=_("A word to the patient"), max_length=NOTE_LENGTH, required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Needed to decline; may be left out to accept."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
