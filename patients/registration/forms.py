"""What the front desk types about a patient: a search, a registration."""

from datetime import date
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from medisecure.identity.person import (
    ADDRESS_LINE_LENGTH,
    NAME_LENGTH,
    Address,
    PersonalInfo,
    Preferences,
)
from medisecure.web.input.fields import (
    FormId,
    TypedDate,
    TypedEmail,
    TypedNumber,
    TypedPhone,
    TypedText,
    page_helper,
)
from patients.profile.models import (
    INSURANCE_NUMBER_LENGTH,
    INSURANCE_PROVIDER_LENGTH,
    RELATIONSHIP_LENGTH,
    EmergencyContact,
    MedicalInfo,
)
from patients.registration.services import NewPatient

FIRST_YEAR = 1880
GENDERS = [("", _("Not said")), ("F", _("Female")), ("M", _("Male")), ("OTHER", _("Other"))]
MORE = (
    "street", "city", "postal_code", "country", "contact_name", "contact_relationship",
    "contact_phone", "insurance_provider", "insurance_number",
)  # fmt: skip
CHANNELS = [("email", _("E-mail")), ("sms", _("Text message")), ("phone", _("Phone call"))]


class RegisterForm(forms.Form):
    """A new patient. Allergies are for a clinician to ask."""

    patient_id = FormId(prefix="patient")
    first_name = TypedText(label=_("First name"), max_length=NAME_LENGTH)
    last_name = TypedText(label=_("Family name"), max_length=NAME_LENGTH)
    date_of_birth = TypedDate(
        label=_("Date of birth"),
        help_text=_("Day, month, year, such as 15/06/1985"),
        widget=forms.DateInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    gender = forms.ChoiceField(label=_("Sex"), choices=GENDERS, required=False)
    phone_number = TypedPhone(
        label=_("Phone"), required=False, help_text=_("Several people may share one number.")
    )
    email = TypedEmail(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    communication_method = forms.ChoiceField(label=_("Reminders by"), choices=CHANNELS)
    street = TypedText(label=_("Street"), max_length=ADDRESS_LINE_LENGTH, required=False)
    city = TypedText(label=_("City"), max_length=ADDRESS_LINE_LENGTH, required=False)
    postal_code = TypedNumber(
        label=_("Postal code"), max_length=ADDRESS_LINE_LENGTH, required=False
    )
    country = TypedText(label=_("Country"), max_length=ADDRESS_LINE_LENGTH, required=False)
    contact_name = TypedText(label=_("Name"), max_length=NAME_LENGTH, required=False)
    contact_relationship = TypedText(
        label=_("Relationship"), max_length=RELATIONSHIP_LENGTH, required=False
    )
    contact_phone = TypedPhone(label=_("Phone of this person"), required=False)
    insurance_provider = TypedText(
        label=_("Insurance company"), max_length=INSURANCE_PROVIDER_LENGTH, required=False
    )
    insurance_number = TypedNumber(
        label=_("Insurance number"), max_length=INSURANCE_NUMBER_LENGTH, required=False
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = page_helper()
        self.helper.layout = LAYOUT

    @property
    def opens_more(self) -> bool:
        """Whether the folded part of the form holds something to see."""
        return any(self[name].value() or self[name].errors for name in MORE)

    def clean_date_of_birth(self) -> date:
        """A day that has been; typing slips of a century are caught."""
        born: date = self.cleaned_data["date_of_birth"]
        if born > self.today:
            raise ValidationError(_("A date of birth cannot be in the future."), code="future")
        if born.year < FIRST_YEAR:
            raise ValidationError(_("Check the year of birth."), code="century")
        return born

    def clean(self) -> dict[str, Any]:
        """Whom to call needs a name."""
        typed = super().clean() or self.cleaned_data
        if typed.get("contact_phone") and not typed.get("contact_name"):
            self.add_error("contact_name", _("Say whose phone this is."))
        return typed

    def new_patient(self) -> NewPatient:
        """The registration, once the form is valid."""
        typed = self.cleaned_data
        return NewPatient(
            patient_id=typed["patient_id"],
            personal_info=self.personal_info(),
            medical_info=MedicalInfo(
                emergency_contact=self._contact(),
                insurance_provider=typed["insurance_provider"] or None,
                insurance_number=typed["insurance_number"] or None,
            ),
            preferences=Preferences(
                language=typed["language"], communication_method=typed["communication_method"]
            ),
        )

    def personal_info(self) -> PersonalInfo:
        """Who the person is."""
        typed = self.cleaned_data
        lines = {name: typed[name] or None for name in ("street", "city", "postal_code", "country")}
        return PersonalInfo(
            first_name=typed["first_name"],
            last_name=typed["last_name"],
            email=typed["email"] or None,
            phone_number=typed["phone_number"] or None,
            date_of_birth=typed["date_of_birth"],
            gender=typed["gender"] or None,
            address=Address(**lines) if any(lines.values()) else None,
        )

    def _contact(self) -> EmergencyContact | None:
        typed = self.cleaned_data
        if not typed["contact_name"]:
            return None
        return EmergencyContact(
            name=typed["contact_name"],
            relationship=typed["contact_relationship"] or None,
            phone_number=typed["contact_phone"] or None,
        )


def _row(*names: str) -> Div:
    width = "col-md-6" if len(names) == 2 else "col-md-4"  # noqa: PLR2004 - two or three a row
    return Div(*(Div(Field(name), css_class=width) for name in names), css_class="row")


LAYOUT = Layout(
    "patient_id",
    Fieldset(
        _("Who it is"),
        _row("first_name", "last_name"),
        _row("date_of_birth", "gender"),
    ),
    Fieldset(
        _("How to reach them"),
        _row("phone_number", "email"),
        _row("language", "communication_method"),
    ),
    HTML("<details class='mb-3'{% if form.opens_more %} open{% endif %}><summary>"),
    HTML(_("Address, emergency contact, insurance")),
    HTML("</summary>"),
    Fieldset(_("Address"), _row("street", "city"), _row("postal_code", "country")),
    Fieldset(
        _("Emergency contact"), _row("contact_name", "contact_relationship", "contact_phone")
    ),
    Fieldset(_("Insurance"), _row("insurance_provider", "insurance_number")),
    HTML("</details>"),
)  # fmt: skip
