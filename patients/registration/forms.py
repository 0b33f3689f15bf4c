"""What the front desk types about a new patient."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from medisecure.identity.person import (
    NAME_LENGTH,
    Address,
    Guardian,
    Identifiers,
    PersonalInfo,
    Preferences,
)
from medisecure.web.display import photos
from medisecure.web.display.words.channels import (
    AS_GIVEN,
    NO_ADDRESS,
    channel_for,
    channels_offered,
    reaches,
)
from medisecure.web.input.fields import (
    Born,
    FormId,
    TypedBirthDate,
    TypedEmail,
    TypedName,
    TypedNumber,
    TypedPhone,
    TypedText,
    page_helper,
)
from patients.naming import identifiers
from patients.profile.models import (
    INSURANCE_NUMBER_LENGTH,
    INSURANCE_PROVIDER_LENGTH,
    RELATIONSHIP_LENGTH,
    MedicalInfo,
)
from patients.registration.contact_fields import ContactFields
from patients.registration.layout import LAYOUT, MORE, NEW_LAYOUT
from patients.registration.services import NewPatient

FIRST_YEAR = 1880
NO_LANGUAGE = {"required": _("Ask in which language they read and want their messages.")}
GENDERS = [
    ("", _("Not said")), ("F", _("Female")), ("M", _("Male")), ("OTHER", _("Other")),
    ("UNKNOWN", _("Unknown")),
]  # fmt: skip
_QID_PROBLEMS = {
    identifiers.Trouble.LENGTH: _("A Qatari id has 11 digits."),
    identifiers.Trouble.CENTURY: _("A Qatari id begins with 2 or 3. Check the first digit."),
    identifiers.Trouble.COUNTRY: _("Check the fourth to sixth digit: they name no country."),
    identifiers.Trouble.BIRTH_YEAR: _(
        "This id tells another year of birth. Check the id and the date of birth."
    ),
}
NAMED = (
    ("contact_name", "contact_phone"),
    ("guardian_name", "guardian_phone", "guardian_email"),
)
PHONES, MAILS = ("phone_number", "guardian_phone"), ("email", "guardian_email")
WAYS = (*PHONES, *MAILS)
WAYS_AND_WISHES = ("phone_number", "email", "language", "communication_method")
GUARDIAN = ("guardian_name", "guardian_relationship", "guardian_phone", "guardian_email")
_PASSPORT_PROBLEM = _("A passport number has 5 to 12 letters and digits, such as P1234567.")


class WhoForm(ContactFields):
    """Who somebody is and how to reach them: the same for a registration and a correction."""

    field_order = (
        "first_name", "last_name", "date_of_birth", "birth_date_unknown", "gender", "national_id",
        "passport_number", *WAYS_AND_WISHES, *GUARDIAN,
    )  # fmt: skip

    first_name = TypedName(
        label=_("First name"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("Whoever has one name only: write it here."),
    )
    last_name = TypedName(label=_("Family name"), max_length=NAME_LENGTH, required=False)
    date_of_birth = TypedBirthDate(
        label=_("Date of birth"),
        required=False,
        help_text=_("Day, month, year, such as 15/06/1985. If only the year is known: about 1960."),
    )
    birth_date_unknown = forms.BooleanField(label=_("Birth date not known"), required=False)
    gender = forms.ChoiceField(label=_("Sex"), choices=GENDERS, required=False)
    national_id = TypedNumber(label=_("Qatari id (QID)"), max_length=40, required=False)
    passport_number = TypedNumber(label=_("Passport number"), max_length=40, required=False)
    phone_number = TypedPhone(
        label=_("Phone"), required=False, help_text=_("Several people may share one number.")
    )
    email = TypedEmail(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    communication_method = forms.ChoiceField(label=_("Reminders by"))
    guardian_name = TypedName(label=_("Name"), max_length=NAME_LENGTH, required=False)
    guardian_relationship = TypedText(
        label=_("Relationship"), max_length=RELATIONSHIP_LENGTH, required=False
    )
    guardian_phone = TypedPhone(label=_("Their phone"), required=False)
    guardian_email = TypedEmail(label=_("Their e-mail"), required=False)
    insurance_provider = TypedText(
        label=_("Insurance company"), max_length=INSURANCE_PROVIDER_LENGTH, required=False
    )
    insurance_number = TypedNumber(
        label=_("Insurance number"), max_length=INSURANCE_NUMBER_LENGTH, required=False
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        channel = self.fields["communication_method"]
        chosen = self.initial.get("communication_method")
        channel.choices = channels_offered(chosen)  # type: ignore[attr-defined]
        self.helper = page_helper()
        self.helper.layout = LAYOUT

    @property
    def opens_more(self) -> bool:
        """Whether the folded part of the form holds something to see."""
        return any(self[name].value() or self[name].errors for name in MORE)

    def clean_date_of_birth(self) -> Born | None:
        """A day that has been; typing slips of a century are caught."""
        born: Born | None = self.cleaned_data["date_of_birth"]
        return checked_birth(born, self.today)

    def clean_passport_number(self) -> str:
        """The number in capitals."""
        typed = self.cleaned_data["passport_number"]
        number = identifiers.passport(typed) if typed else ""
        if isinstance(number, identifiers.Trouble):
            raise ValidationError(_PASSPORT_PROBLEM, code="passport")
        return number

    def clean(self) -> dict[str, Any]:
        """What must be said of everybody: a name, a birth date or that it is not known, a way."""
        typed = super().clean() or self.cleaned_data
        if not self._has(typed, "first_name", "last_name"):
            self._say("first_name", _("Enter a name. One name is enough."))
        if not self._has(typed, "date_of_birth", "birth_date_unknown"):
            text = _("Write the date or the year, or tick that it is not known.")
            self._say("date_of_birth", text)
        self._check_qid(typed)
        for named, *details in NAMED:
            if not typed.get(named) and self._has(typed, *details):
                self._say(named, _("Say whose phone or e-mail this is."))
        self._check_reach(typed)
        self._check_channel(typed)
        return typed

    def _check_qid(self, typed: dict[str, Any]) -> None:
        number = typed.get("national_id")
        if not number:
            return
        born = typed.get("date_of_birth")
        exact = born.on if born and not born.estimated else None
        checked = identifiers.qid(number, exact)
        if isinstance(checked, identifiers.Trouble):
            self._say("national_id", _QID_PROBLEMS[checked])
        else:
            typed["national_id"] = checked

    def _check_reach(self, typed: dict[str, Any]) -> None:
        """Some way there must be; whom a message does not reach stands on the list to call."""
        if self._has(typed, *WAYS) or set(WAYS) & self.errors.keys():
            return
        text = _("Write a phone or an e-mail, or below the phone of whoever is reached for them.")
        self._say("phone_number", text)

    def _check_channel(self, typed: dict[str, Any]) -> None:
        """Reminders go where they arrive: what was not chosen follows what there is."""
        if {*WAYS, "communication_method"} & self.errors.keys():
            return
        email, phone = self._has(typed, *MAILS), self._has(typed, *PHONES)
        chosen = typed["communication_method"] or channel_for(email=bool(typed.get("email")))
        typed["communication_method"] = chosen
        if not reaches(chosen, email=email, phone=phone):
            self._say("communication_method", NO_ADDRESS[chosen])

    def _has(self, typed: dict[str, Any], *names: str) -> bool:
        return any(typed.get(name) for name in names)

    def _say(self, name: str, problem: Any) -> None:
        if name not in self.errors:
            self.add_error(name, problem)

    def personal_info(self) -> PersonalInfo:
        """Who the person is."""
        typed = self.cleaned_data
        lines = self.address_lines()
        born: Born | None = typed["date_of_birth"]
        numbers = {name: typed[name] or None for name in ("national_id", "passport_number")}
        return PersonalInfo(
            first_name=typed["first_name"] or typed["last_name"],
            last_name=typed["last_name"] if typed["first_name"] else "",
            email=typed["email"] or None,
            phone_number=typed["phone_number"] or None,
            date_of_birth=born.on if born else None,
            birth_date_estimated=bool(born and born.estimated),
            gender=typed["gender"] or None,
            address=Address(**lines) if any(lines.values()) else None,
            identifiers=Identifiers(**numbers) if any(numbers.values()) else None,
            guardian=self._guardian(),
        )

    def _guardian(self) -> Guardian | None:
        typed = self.cleaned_data
        if not typed["guardian_name"]:
            return None
        return Guardian(
            name=typed["guardian_name"],
            relationship=typed["guardian_relationship"] or None,
            phone_number=typed["guardian_phone"] or None,
            email=typed["guardian_email"] or None,
        )


class RegisterForm(WhoForm):
    """A new patient. Allergies are for a clinician to ask."""

    patient_id = FormId(prefix="patient")
    photo_next = forms.BooleanField(
        label=_("Add a photo next"),
        required=False,
        help_text=_("Only if they agree. The photo page opens once they are registered."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_language(self.fields["language"])
        channel = self.fields["communication_method"]
        channel.required = False
        channel.choices = [AS_GIVEN, *channel.choices]  # type: ignore[attr-defined]
        if photos.may_come():
            self.helper.layout = NEW_LAYOUT
        else:
            del self.fields["photo_next"]

    def new_patient(self) -> NewPatient:
        """The registration, once the form is valid."""
        typed = self.cleaned_data
        return NewPatient(
            patient_id=typed["patient_id"],
            personal_info=self.personal_info(),
            medical_info=MedicalInfo(
                emergency_contact=self.emergency_contact(),
                insurance_provider=typed["insurance_provider"] or None,
                insurance_number=typed["insurance_number"] or None,
            ),
            preferences=Preferences(
                language=typed["language"], communication_method=typed["communication_method"]
            ),
        )


def ask_language(field: forms.Field) -> None:
    """Have the language of somebody new asked: that of the clerk's page says nothing of theirs."""
    field.choices = [("", _("Choose")), *settings.LANGUAGES]  # type: ignore[attr-defined]
    field.error_messages |= NO_LANGUAGE


def checked_birth(born: Born | None, today: date) -> Born | None:
    """The birth, or `ValidationError` for one to come or too long ago."""
    if born and born.on > today:
        raise ValidationError(_("A date of birth cannot be in the future."), code="future")
    if born and born.on.year < FIRST_YEAR:
        raise ValidationError(_("Check the year of birth."), code="century")
    return born
