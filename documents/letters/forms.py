"""What a doctor adds to a letter before it is issued; and what is typed to check a number."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.letters.models import REASON_LENGTH, TEXT_LENGTH, TO_LENGTH, Content, LetterKind
from medisecure.web.input.fields import (
    FormId,
    TypedBirthDate,
    TypedDate,
    TypedNumber,
    TypedText,
    page_helper,
)
from medisecure.web.input.refusals import ContentForm
from patients.prescribing.wording import instruction_parts

PREFIX = "letter"
LANGUAGES = [("en", "English"), ("ar", "العربية")]  # each in its own words
SELECT = {"class": "form-select"}


def lines(rows: int) -> forms.Textarea:
    """A field of several lines."""
    return forms.Textarea({"rows": rows})


class LetterForm(ContentForm[Content]):
    """The fields of every letter; it builds what stands on it."""

    form_id = FormId(prefix=PREFIX)
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=LANGUAGES, widget=forms.Select(SELECT)
    )

    def __init__(self, *args: Any, drafted: Content, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drafted, self.today = drafted, today
        self.helper = page_helper()
        self.begin()

    def begin(self) -> None:
        """Fit the fields to what the letter begins with."""


class PrescriptionForm(LetterForm):
    """Which of the entry's medicines stand on it."""

    medicines = forms.MultipleChoiceField(
        label=_("Medicines"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one medicine.")},
    )
    text = TypedText(
        label=_("A word to the pharmacist"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=lines(2),
    )

    def begin(self) -> None:
        """All of them, chosen."""
        field = self.fields["medicines"]
        field.choices = [  # type: ignore[attr-defined]
            (str(at), self._line(at)) for at in range(len(self.drafted.medicines))
        ]
        field.initial = [str(at) for at in range(len(self.drafted.medicines))]

    def _line(self, at: int) -> str:
        given = self.drafted.medicines[at]
        how = gettext(", ").join(
            text for _language, text in instruction_parts(given.written, given.instruction)
        )
        return f"{given.medication}: {how}" if how else given.medication

    def build(self, cleaned: dict[str, Any]) -> Content:
        """The chosen ones in the entry's order."""
        chosen = [self.drafted.medicines[int(at)] for at in sorted(cleaned["medicines"], key=int)]
        return replace(self.drafted, medicines=chosen, text=cleaned["text"] or None)


class SickLeaveForm(LetterForm):
    """From when until when, and whether it says why."""

    first_day = TypedDate(label=_("First day"))
    last_day = TypedDate(label=_("Last day"), help_text=_("Both days are days of illness."))
    names_diagnosis = forms.BooleanField(
        label=_("Name the diagnosis: only if the patient agrees"), required=False
    )
    text = TypedText(
        label=_("Remark"), max_length=TEXT_LENGTH, required=False, widget=lines(2),
        help_text=_("The employer reads this. Leave it out unless it is needed."),
    )  # fmt: skip

    def __init__(self, *args: Any, diagnoses: Any = (), **kwargs: Any) -> None:
        self.diagnoses = list(diagnoses)
        super().__init__(*args, **kwargs)

    def begin(self) -> None:
        """The days of the entry; where it certifies none, it begins today."""
        self.fields["first_day"].initial = self.drafted.first_day or self.today
        self.fields["last_day"].initial = self.drafted.last_day
        self.fields["text"].initial = self.drafted.text
        if not self.diagnoses:
            del self.fields["names_diagnosis"]

    def build(self, cleaned: dict[str, Any]) -> Content:
        """The certificate."""
        named = self.diagnoses if cleaned.get("names_diagnosis") else []
        return replace(
            self.drafted,
            allergies=None,
            first_day=cleaned["first_day"],
            last_day=cleaned["last_day"],
            diagnoses=named,
            text=cleaned["text"] or None,
        )


class ReferralForm(LetterForm):
    """To whom, and what is asked."""

    to = TypedText(
        label=_("To"), max_length=TO_LENGTH, help_text=_("A doctor, a department or a hospital.")
    )
    question = TypedText(label=_("Reason for referral"), max_length=TEXT_LENGTH, widget=lines(3))
    text = TypedText(
        label=_("History and findings"), max_length=TEXT_LENGTH, required=False, widget=lines(6)
    )
    is_urgent = forms.BooleanField(label=_("Urgent"), required=False)

    def build(self, cleaned: dict[str, Any]) -> Content:
        """The referral."""
        return replace(
            self.drafted,
            to=cleaned["to"],
            question=cleaned["question"],
            text=cleaned["text"] or None,
            is_urgent=cleaned["is_urgent"],
        )


class LabRequestForm(LetterForm):
    """Which tests, and why."""

    tests = TypedText(
        label=_("Tests"), widget=lines(6), max_length=TEXT_LENGTH,
        help_text=_("One on a line."),
    )  # fmt: skip
    question = TypedText(
        label=_("Clinical question"), max_length=TEXT_LENGTH, required=False, widget=lines(2)
    )
    is_urgent = forms.BooleanField(label=_("Urgent"), required=False)

    def build(self, cleaned: dict[str, Any]) -> Content:
        """The request."""
        tests = [" ".join(each.split()) for each in cleaned["tests"].splitlines() if each.strip()]
        return replace(
            self.drafted,
            tests=tests,
            question=cleaned["question"] or None,
            is_urgent=cleaned["is_urgent"],
        )


FORMS: dict[LetterKind, type[LetterForm]] = {
    LetterKind.PRESCRIPTION: PrescriptionForm,
    LetterKind.SICK_LEAVE: SickLeaveForm,
    LetterKind.REFERRAL: ReferralForm,
    LetterKind.LAB_REQUEST: LabRequestForm,
}


class WithdrawForm(forms.Form):
    """Why a letter holds no longer."""

    reason = TypedText(label=_("Why it is withdrawn"), max_length=REASON_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()


class CheckForm(forms.Form):
    """The two things that stand on the paper and are asked for together."""

    number = TypedNumber(
        label=_("Number of the letter"), max_length=40,
        help_text=_("Such as 7K3M-9PQ2-XR4T; it stands beside the code on the paper."),
    )  # fmt: skip
    born_on = TypedBirthDate(
        label=_("Birth date of the patient"), required=False,
        help_text=_(
            "As printed on the letter, or the year alone if that is all it shows; leave it empty "
            "if there is none."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = page_helper()
