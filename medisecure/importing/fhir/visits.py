"""Appointment and Encounter: booked visits as items, and what a chart entry begins with."""

from datetime import datetime, timedelta
from typing import Any

from medisecure.clock import utc_text
from medisecure.importing.fhir.elements import (
    Json,
    LeftOut,
    first_instant,
    instant,
    is_restricted,
    listed,
    object_in,
    text,
    words,
)

STATUSES = {
    "proposed": "REQUESTED", "pending": "REQUESTED", "booked": "SCHEDULED", "arrived": "ARRIVED",
    "checked-in": "ARRIVED", "fulfilled": "COMPLETED", "cancelled": "CANCELLED",
    "noshow": "NO_SHOW",
}  # fmt: skip
NOT_A_VISIT = ("planned", "cancelled", "entered-in-error")
# https://terminology.hl7.org/CodeSystem-v3-ActCode.html, the classes of encounters
EMERGENCY, VIRTUAL = "EMER", "VR"
WELL = ("check up", "check-up", "well child", "wellness")
MOST_MINUTES, USUAL_MINUTES = 24 * 60, 30
LOCATION, REASON = 200, 500


def appointment_item(
    resource: Json, appointment_id: str, patient_id: str, provider_id: str, at: datetime
) -> dict[str, Any]:
    """A booked visit as an item; `LeftOut` for one without a time, or that is none."""
    status = STATUSES.get(text(resource, "status"))
    if status is None:
        raise LeftOut(f"its status is {text(resource, 'status') or 'not stated'}")
    starts = instant(resource.get("start"))
    if starts is None:
        raise LeftOut("has no time")
    ends = instant(resource.get("end"))
    told = resource.get("minutesDuration") or _minutes(starts, ends) or USUAL_MINUTES
    start = utc_text(starts)
    place = next((words_of_place(each) for each in listed(resource, "participant")), "")
    scheduling = {
        "appointmentDate": start, "duration": int(told), "mode": "IN_PERSON",
        "type": visit_type(words(resource.get("appointmentType"))),
    } | ({"location": place[:LOCATION]} if place else {})  # fmt: skip
    said = next((words(each) for each in listed(resource, "reasonCode")), "") or text(
        resource, "description"
    )
    stamp = utc_text(at)
    return {
        "PK": f"USER#{patient_id}", "SK": f"APPOINTMENT#{appointment_id}#{start}",
        "entityType": "APPOINTMENT", "appointmentId": appointment_id, "patientId": patient_id,
        "providerId": provider_id, "schedulingInfo": scheduling, "createdAt": stamp,
        "updatedAt": stamp, "status": status,
    } | ({"reason": said[:REASON]} if said else {})  # fmt: skip


def entry_of_encounter(resource: Json) -> dict[str, Any]:
    """What an encounter gives its chart entry: time, visit, complaint, whether it is protected."""
    status = text(resource, "status")
    if status in NOT_A_VISIT:
        raise LeftOut(f"its status is {status}")
    seen_at = first_instant(resource, "period")
    if seen_at is None:
        raise LeftOut("has no time")
    kind = " ".join(words(each) for each in listed(resource, "type"))
    emergency = str(object_in(resource, "class").get("code", "")) == EMERGENCY
    place = next((words_of_place(each, "location") for each in listed(resource, "location")), "")
    minutes = _minutes(seen_at, instant(object_in(resource, "period").get("end")))
    visit: dict[str, Any] = {
        "date": utc_text(seen_at), "type": "EMERGENCY" if emergency else visit_type(kind),
    }  # fmt: skip
    if minutes:
        visit["duration"] = minutes
    if place := place or text(object_in(resource, "serviceProvider"), "display"):
        visit["location"] = place[:LOCATION]
    reasons = ", ".join(filter(None, (words(each) for each in listed(resource, "reasonCode"))))
    return {"seen_at": seen_at, "visit": visit, "complaint": (reasons or kind)[:1000],
            "is_sensitive": is_restricted(resource)}  # fmt: skip


def visit_type(said: str) -> str:
    """The schema's word for a type of visit; CONSULTATION where the words tell nothing else."""
    plain = said.casefold()
    if any(each in plain for each in WELL) or "CHECKUP" in said.upper().split():
        return "REGULAR_CHECKUP"
    if "follow" in plain:
        return "FOLLOW_UP"
    if "emergency" in plain:
        return "EMERGENCY"
    return "PROCEDURE" if "procedure" in plain else "CONSULTATION"


def words_of_place(holder: Json, name: str = "actor") -> str:
    """The words of a referenced Location; empty for a reference to anything else."""
    place = object_in(holder, name)
    is_place = name == "location" or "Location/" in text(place, "reference")
    return text(place, "display") if is_place else ""


def _minutes(starts: datetime, ends: datetime | None) -> int | None:
    if ends is None or not timedelta() < ends - starts <= timedelta(minutes=MOST_MINUTES):
        return None
    return max(1, int((ends - starts) / timedelta(minutes=1)))
