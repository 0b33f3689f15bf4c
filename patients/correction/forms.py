"""The form of the registration, filled with what is kept, for the desk to correct."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.identity.person import Address, Guardian, Identifiers, Preferences
from medisecure.web.input.fields import Born
from patients.correction.services import EditableDetails
from patients.profile.models import EmergencyContact, MedicalInfo, Patient
from patients.registration.forms import WhoForm

FIELD_NAMES = {
    "first_name": _("First name"), "last_name": _("Family name"), "email": _("E-mail"),
    "phone_number": _("Phone"), "date_of_birth": _("Date of birth"),
    "birth_date_estimated": _("Date of birth"), "gender": _("Sex"), "address": _("Address"),
    "identifiers": _("Numbers"), "guardian": _("Guardian or carer"),
    "emergency_contact": _("Emergency contact"), "insurance_provider": _("Insurance company"),
    "insurance_number": _("Insurance number"), "language": _("Language"),
    "communication_method": _("Reminders by"), "photo": _("Photo"),
}  # fmt: skip


class CorrectForm(WhoForm):
    """What may be corrected; `version` tells whether the form has gone stale."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def details(self, patient: Patient) -> EditableDetails:
        """What was typed, once the form is valid; what the form does not ask stays."""
        cleaned = self.cleaned_data
        info = self.personal_info()
        home = patient.personal_info.address
        if home and home.state:
            info = replace(info, address=replace(info.address or Address(), state=home.state))
        wishes = patient.preferences or Preferences()
        return EditableDetails(
            personal_info=info,
            emergency_contact=self.emergency_contact(),
            insurance_provider=cleaned["insurance_provider"] or None,
            insurance_number=cleaned["insurance_number"] or None,
            preferences=replace(
                wishes,
                language=cleaned["language"],
                communication_method=cleaned["communication_method"],
            ),
            version=cleaned["version"],
        )


def initial_of(patient: Patient) -> dict[str, Any]:
    """What is kept, field by field of the form."""
    who, wishes = patient.personal_info, patient.preferences or Preferences()
    medical = patient.medical_info or MedicalInfo()
    home, ids = who.address or Address(), who.identifiers or Identifiers()
    guardian, contact = who.guardian or Guardian(name=""), medical.emergency_contact
    contact = contact or EmergencyContact(name="")
    born = who.date_of_birth
    return {
        "version": patient.version,
        "first_name": who.first_name,
        "last_name": who.last_name,
        "date_of_birth": str(Born(born, who.birth_date_estimated)) if born else "",
        "birth_date_unknown": born is None,
        "gender": who.gender or "",
        "national_id": ids.national_id or "",
        "passport_number": ids.passport_number or "",
        "phone_number": who.phone_number or "",
        "email": who.email or "",
        "language": wishes.language,
        "communication_method": wishes.communication_method,
        "guardian_name": guardian.name,
        "guardian_relationship": guardian.relationship or "",
        "guardian_phone": guardian.phone_number or "",
        "guardian_email": guardian.email or "",
        "street": home.street or "",
        "city": home.city or "",
        "postal_code": home.postal_code or "",
        "country": home.country or "",
        "contact_name": contact.name,
        "contact_relationship": contact.relationship or "",
        "contact_phone": contact.phone_number or "",
        "insurance_provider": medical.insurance_provider or "",
        "insurance_number": medical.insurance_number or "",
    }
