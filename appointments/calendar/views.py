"""The calendar file of a visit, and the page that makes and revokes a patient's private feed."""

import secrets
from contextlib import suppress

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from appointments.calendar.forms import FeedForm
from appointments.calendar.ics import calendar_file, calendar_of, entry_of, visit_with
from appointments.calendar.repository import FEED, Feed, Feeds, digest_of
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from medisecure.access.limits import LimitedAction
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.web.limits import limited
from medisecure.web.requests import ClinicalRequest
from patients.profile.banner import open_page
from patients.profile.open_patient import Part
from providers.directory.repository import Providers

SECRET_BYTES = 32


@require_safe
@limited(LimitedAction.EXPORT, methods=("GET", "HEAD"))
def visit_file(request: ClinicalRequest, patient_id: str, appointment_id: str) -> HttpResponse:
    """One visit as a calendar file, for whoever may see the visit."""
    visit: Appointment
    _banner, visit = in_parallel(
        lambda: open_page(request, patient_id, Part.CONTACT),
        lambda: Appointments(request.uow).get(patient_id, appointment_id),
    )
    doctor = Providers(request.uow).by_id([visit.provider_id]).get(visit.provider_id)
    link = reverse("appointments:detail", args=[patient_id, appointment_id])
    summary = visit_with(doctor.display_name if doctor else "")
    entry = entry_of(visit, summary, settings.BASE_URL + link)
    return calendar_file(calendar_of([entry]), "attachment; filename=visit.ics")


@require_http_methods(["GET", "POST"])
def feed_page(request: ClinicalRequest, patient_id: str) -> HttpResponse:
    """Make the private feed, whose address is shown this once, or revoke it."""
    uow, form = request.uow, FeedForm(request.POST if "make" in request.POST else None)
    maker = request.person.user_id if request.acting else None
    asked = Feed(patient_id=patient_id, digest="", created_at=uow.at, made_by=maker)
    uow.permit(FEED, asked, "read", Action.READ_CALENDAR_FEED)
    feeds, address = Feeds(uow).made_by(patient_id, maker), ""
    if form.is_bound and form.is_valid():
        feeds, address = _made(request, patient_id, feeds, form)
    elif "revoke" in request.POST:
        with suppress(Conflict), uow:  # revoked in another window: nothing is left to revoke
            _revoke(uow, feeds)
        messages.success(request, _("The address no longer works."))
        return redirect("appointments:calendar-feed", patient_id)
    feed = next(iter(feeds), None)
    context = {
        "patient_id": patient_id,
        "for_another": maker is not None,
        "feed": feed,
        "is_over": feed is not None and feed.is_over(uow.at, request.person.session_epoch),
        "form": form,
        "address": address,
        # Calendar programs open what begins so as a subscription.
        "subscribe": address.replace("https://", "webcal://").replace("http://", "webcal://"),
    }
    return render(request, "appointments/calendar/feed.html", context)


def _made(
    request: ClinicalRequest, patient_id: str, earlier: list[Feed], form: FeedForm
) -> tuple[list[Feed], str]:
    """A new feed in the place of any earlier one, and its address."""
    uow, token = request.uow, secrets.token_urlsafe(SECRET_BYTES)
    new = Feed(
        patient_id=patient_id,
        digest=digest_of(token),
        created_at=uow.at,
        made_by=request.person.user_id if request.acting else None,
        session_epoch=request.person.session_epoch,
        expires_at=form.expires_at(uow.at),
    )
    with uow:
        _revoke(uow, earlier)
        Feeds(uow).add(new, Action.MAKE_CALENDAR_FEED)
    return [new], settings.BASE_URL + reverse("appointments:feed", args=[token])


def _revoke(uow: UnitOfWork, feeds: list[Feed]) -> None:
    for each in feeds:
        Feeds(uow).remove(each)
