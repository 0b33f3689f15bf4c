"""What patients change themselves: phone, address, whom to call."""

from dataclasses import replace
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.identity.person import Address, Preferences
from medisecure.web.input.fields import TypedPhone, page_helper
from patients.correction.services import EditableDetails
from patients.profile.models import MedicalInfo, Patient
from patients.registration.contact_fields import ContactFields
from patients.registration.layout import row


class MyContactForm(ContactFields):
    """How the clinic reaches the patient; `version` tells whether the form has gone stale."""

    field_order = ("version", "phone_number")

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    phone_number = TypedPhone(label=_("Phone"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
        self.helper.layout = Layout(
            Fieldset(_("How to reach you"), "phone_number"),
            Fieldset(_("Address"), row("street", "city"), row("postal_code", "country")),
            Fieldset(
                _("Whom to call in an emergency"),
                row("contact_name", "contact_relationship"),
                "contact_phone",
            ),
        )

    def clean(self) -> dict[str, Any]:
        """Whom to call needs a name."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("contact_phone") and not cleaned.get("contact_name"):
            self.add_error("contact_name", _("Say whose phone or e-mail this is."))
        return cleaned

    def details(self, patient: Patient) -> EditableDetails:
        """The profile with what was typed, once the form is valid."""
        cleaned, who = self.cleaned_data, patient.personal_info
        home = replace(who.address or Address(), **self.address_lines())
        medical = patient.medical_info or MedicalInfo()
        return EditableDetails(
            personal_info=replace(
                who,
                phone_number=cleaned["phone_number"] or None,
                address=None if home == Address() else home,
            ),
            emergency_contact=self.emergency_contact(),
            insurance_provider=medical.insurance_provider,
            insurance_number=medical.insurance_number,
            preferences=patient.preferences or Preferences(),
            version=cleaned["version"],
        )
