"""A patient cancels a visit of their own, while it is not too near."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments.booking.services import cancel as cancel_visit
from appointments.portal.forms import CancelForm
from appointments.portal.own_visit import open_own_visit, visit_context
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest


@require_http_methods(["GET", "POST"])
def cancel(request: ClinicalRequest, appointment_id: str) -> HttpResponse:
    """Call the visit off, with a reason if the patient cares to give one."""
    form = form_of(request, CancelForm)
    own = open_own_visit(request, appointment_id)
    if own.changes.allowed and is_sent(request, form):
        reason = form.cleaned_data["reason"]
        try:
            cancel_visit(request.uow, request.subject_id, appointment_id, reason)
        except Conflict as error:
            form.add_error(None, error_text(error))
        else:
            messages.success(request, _("Your visit is cancelled. Its time is free for others."))
            return redirect("appointments:detail", request.subject_id, appointment_id)
    return render(
        request, "appointments/portal/cancel.html", {"form": form, **visit_context(own, request)}
    )
