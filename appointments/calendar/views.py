"""The calendar file of a visit, and the private feed with its page."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from medisecure.web.requests import ClinicalRequest


@require_safe
def visit_file(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """One visit as a calendar file."""
    raise Http404


@require_http_methods(["GET", "POST"])
def feed_page(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Make the private feed, or revoke it."""
    raise Http404


@require_safe
def feed(request: ClinicalRequest, token: str) -> HttpResponse:
    """A patient's visits for whoever has the secret address."""
    raise Http404
