"""A patient would have more visits than one should have at once: why all the same?"""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from appointments.booking.patient_limits import BeyondLimits
from appointments.visits.models import REASON_LENGTH, Appointment
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.input.fields import TypedText, page_helper
from medisecure.web.requests import ClinicalRequest
from patients.profile.open_patient import open_patient


class BeyondPart(forms.Form):
    """Goes before a form: why so all the same, asked once a patient has too much at once."""

    beyond = TypedText(
        label=_("Reason for the exception"),
        help_text=_("Saved with the visit under your name."),
        max_length=REASON_LENGTH,
        required=False,
    )

    def refuse(self, error: Conflict) -> None:
        """Say what stands in the way; beside the field that may overrule it, if one may."""
        beyond = isinstance(error, BeyondLimits)
        self.add_error("beyond" if beyond else None, error_text(error))

    @property
    def word(self) -> str:
        """The reason that was given; empty for none."""
        return str(self.cleaned_data.get("beyond", "")) if self.is_valid() else ""

    @property
    def asks_beyond(self) -> bool:
        """Whether the field is shown: nobody is asked before there is a reason."""
        return bool(self["beyond"].value() or self["beyond"].errors)


class BeyondForm(BeyondPart):
    """Nothing but the reason."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = page_helper()


def ask_why(
    request: ClinicalRequest, visit: Appointment, form: BeyondForm, refusal: BeyondLimits
) -> HttpResponse:
    """The same press once more, with room for the reason."""
    form.refuse(refusal)
    context = {
        "form": form,
        "visit": visit,
        "patient": open_patient(request.uow, visit.patient_id),
        "pressed": {name: request.POST[name] for name in ("step", "back") if name in request.POST},
    }
    return render(request, "appointments/visit_flow/asking_why.html", context)
