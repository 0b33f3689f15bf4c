"""The page that asks why a protected entry has to be read."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.errors import Conflict, Invalid
from medisecure.web.input.posted_forms import form_of, is_sent
from medisecure.web.requests import ClinicalRequest
from patients.profile.banner import Banner, open_page
from patients.record_pages.forms import OpeningForm
from patients.record_pages.protected_entry import Protected, protected
from patients.records.repository import Records
from patients.records.sensitive_openings import open_sensitive


@require_http_methods(["GET", "POST"])
def open_record(request: ClinicalRequest, patient_id: str, record_id: str) -> HttpResponse:
    """Ask for the reason; with one the entry is open for an hour."""
    uow = request.uow
    uow.require("note:write")
    banner: Banner
    banner, found = in_parallel(
        lambda: open_page(request, patient_id),
        lambda: Records(uow).open_to_actor(patient_id, record_id),
    )
    if found:  # it is no protected one, or their own
        return redirect("patients:record", patient_id, record_id)
    closed: Protected = protected(request, patient_id, record_id)
    if closed.entry:
        return redirect("patients:record", patient_id, record_id)
    form = form_of(request, OpeningForm)
    if is_sent(request, form):
        cleaned = form.cleaned_data
        try:
            open_sensitive(uow, cleaned["form_id"], patient_id, record_id, cleaned["reason"])
        except Invalid as refused:
            form.add_error("reason", " ".join(_(each) for each in refused.fields.values()))
        except Conflict:  # sent twice at the same instant
            pass
        if not form.errors:
            return redirect("patients:record", patient_id, record_id)
    context = {"banner": banner, "header": closed.header, "form": form}
    return render(request, "patients/records/open.html", context)
