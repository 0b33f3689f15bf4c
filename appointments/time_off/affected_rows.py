"""The visits an absence meets, a patient once: number, what is held and told, how calls ended."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from appointments.booking.requests import sees_patients
from appointments.outbox.models import PROPOSAL, ReminderDue
from appointments.outbox.repository import Outbox
from appointments.time_off.call_words import latest_call
from appointments.visits.models import Appointment
from medisecure.access.actor import Role
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.web.requests import ClinicalRequest
from patients.profile.models import Demographics
from patients.profile.repository import DemographicsOf
from providers.directory.models import Provider


def table_of(
    request: ClinicalRequest,
    met: list[Appointment],
    doctors: dict[str, Provider],
    typed: Mapping[str, str],
) -> dict[str, Any]:
    """The visits with their patients and what is proposed, and what is left to do.

    `typed` are notes on calls that nobody sent yet, each under the name of its box.
    """
    if not met:
        return {"rows": [], "untold": 0, "unheld": 0}
    uow = request.uow
    names, known = in_parallel(
        lambda: DemographicsOf(uow).by_id(each.patient_id for each in met),
        lambda: Outbox(uow).of_visits(met, PROPOSAL),
    )
    rows = _each_patient_once(
        _row(request, each, names, known, doctors)
        | {"typed": typed.get(f"note.{each.patient_id}", "")}
        for each in met
    )
    return {
        "rows": rows,
        "untold": len({row["visit"].patient_id for row in rows if row["is_untold"]}),
        "unheld": sum(1 for row in rows if row["is_unheld"]),
    }


def colleagues_of(
    request: ClinicalRequest, provider: Provider, doctors: Iterable[Provider]
) -> list[dict[str, str]]:
    """To whom the list may be given, those of the same specialty first; none for who may not."""
    if request.role is not Role.STAFF:
        return []
    others = [
        each for each in doctors
        if sees_patients(each) and each.provider_id != provider.provider_id
    ]  # fmt: skip
    others.sort(key=lambda each: (_is_far(each, provider), each.personal_info.sort_name.casefold()))
    return [
        {"id": each.provider_id, "name": each.display_name, "department": each.department or ""}
        for each in others
    ]


def _is_far(other: Provider, provider: Provider) -> bool:
    return other.department != provider.department and other.specialty != provider.specialty


def _row(
    request: ClinicalRequest,
    visit: Appointment,
    names: dict[str, Demographics],
    known: dict[str, ReminderDue],
    doctors: dict[str, Provider],
) -> dict[str, Any]:
    message = known.get(visit.appointment_id)
    if message is not None and message.sequence != visit.sequence:
        message = None  # of before it was moved to where it is now
    patient = names.get(visit.patient_id)
    held = (
        message if message and message.held_until and message.held_until > request.uow.at else None
    )
    with_whom = doctors.get(held.proposed_provider or "") if held else None
    untold = message is None or message.status.value == "DRAFT"
    is_desk = request.role is Role.STAFF
    return {
        "visit": visit,
        "patient": patient.display_name if patient else "",
        "phone": patient.personal_info.phone_number if patient else "",
        "held": held,
        "with_whom": with_whom.display_name if with_whom else "",
        "is_colleague": held is not None and held.proposed_provider != visit.provider_id,
        "told": message.status.value if message else "",
        "is_untold": untold,
        "is_unheld": held is None and untold,
        "move_url": _move_url(visit) if is_desk else "",
        "may_accept": held is not None and is_desk,
        "may_call": is_desk,
        **latest_call(message),
    }


def _each_patient_once(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with those of one patient together, at their first; `span` is how many they are.

    It is 0 on all but the first, which alone names the patient and takes how a call ended.
    """
    of_patient: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=lambda row: row["visit"].starts_at):
        of_patient.setdefault(row["visit"].patient_id, []).append(row)
    for group in of_patient.values():
        for row in group:
            row["span"] = len(group) if row is group[0] else 0
    return [row for group in of_patient.values() for row in group]


def _move_url(visit: Appointment) -> str:
    return reverse("appointments:move", args=[visit.patient_id, visit.appointment_id])
