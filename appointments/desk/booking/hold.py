"""The chosen time is kept for the clerk who still fills in the form, and shown as theirs."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from appointments.booking.services import BookingRequest, hold
from appointments.desk.booking.page import BookingPageData, minutes_of
from appointments.portal.free_times import Chosen, chosen_of
from appointments.portal.hold import give_back, is_left_behind
from medisecure.clock import from_utc_text, utc_text
from medisecure.errors import Conflict, gettext_noop
from medisecure.web.input.fields import FormId
from medisecure.web.requests import ClinicalRequest
from patients.records.wording import VISIT_TYPES
from patients.search.wanted_slot import SLOT

HOLD, LET_GO, LEAVING = "hold", "let_go", "leaving"
OTHER_DOCTORS = ("department", "further")  # who has time soonest: elsewhere, or further on
SOONEST = "soonest"  # one of the next free times: a doctor, a day and a time, as in an address
OTHER_TIMES = ("show", "other_day", SOONEST, *OTHER_DOCTORS)
CHOOSE = gettext_noop("Choose a time first, then it can be held for you.")
# What shows the page again with everything typed so far, and books nothing.
SHOW_AGAIN = (*OTHER_TIMES, HOLD, LET_GO)


def is_shown_again(typed: QueryDict) -> bool:
    """Whether a press asked for the page with other times, or to keep or give back one."""
    return any(name in typed for name in SHOW_AGAIN)


def change_hold(
    request: ClinicalRequest, patient_id: str, visit_id: str, kind: str
) -> Conflict | None:
    """Keep the chosen time or give it back, as the press asks; the refusal if somebody has it.

    `visit_id` is the visit the time is for, one that is booked or one that will be; it may be
    empty for a form we did not make, which keeps nothing.
    """
    typed, held = request.POST, held_by(request.POST)
    if any(name in typed for name in (LET_GO, LEAVING, *OTHER_TIMES)):
        let_go_of(request, patient_id, visit_id, held)
        return None
    booking_request = request_to_hold(typed, patient_id, visit_id, kind) if HOLD in typed else None
    if booking_request is None:
        return Conflict(CHOOSE) if HOLD in typed else None
    try:
        hold(request.uow, booking_request)
    except Conflict as refusal:
        return refusal
    if held and is_left_behind(
        held, Chosen(booking_request.provider_id, booking_request.starts_at)
    ):
        let_go_of(request, patient_id, visit_id, held)
    return None


def let_go_of(
    request: ClinicalRequest, patient_id: str, visit_id: str, held: Chosen | None
) -> None:
    """Give back what this form keeps; nothing happens if it lapsed or was booked."""
    if held and visit_id:
        give_back(request.uow, patient_id, visit_id, held)


def release_rest(request: ClinicalRequest, patient_id: str, booked: BookingRequest) -> None:
    """After booking: give back a kept time the booking itself did not end."""
    held = held_by(request.POST)
    if held and (
        booked.overrule or is_left_behind(held, Chosen(booked.provider_id, booked.starts_at))
    ):
        let_go_of(request, patient_id, booked.appointment_id, held)


def held_by(typed: QueryDict) -> Chosen | None:
    """The time this form says it keeps."""
    return chosen_of(typed.get("held", ""))


def form_id(typed: QueryDict) -> str:
    """The visit this form will be; empty for an id we did not make."""
    try:
        return FormId(prefix="appointment").clean(typed.get("appointment_id", ""))
    except ValidationError:
        return ""


def request_to_hold(
    typed: QueryDict, patient_id: str, visit_id: str, kind: str
) -> BookingRequest | None:
    """The visit to keep a time for; None while no time is chosen."""
    provider_id = typed.get("provider", "")
    try:
        starts_at = from_utc_text(typed.get("starts_at", ""))
    except ValueError:
        return None
    if not visit_id or not SLOT["provider"].fullmatch(provider_id):
        return None
    return BookingRequest(
        appointment_id=visit_id,
        patient_id=patient_id,
        provider_id=provider_id,
        starts_at=starts_at,
        minutes=minutes_of(typed.get("minutes", "")),
        visit_type=kind if kind in VISIT_TYPES else "",
    )


def hold_shown(data: BookingPageData, chosen: str) -> dict[str, Any] | None:
    """The time that is kept for this form now: its value, until when, for how many seconds more.

    The chosen one if it is among them; a shorter visit may fit several times into one hold.
    """
    slots = [slot for day in data.free_days for slot in day.slots if slot.is_free]
    kept = [slot for slot in slots if slot.is_mine and slot.held_until]
    slot = next((each for each in kept if utc_text(each.starts_at) == chosen), None)
    slot = slot or next(iter(kept), None)
    if slot is None or slot.held_until is None or data.provider is None:
        return None
    return {
        "value": Chosen(data.provider.provider_id, slot.starts_at).value,
        "starts_at": utc_text(slot.starts_at),
        "clock": f"{slot.local:%H:%M}",
        "until": slot.held_until,
        "seconds": max(0, int((slot.held_until - data.now).total_seconds())),
    }
