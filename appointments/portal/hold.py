"""The one time a patient keeps while they fill in the form, remembered in their session.

So is the reason they have typed, sealed: it outlasts a look at other times and stands in
no address.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from appointments.booking.requests import DAYS_OFFERED
from appointments.booking.services import BookingRequest, let_go
from appointments.portal.forms import opened_id, sealed_id
from appointments.portal.free_times import Chosen, chosen_of
from medisecure.clock import from_utc_text, utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.encryption.cipher import Tampered
from medisecure.web.requests import ClinicalRequest
from medisecure.wiring import cipher

NAME = "kept_time"
REASON, LONGEST = "kept_reason", 10_000  # letters: more than may be sent, so that none is cut
# How far from a new hold it gives an old one back by itself: on the days it reads anyway.
EARLIER, LATER = timedelta(hours=-12), timedelta(days=DAYS_OFFERED - 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldSlot:
    """The form, the time it keeps and until when."""

    form: str
    chosen: Chosen
    until: datetime
    kind: str


def held_slot_of(request: ClinicalRequest) -> HeldSlot | None:
    """What this session keeps at this moment; None if nothing, or no longer."""
    said = request.session.get(NAME)
    if not isinstance(said, dict):
        return None
    chosen = chosen_of(str(said.get("slot", "")))
    if chosen is None or not opened_id(request.subject_id, str(said.get("form", ""))):
        return None
    until = from_utc_text(said["until"])
    if until <= request.uow.at:
        return None
    return HeldSlot(form=said["form"], chosen=chosen, until=until, kind=str(said.get("kind", "")))


def remember(request: ClinicalRequest, kept: HeldSlot) -> None:
    """Note what is kept, so that every page shows it as the patient's own."""
    request.session[NAME] = {
        "form": kept.form,
        "slot": kept.chosen.value,
        "until": utc_text(kept.until),
        "kind": kept.kind,
    }


def forget(request: ClinicalRequest) -> None:
    """Nothing is kept any more."""
    request.session.pop(NAME, None)


def remember_reason(request: ClinicalRequest, reason: str) -> None:
    """Keep what was typed so far for the time that is chosen next; an empty one is forgotten."""
    if reason:
        sealed = cipher().seal(reason[:LONGEST].encode(), _belongs_to(request))
        request.session[REASON] = b64encode(sealed).decode()
    else:
        request.session.pop(REASON, None)


def reason_kept(request: ClinicalRequest) -> str:
    """What was typed before another time was looked for; empty if nothing, or for somebody else."""
    sealed = request.session.get(REASON, "")
    if not sealed:
        return ""
    try:
        return cipher().open(b64decode(sealed), _belongs_to(request)).decode()
    except Tampered:
        return ""


def _belongs_to(request: ClinicalRequest) -> bytes:
    return f"{REASON}|{request.person.user_id}|{request.subject_id}".encode()


def form_id(request: ClinicalRequest) -> str:
    """The sealed id of the form that keeps a time now, or of a new one."""
    kept = held_slot_of(request)
    return kept.form if kept else sealed_id(request.subject_id)


def give_back(uow: UnitOfWork, patient_id: str, visit_id: str, chosen: Chosen) -> None:
    """Let go of a time that was kept for a visit; nothing happens if it lapsed or was booked."""
    let_go(uow, bare_booking_request(patient_id, visit_id, chosen))


def bare_booking_request(patient_id: str, visit_id: str, chosen: Chosen) -> BookingRequest:
    return BookingRequest(
        appointment_id=visit_id,
        patient_id=patient_id,
        provider_id=chosen.provider_id,
        starts_at=chosen.starts_at,
        minutes=1,
    )


def is_left_behind(old: Chosen, new: Chosen) -> bool:
    """Whether holding `new` does not give `old` back by itself, being too far from it."""
    gap = old.starts_at - new.starts_at
    return old.provider_id != new.provider_id or not EARLIER <= gap <= LATER
