"""What compliance asks the audit trail: a day, a person, or a patient."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from medisecure.web.input.ids import is_id

LONGEST = 64


class IdField(forms.CharField):
    """An id as the trail writes it, such as `provider_98765`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST, **kwargs)
        self.widget.attrs |= {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not is_id(value):
            raise forms.ValidationError(
                _("This cannot be an id. An id has letters, digits, _ and - only."), code="invalid"
            )


class QuestionForm(forms.Form):
    """Whose deeds, or whose record; the day has its own strip on the page."""

    person = IdField(label=_("What did this person do?"), help_text=_("Id, such as staff_00001"))
    patient = IdField(
        label=_("Who touched this patient's record?"), help_text=_("Id, such as patient_12345")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.include_media = False
        self.helper.layout = Layout(
            Row(Column("person", css_class="col-md-6"), Column("patient", css_class="col-md-6"))
        )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("person") and given.get("patient"):
            raise forms.ValidationError(_("Fill in one of the two: the person or the patient."))
        return given
