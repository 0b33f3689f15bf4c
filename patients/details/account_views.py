"""Disabling a patient's account and enabling it again, at the front desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appointments.waitlist.repository import Entries
from appointments.waitlist.services import leave
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict
from medisecure.identity.accounts import Account, Accounts
from medisecure.identity.person import AccountStatus
from medisecure.web.account_switch import asks_reset, pressed, switched, was_reset
from medisecure.web.requests import ClinicalRequest
from patients.profile.open_patient import open_patient


@require_http_methods(["GET", "POST"])
def account(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """What disabling does, and a lost phone; a disabled patient waits for no time any more."""
    request.uow.require("desk:read")
    patient, kept = in_parallel(
        lambda: open_patient(request.uow, patient_id),
        lambda: Accounts(request.uow).get(patient_id),
    )
    wanted = pressed(request)
    if wanted is not None:
        if switched(request, patient_id, wanted) and wanted is AccountStatus.DISABLED:
            _stop_waiting(request, patient_id)
        return redirect("patients:account", patient_id)
    if asks_reset(request):
        was_reset(request, patient_id)
        return redirect("patients:account", patient_id)
    account_now: Account = kept
    context = {"patient": patient, "account": account_now}
    return render(request, "patients/registration/account.html", context)


def _stop_waiting(request: ClinicalRequest, patient_id: str) -> None:
    """Take them off the waitlist, so that no time is held for who can no longer answer."""
    try:
        for entry in Entries(request.uow).of_patient(patient_id):
            if entry.waits:
                leave(request.uow, patient_id, entry.entry_id)
    except Conflict:
        messages.warning(
            request, _("Their place on the waitlist changed meanwhile. Look at the waitlist.")
        )
