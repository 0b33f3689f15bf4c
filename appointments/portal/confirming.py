"""The last step of booking: what is confirmed, whether it is still kept, and what else is free."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.booking.basis import Basis
from appointments.booking.holding import HOLD
from appointments.booking.placing import NotFree
from appointments.booking.requests import WantedTime
from appointments.booking.services import BookingRequest, days_from, known_provider
from appointments.portal.forms import ConfirmForm
from appointments.portal.free_times import Chosen
from appointments.portal.online_rules import is_request_only, kinds_of, shape_of
from appointments.portal.page_parts import facts_of, nearest_buttons
from appointments.scheduling.times import Slot
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from medisecure.clock import clinic_date
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import NotFound
from medisecure.web.requests import ClinicalRequest
from patients.profile.open_patient import open_patient
from providers.directory.models import Provider


def booking_request_of(
    basis: Basis, patient_id: str, visit_id: str, chosen: Chosen, *, kind: str, reason: str = ""
) -> BookingRequest:
    """The visit that is wanted; its length and kind are the doctor's to say, not the form's."""
    offered = kind_with(basis.provider, kind)
    minutes, mode = shape_of(basis.provider, offered)
    return BookingRequest(
        appointment_id=visit_id,
        patient_id=patient_id,
        provider_id=chosen.provider_id,
        starts_at=chosen.starts_at,
        minutes=minutes,
        visit_type=offered,
        mode=mode,
        reason=reason,
        requested=is_request_only(),
    )


def kind_with(provider: Provider, kind: str) -> str:
    """The kind of visit, or this doctor's first if it is none of theirs."""
    codes = [code for code, _name in kinds_of(provider)]
    if not codes:
        raise NotFound
    return kind if kind in codes else codes[0]


def refused_page(
    uow: UnitOfWork, form: ConfirmForm, provider: Provider, refusal: NotFree
) -> dict[str, Any]:
    """The context of the page for whom the time is not free, as it was judged just now.

    Nothing is asked or worked out anew: of many who want one time all but one come here.
    """
    if form.chosen is None:
        raise NotFound
    kind = kind_with(provider, str(form["kind"].value() or ""))
    return {
        "form": form,
        "booked": None,
        "facts": facts_of(provider, form.chosen, kind),
        "at": uow.at,
        **describe_hold(None, uow),
        "alternatives": nearest_buttons(provider, refusal.alternatives, form.chosen.starts_at),
    }


def confirm_page(
    request: ClinicalRequest, form: ConfirmForm, alternatives: Sequence[object] = ()
) -> dict[str, Any]:
    """The context of the page; `booked` is the visit if this form has booked it already."""
    uow, patient_id, visit_id = request.uow, request.subject_id, form.visit_id
    chosen = form.chosen
    if chosen is None:
        raise NotFound
    first = clinic_date(chosen.starts_at)
    _patient, provider, days, known = in_parallel(
        lambda: open_patient(uow, patient_id),
        lambda: known_provider(uow, chosen.provider_id),
        lambda: days_from(uow, chosen.provider_id, first),
        lambda: Appointments(uow).find(patient_id, visit_id),
    )
    kind = kind_with(provider, str(form["kind"].value() or ""))
    minutes, _mode = shape_of(provider, kind)
    at = chosen.starts_at
    wanted = WantedTime(
        uow=uow,
        provider=provider,
        days=days,
        at=at,
        minutes=minutes,
        visit_type=kind,
        own_ids=(visit_id,),
    )
    slot = wanted.slot()
    near: Sequence[object] = ()
    if slot is None or not slot.is_free:
        near = alternatives or wanted.nearest_free()
    return {
        "form": form,
        "booked": next(iter(known), None),
        "facts": facts_of(provider, chosen, kind),
        "at": uow.at,
        **describe_hold(slot, uow),
        "alternatives": nearest_buttons(provider, near, at),
    }


def describe_hold(slot: Slot | None, uow: UnitOfWork) -> dict[str, Any]:
    """Whether the time is kept (until when, for how many seconds more), merely free, or gone.

    `by_clinic`: kept for longer than a form keeps one, so that leaving the page does not end it.
    """
    until = slot.held_until if slot and slot.is_free else None
    return {
        "is_free": bool(slot and slot.is_free),
        "until": until,
        "by_clinic": until is not None and until > uow.at + HOLD,
        "seconds": max(0, int((until - uow.at).total_seconds())) if until else 0,
    }


def forgotten(visit: Appointment) -> Any:
    """What somebody is told who comes back to a form that is done."""
    if visit.status is Status.CANCELLED:
        return _("This form booked a visit that was cancelled later. Open a new one to book again.")
    return _("This visit is already booked. There is nothing more to do.")
