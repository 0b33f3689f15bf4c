"""Where somebody lives and whom to call: the same fields for the desk and for patients."""

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.identity.person import ADDRESS_LINE_LENGTH, NAME_LENGTH
from medisecure.web.input.fields import TypedName, TypedNumber, TypedPhone, TypedText
from patients.profile.models import RELATIONSHIP_LENGTH, EmergencyContact

LINES = ("street", "city", "postal_code", "country")


class ContactFields(forms.Form):
    """The lines of an address, and the person to call; a form names what goes before them."""

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

    def address_lines(self) -> dict[str, str | None]:
        """The typed lines by their name in `Address`; None for an empty one."""
        return {name: self.cleaned_data[name] or None for name in LINES}

    def emergency_contact(self) -> EmergencyContact | None:
        """Whom to call, once the form is valid."""
        typed = self.cleaned_data
        if not typed["contact_name"]:
            return None
        return EmergencyContact(
            name=typed["contact_name"],
            relationship=typed["contact_relationship"] or None,
            phone_number=typed["contact_phone"] or None,
        )
