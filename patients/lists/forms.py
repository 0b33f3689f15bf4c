"""What a doctor types to put something on a patient's lists."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.web.input.fields import TypedDate, TypedInteger, TypedText, page_helper
from medisecure.web.input.refusals import ContentForm
from patients.coding import search
from patients.lists.allergies import (
    REACTION_LENGTH,
    SUBSTANCE_LENGTH,
    AllergyIntolerance,
    Criticality,
)
from patients.lists.immunisations import NAME_LENGTH, Immunization
from patients.lists.medicines import MEDICATION_LENGTH, TEXT_LENGTH, of_prescription
from patients.lists.models import Content
from patients.lists.problems import DESCRIPTION_LENGTH, Condition
from patients.lists.wording import CRITICALITIES
from patients.prescribing.findings import REASON_LENGTH

FUTURE = _("This day is still to come.")
SELECT = {"class": "form-select"}


class ListForm(ContentForm[Content]):
    """A form that builds one thing of a list."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = page_helper()

    def clean(self) -> dict[str, Any]:
        """No day that is still to come; then each mistake of the content beside its field."""
        for name, given in list(self.cleaned_data.items()):
            if isinstance(given, date) and given > self.today:
                self.add_error(name, FUTURE)
        return super().clean()


class ProblemForm(ListForm):
    """A problem: its code, or words of it."""

    code = TypedText(
        label=_("ICD-10 code"),
        max_length=20,
        required=False,
        help_text=_("May be left out where words say enough."),
    )
    description = TypedText(label=_("Problem"), max_length=DESCRIPTION_LENGTH, required=False)
    onset_on = TypedDate(label=_("Since"), required=False)

    def build(self, cleaned: dict[str, Any]) -> Content:
        """The problem; a code brings its own words where none were typed."""
        code = search.demand(cleaned["code"]) if cleaned["code"] else None
        return Condition(
            code=code.code if code else None,
            description=cleaned["description"] or (code.title if code else None),
            onset_on=cleaned["onset_on"],
        )


class AllergyForm(ListForm):
    """An allergy, or the word that none is known."""

    is_none_known = forms.BooleanField(label=_("No allergies are known"), required=False)
    substance = TypedText(label=_("Allergy to"), max_length=SUBSTANCE_LENGTH, required=False)
    reaction = TypedText(label=_("What happened"), max_length=REACTION_LENGTH, required=False)
    criticality = forms.ChoiceField(
        label=_("Risk"),
        required=False,
        choices=[("", "–"), *CRITICALITIES.items()],
        widget=forms.Select(SELECT),
    )
    is_verified = forms.BooleanField(label=_("Confirmed by a test or a doctor"), required=False)

    def build(self, cleaned: dict[str, Any]) -> Content:
        """The allergy."""
        risk = cleaned["criticality"]
        return AllergyIntolerance(
            is_none_known=cleaned["is_none_known"],
            substance=cleaned["substance"],
            reaction=cleaned["reaction"] or None,
            criticality=Criticality(risk) if risk else None,
            is_verified=cleaned["is_verified"],
        )


class MedicineForm(ListForm):
    """A medicine the patient takes, as it is written on its box or said by the patient."""

    medication = TypedText(label=_("Medicine"), max_length=MEDICATION_LENGTH)
    dosage = TypedText(label=_("Dose"), max_length=TEXT_LENGTH, required=False)
    frequency = TypedText(
        label=_("How often"),
        max_length=TEXT_LENGTH,
        required=False,
        help_text=_("Such as twice a day after food, at night, or when needed."),
    )
    duration = TypedText(
        label=_("How long"),
        max_length=TEXT_LENGTH,
        required=False,
        help_text=_("Such as 30 days; empty means until stopped."),
    )
    started_on = TypedDate(label=_("From"), required=False)
    reason = TypedText(
        label=_("Reason, if a check speaks against it"), max_length=REASON_LENGTH, required=False
    )

    def build(self, cleaned: dict[str, Any]) -> Content:
        """The medicine with codes where its texts are clear."""
        return of_prescription(
            medication=cleaned["medication"],
            dosage=cleaned["dosage"] or None,
            frequency=cleaned["frequency"] or None,
            duration=cleaned["duration"] or None,
            started_on=cleaned["started_on"] or self.today,
        )


class VaccineForm(ListForm):
    """A vaccine that was given."""

    vaccine = TypedText(label=_("Vaccine"), max_length=NAME_LENGTH)
    given_on = TypedDate(label=_("Given on"))
    dose_number = TypedInteger(label=_("Number of the dose"), required=False)
    lot = TypedText(label=_("Lot number"), max_length=NAME_LENGTH, required=False)

    def build(self, cleaned: dict[str, Any]) -> Content:
        """The dose that was given."""
        return Immunization(
            vaccine=cleaned["vaccine"],
            given_on=cleaned["given_on"],
            dose_number=cleaned["dose_number"],
            lot=cleaned["lot"] or None,
        )


FORMS: dict[str, type[ListForm]] = {
    "problem": ProblemForm,
    "allergy": AllergyForm,
    "medicine": MedicineForm,
    "vaccine": VaccineForm,
}
