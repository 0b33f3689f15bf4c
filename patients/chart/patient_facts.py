"""Who the patient of a chart is, beside what stands on top; without the template engine.

See docs/adr/0089-what-templates-repeat.md.
"""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from medisecure.web.display.markup.panels import fact
from medisecure.web.display.people import sex
from medisecure.web.display.values import absent, value
from patients.profile.models import EmergencyContact, Patient


def patient_facts(patient: Patient) -> SafeString:
    """Sex, blood type, phone, whom to call, insurance."""
    info, medical = patient.personal_info, patient.medical_info
    contact, insurance = absent(), str(absent())
    blood_type = medical.blood_type if medical else None
    if medical:
        contact = _contact(medical.emergency_contact) if medical.emergency_contact else contact
        number = medical.insurance_number
        insurance = value(medical.insurance_provider)
        insurance += f" {value(number, kind='id')}" if number else ""
    facts = (
        fact(_("Sex"), sex(info.gender)),
        fact(_("Blood type"), value(blood_type)),
        fact(_("Phone"), value(info.phone_number, kind="phone")),
        fact(_("Emergency contact"), contact),
        fact(_("Insurance"), insurance),
    )
    return SafeString(f'<dl class="facts facts-compact">{"".join(facts)}</dl>')


def _contact(contact: EmergencyContact) -> SafeString:
    related, phone = contact.relationship, contact.phone_number
    who = f' <span class="muted">({value(related)})</span>' if related else ""
    call = f"<br>{value(phone, kind='phone')}" if phone else ""
    return SafeString(f"{value(contact.name)}{who}{call}")
