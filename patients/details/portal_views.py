"""Inviting a patient to the portal at the front desk: invite, send again, the code, withdraw."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medisecure.access.limits import LimitedAction
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict, Unavailable
from medisecure.identity.accounts import Accounts
from medisecure.identity.portal.email_change import take_back as take_back_email
from medisecure.identity.portal.invitations import Invitations, code_of
from medisecure.identity.portal.inviting import withdraw as take_back
from medisecure.web.display.errors import error_text
from medisecure.web.limits import limited
from medisecure.web.linking.invite_button import invited
from medisecure.web.linking.text_code import reach_of, texted
from medisecure.web.requests import ClinicalRequest
from patients.correction.services import finish_email
from patients.profile.open_patient import open_patient


@require_http_methods(["GET", "POST"])
@limited(LimitedAction.INVITE)
def invite(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Send the invitation, for the first time or again, and go on to its code."""
    uow = request.uow
    uow.require("desk:write")
    patient, account = in_parallel(
        lambda: open_patient(uow, patient_id), lambda: Accounts(uow).get(patient_id)
    )
    if request.method == "GET":  # a link that was kept: the button stands there
        return redirect("patients:details", patient_id)
    if not invited(request, account, patient.email):
        return redirect("patients:details", patient_id)
    return redirect("patients:portal-code", patient_id)


@require_http_methods(["GET", "POST"])
def code(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """The code of an open invitation, to print, to read out or to send; each look is recorded."""
    uow = request.uow
    uow.require("desk:write")
    patient, invitation = in_parallel(
        lambda: open_patient(uow, patient_id), lambda: Invitations(uow).of(patient_id)
    )
    if invitation is None or not invitation.is_open(uow.at):
        messages.info(request, _("There is no open invitation, and so no code."))
        return redirect("patients:details", patient_id)
    to = reach_of(patient.personal_info, patient.preferences)
    if request.method == "POST":
        texted(request, invitation, to)
        return redirect("patients:portal-code", patient_id)
    uow.record(Action.SHOW_INVITATION_CODE, invitation.invitation_id, patient_id)
    context = {
        "patient": patient,
        "name": patient.display_name,
        "invitation": invitation,
        "texts_to": to.masked,
        "code": code_of(uow, invitation),
        "back_url": reverse("patients:details", args=[patient_id]),
        "again_url": reverse("patients:portal-invite", args=[patient_id]),
    }
    return render(request, "patients/details/portal_code.html", context)


@require_http_methods(["GET", "POST"])
def withdraw(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Take an invitation back that was not used."""
    request.uow.require("desk:write")
    open_patient(request.uow, patient_id)
    if request.method == "GET":
        return redirect("patients:details", patient_id)
    try:
        take_back(request.uow, patient_id)
    except Conflict as refusal:
        messages.info(request, error_text(refusal))
    else:
        messages.success(request, _("The invitation is withdrawn. Its code opens nothing now."))
    return redirect("patients:details", patient_id)


@require_http_methods(["GET", "POST"])
def email_change(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Finish a change of the e-mail that has begun, or keep the old address."""
    request.uow.require("desk:write")
    open_patient(request.uow, patient_id)
    if request.method == "GET":
        return redirect("patients:details", patient_id)
    try:
        if "undo" in request.POST:
            take_back_email(request.uow, patient_id)
            messages.success(request, _("The old address stays."))
        else:
            finish_email(request.uow, patient_id)
            messages.success(request, _("The e-mail is changed. They sign in with the new one."))
    except Conflict as refusal:
        messages.error(request, error_text(refusal))
    except Unavailable:
        messages.error(
            request, _("The sign-in service did not answer. Please try again in a moment.")
        )
    return redirect("patients:details", patient_id)
