"""A time that is offered to a patient: take it, say no, or read what became of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments.booking.moving import payment_with, place_with
from appointments.booking.patient_limits import OVERLAPS, TOO_MANY_A_DAY, TOO_MANY_AHEAD
from appointments.visits.wording import MODES
from appointments.waitlist.answering import DECLINED, GONE, LOST, OVER, UNMOVABLE, OfferData
from appointments.waitlist.placing import OfferedSlot, booking_request_of
from appointments.waitlist.services import accept, check_open, decline, offer_data_of
from medisecure.errors import Conflict
from medisecure.web.display.errors import error_text
from medisecure.web.display.words.wording import label_of
from medisecure.web.input.ids import id_or_none
from medisecure.web.requests import ClinicalRequest
from patients.records.wording import VISIT_TYPES

STILL_KEPT = _("Until then the time is held for you: open this page again to accept it.")
STAYS = _(
    "You keep your place on the waitlist, and we will tell you when another time becomes available."
)
# What happens now, after each refusal; nobody is ever told who took the time.
NEXT = {
    LOST: STAYS,
    OVER: STAYS,
    GONE: STAYS,
    DECLINED: STAYS,
    UNMOVABLE: _("Call the clinic if you need another time."),
    OVERLAPS: STILL_KEPT,
    TOO_MANY_A_DAY: STILL_KEPT,
    TOO_MANY_AHEAD: STILL_KEPT,
}


@require_http_methods(["GET", "POST"])
def offer(request: ClinicalRequest, provider_id: str, offer_id: str) -> HttpResponse:
    """The offered time beside the present visit, with two buttons; its old link explains."""
    patient_id = request.subject_id
    about = (request.uow, patient_id, provider_id, offer_id)
    refusal: Conflict | None = None
    if "accept" in request.POST:
        try:
            visit = accept(*about, visit_id=id_or_none(request.POST.get("visit", "")))
        except Conflict as error:
            refusal = error
        else:
            messages.success(request, _("The time is yours. Your visit is booked."))
            return redirect("appointments:detail", patient_id, visit.appointment_id)
    elif "decline" in request.POST:
        decline(*about)
        messages.success(
            request, _("You declined this time. You stay on the waitlist for other times.")
        )
        return redirect("appointments:portal-waitlist")
    offer_data = offer_data_of(*about)
    return render(
        request, "appointments/portal/waitlist/offer.html", _page(request, offer_data, refusal)
    )


def _page(
    request: ClinicalRequest, offer_data: OfferData, refusal: Conflict | None
) -> dict[str, Any]:
    """What the page shows: what may be taken, or why it cannot be any more."""
    if refusal is None and not offer_data.is_mine:
        try:
            check_open(request.uow, offer_data)
        except Conflict as error:
            refusal = error
    moving = offer_data.visit if offer_data.entry.moves else None
    slot = OfferedSlot(span=offer_data.offer.span, provider=offer_data.provider, days=[])
    booking_request = booking_request_of(offer_data.entry, moving, slot)
    provider = offer_data.provider
    terms, pay = provider.availability, payment_with(moving, provider) if moving else None
    left = (offer_data.offer.held_until - request.uow.at).total_seconds()
    return {
        "offer": offer_data.offer,
        "entry": offer_data.entry,
        "provider": provider,
        "visit": offer_data.visit,
        "moving": moving,
        "is_mine": offer_data.is_mine,
        "refusal": error_text(refusal) if refusal else "",
        "next": NEXT.get(refusal.message, "") if refusal and offer_data.entry.waits else "",
        "calls": refusal is not None and refusal.message == UNMOVABLE,
        "minutes_left": max(1, int(left // 60)),
        "minutes": booking_request.minutes,
        "kind": label_of(VISIT_TYPES, booking_request.visit_type),
        "mode": label_of(MODES, booking_request.mode),
        "place": place_with(moving, provider) if moving else provider.usual_place,
        "fee": pay.fee if pay else terms and terms.consultation_fee,
        "currency": (pay.currency if pay else terms and terms.currency) or "QAR",
    }
