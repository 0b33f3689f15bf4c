"""What patients change themselves: phone, address, whom to call."""

from dataclasses import replace
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.identity.person import ADDRESS_LINE_LENGTH, NAME_LENGTH, Address, Preferences
from medisecure.web.input.fields import TypedName, TypedNumber, TypedPhone, TypedText, page_helper
from patients.correction.services import EditableDetails
from patients.profile.models import RELATIONSHIP_LENGTH, EmergencyContact, MedicalInfo, Patient
from patients.registration.layout import row

LINES = ("street", "city", "postal_code", "country")


class MyContactForm(forms.Form):
    """How the clinic reaches the patient; `version` tells whether the form has gone stale."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    phone_number = TypedPhone(label=_("Phone"), required=False)
    street = TypedText(label=_("Street"), max_length=ADDRESS_LINE_LENGTH, required=False)
    city = TypedText(label=_("City"), max_length=ADDRESS_LINE_LENGTH, required=False)
    postal_code = TypedNumber(
        label=_("Postal code"), max_length=ADDRESS_LINE_LENGTH, required=False
    )
    country = TypedText(label=_("Country"), max_length=ADDRESS_LINE_LENGTH, required=False)
    contact_name = TypedName(label=_("Name"), max_length=NAME_LENGTH, required=False)
    contact_relationship = TypedText(
        label=_("Relationship"), max_length=RELATIONSHIP_LENGTH, required=False
    )
    contact_phone = TypedPhone(label=_("Phone of this person"), required=False)

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
        lines = {name: cleaned[name] or None for name in LINES}
        home = replace(who.address or Address(), **lines)
        medical = patient.medical_info or MedicalInfo()
        contact = EmergencyContact(
            name=cleaned["contact_name"],
            relationship=cleaned["contact_relationship"] or None,
            phone_number=cleaned["contact_phone"] or None,
        )
        return EditableDetails(
            personal_info=replace(
                who,
                phone_number=cleaned["phone_number"] or None,
                address=None if home == Address() else home,
            ),
            emergency_contact=contact if contact.name else None,
            insurance_provider=medical.insurance_provider,
            insurance_number=medical.insurance_number,
            preferences=patient.preferences or Preferences(),
            version=cleaned["version"],
        )
