"""What compliance asks the audit trail: a day, a person, a patient, or both together."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.audit.event import Result
from medisecure.identity.person import EMAIL_LENGTH
from medisecure.web.display.marks import STATUSES
from medisecure.web.input.chosen_day import DayField
from medisecure.web.input.day_picker import DayPicker
from medisecure.web.input.ids import is_id
from medisecure.web.oversight.questions import TrailQuery

LONGEST = 64
NO_DATE = {"invalid": _("This is not a date. Choose a day, such as 15/06/2025.")}
RESULTS = [(each.value, STATUSES[each.value.lower()][0]) for each in Result]


class IdField(forms.CharField):
    """An id as the trail writes it, such as `provider_98765`."""

    def __init__(self, max_length: int = LONGEST, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=max_length, **kwargs)
        self.widget.attrs |= {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not is_id(value):
            raise forms.ValidationError(
                _("This cannot be an id. An id has letters, digits, _ and - only."), code="invalid"
            )


class ColleagueField(IdField):
    """The id of somebody who acts, or the e-mail of somebody who works here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=EMAIL_LENGTH, **kwargs)

    def validate(self, value: Any) -> None:
        if "@" not in value or "#" in value:
            super().validate(value)


class QuestionForm(forms.Form):
    """Whose deeds, whose record, or both; a day without either has its own strip on the page."""

    person = ColleagueField(
        label=_("What did this person do?"), help_text=_("Id or e-mail, such as staff_00001")
    )
    patient = IdField(
        label=_("Who touched this patient's record?"), help_text=_("Id, such as patient_12345")
    )
    since = DayField(
        label=_("From day"), required=False, error_messages=NO_DATE,
        widget=DayPicker(),
    )  # fmt: skip
    until = DayField(
        label=_("To day"), required=False, error_messages=NO_DATE,
        widget=DayPicker(),
    )  # fmt: skip
    result = forms.ChoiceField(
        label=_("Result"),
        required=False,
        choices=[("", _("Any result")), *RESULTS],
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day comes before the first one."))
        elif (since or until) and not (given.get("person") or given.get("patient")):
            self.add_error(
                "since", _("Several days are shown for a person or a patient: name one of them.")
            )
        return given

    @property
    def question(self) -> TrailQuery:
        """What is asked, once it is valid."""
        return TrailQuery(**self.cleaned_data)
