"""The desk's page to correct a patient's details."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from medisecure.errors import Conflict, Unavailable
from medisecure.identity.portal.email_change import EmailChanges
from medisecure.identity.portal.invitations import Invitations
from medisecure.web.display.errors import error_text
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from patients.correction.forms import CorrectForm, initial_of
from patients.correction.services import correct as correct_patient
from patients.correction.services import registration_of


@require_http_methods(["GET", "POST"])
def correct(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Show what is kept in the form of the registration, and store what was changed in it."""
    request.uow.require("registration:write")
    patient = registration_of(request.uow, patient_id)
    today = request.uow.today
    form = form_of(request, CorrectForm, today=today, initial=initial_of(patient))
    if is_sent(request, form):
        try:
            changed = correct_patient(request.uow, patient_id, form.details(patient))
        except Conflict as error:
            form.data = {**request.POST.dict(), "version": str(patient.version)}
            form.add_error(None, error_text(error))
        except Unavailable:
            change = EmailChanges(request.uow).of(patient_id)
            if change is None or not change.is_open:
                raise
            form.add_error("email", _(
                "The sign-in service did not answer, so nothing is saved yet. Save once more in a "
                "moment: it goes on from there."
            ))  # fmt: skip
        else:
            told = _("The details are corrected.") if changed else _("Nothing was changed.")
            messages.success(request, told)
            if "email" in changed:
                _tell_withdrawn(request, patient_id)
            return redirect("patients:details", patient_id)
    context = {"form": form, "patient": patient}
    return render(request, "patients/correction/correct.html", context)


def _tell_withdrawn(request: ClinicalRequest, patient_id: str) -> None:
    """Whoever waits for an invitation waits in vain unless somebody sends it again."""
    invitation = Invitations(request.uow).of(patient_id)
    if invitation and invitation.withdrawn_at == request.uow.at:
        messages.warning(
            request,
            _("The invitation to the old address was withdrawn. Send it again to the new one."),
        )
