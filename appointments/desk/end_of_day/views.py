"""The end of the day: visits nobody closed, and people to call."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appointments.desk.end_of_day.open_visits import open_visits_page
from appointments.desk.end_of_day.to_call import call_of, called
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.requests import ClinicalRequest


@require_http_methods(["GET", "POST"])
def end_of_day(request: ClinicalRequest) -> HttpResponse:
    """Visits of today and the week before whose time is over and which nobody brought to an end.

    And whom to ring because a message did not reach them; "Called" takes them off the list.
    """
    request.uow.require("desk:read")
    call = call_of(request.POST.get("called", "")) if request.method == "POST" else None
    if call is None:
        return render(
            request, "appointments/desk/end_of_day/end_of_day.html", open_visits_page(request)
        )
    request.uow.require("desk:write")
    try:
        called(request.uow, call)
    except Conflict as error:
        messages.info(request, error_text(error))
    else:
        messages.success(request, _("Noted: the patient was called."))
    return redirect(f"{reverse('appointments:end-of-day')}#to-call")
