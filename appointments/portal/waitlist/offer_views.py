"""A time that is offered to a patient: take it, say no, or read what became of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from appointments.visits.wording import MODES
from appointments.waitlist.answering import DECLINED, GONE, LOST, OVER, UNMOVABLE, Ground
from appointments.waitlist.placing import Place, wish_of
from appointments.waitlist.services import accept, check_open, decline, ground_of
from medisecure.errors import Conflict
from medisecure.web.requests import ClinicalRequest
from medisecure.web.typed_id import id_or_none
from medisecure.web.wording import said
from patients.records.wording import VISIT_TYPES

# What happens now, after each refusal; nobody is ever told who took the time.
NEXT = {
    LOST: _("You keep your place on the waitlist and are told when another time comes free."),
    OVER: _("You keep your place on the waitlist and are told when another time comes free."),
    GONE: _("You keep your place on the waitlist and are told when another time comes free."),
    DECLINED: _("You keep your place on the waitlist and are told when another time comes free."),
    UNMOVABLE: _("Call the clinic if you need another time."),
}


@require_http_methods(["GET", "POST"])
def offer(request: ClinicalRequest, provider_id: str, offer_id: str) -> HttpResponse:
    """The offered time beside the present visit, with two buttons; its old link explains."""
    patient_id = request.person.user_id
    about = (request.uow, patient_id, provider_id, offer_id)
    refusal: Conflict | None = None
    if "accept" in request.POST:
        try:
            visit = accept(*about, visit_id=id_or_none(request.POST.get("visit", "")))
        except Conflict as error:
            refusal = error
        else:
            messages.success(request, _("The time is yours. Your visit is set."))
            return redirect("appointments:detail", patient_id, visit.appointment_id)
    elif "decline" in request.POST:
        decline(*about)
        messages.success(
            request, _("You said no to this time. You stay on the waitlist for others.")
        )
        return redirect("appointments:portal-waitlist")
    ground = ground_of(*about)
    return render(
        request, "appointments/portal/waitlist/offer.html", _page(request, ground, refusal)
    )


def _page(request: ClinicalRequest, ground: Ground, refusal: Conflict | None) -> dict[str, Any]:
    """What the page shows: what may be taken, or why it cannot be any more."""
    if refusal is None and not ground.is_mine:
        try:
            check_open(request.uow, ground)
        except Conflict as error:
            refusal = error
    moving = ground.visit if ground.entry.moves else None
    place = Place(span=ground.offer.span, provider=ground.provider, days=[])
    wish = wish_of(ground.entry, moving, place)
    terms, work = ground.provider.availability, ground.provider.professional_info
    left = (ground.offer.held_until - request.uow.at).total_seconds()
    return {
        "offer": ground.offer,
        "entry": ground.entry,
        "provider": ground.provider,
        "visit": ground.visit,
        "moving": moving,
        "is_mine": ground.is_mine,
        "refusal": gettext(refusal.message) % refusal.params if refusal else "",
        "next": NEXT.get(refusal.message, "") if refusal and ground.entry.waits else "",
        "minutes_left": max(1, int(left // 60)),
        "minutes": wish.minutes,
        "kind": said(VISIT_TYPES, wish.visit_type),
        "mode": said(MODES, wish.mode),
        "place": work and work.hospital,
        "fee": terms and terms.consultation_fee,
        "currency": (terms and terms.currency) or "QAR",
    }
