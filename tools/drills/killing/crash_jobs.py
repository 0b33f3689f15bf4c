"""The jobs that workers are killed in: one press of a button each, and what came of it."""

from datetime import datetime
from typing import Any

from appointments.booking import services
from appointments.booking.services import BookingRequest
from medisecure.access.actor import Actor, Role
from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.encounter import drafts
from patients.encounter import services as signing
from patients.encounter.drafts import DraftKey
from patients.encounter.models import Sent
from patients.lists.repository import Lists
from patients.records.models import ClinicalData, Record, Status, Treatment, VisitInfo
from tools.drills.clients import Client
from tools.drills.history import Outcome

Job = dict[str, Any]


def done(client: Client, job: Job) -> Job:
    """How the job ended: the outcome, and the words of a refusal."""
    if "place" in job:  # a note is its doctor's
        client.actor = Actor(user_id=job["place"][1], role=Role.PROVIDER)
    answer = client.press(lambda uow: _do(uow, job), tries=2)
    said = str(answer.result) if answer.outcome is Outcome.REFUSED else ""
    seen = answer.result if isinstance(answer.result, str) else ""
    return {"job": job["job"], "outcome": str(answer.outcome), "said": said, "seen": seen}


def _do(uow: UnitOfWork, job: Job) -> Any:
    match job["deed"]:
        case "note":
            return save_note(uow, job)
        case "sign":
            return sign_note(uow, job)
        case "book":
            return services.book(uow, _booking_request(job))
        case "move":
            return services.move(
                uow, job["patient_id"], _booking_request(job), sequence=job["sequence"]
            )
        case "cancel":
            return services.cancel(uow, job["patient_id"], job["appointment_id"], "drill")
        case _:
            one, other = (tuple(each) for each in job["visits"])
            return services.swap(uow, one, other, sequences=tuple(job["seen"]))


def save_note(uow: UnitOfWork, job: Job) -> str:
    """A window of a note saves; the version it has read by then."""
    key, sent = _draft_key(job), Sent(**job["sent"])
    kept = drafts.save(uow, key, sent, drafts.draft_at(uow, key))
    return str(kept.version) if kept else ""


def sign_note(uow: UnitOfWork, job: Job) -> str:
    """The note signed, whichever window stored it last; the entry's id."""
    key = _draft_key(job)
    stored = drafts.draft_at(uow, key)
    entry = entry_of(key, job["typed"], job["record_id"], datetime.fromisoformat(job["at"]))
    sent = Sent(typed=job["typed"], seen=str(stored.version) if stored else "")
    items = Lists(uow).now(key.patient_id)
    becoming = signing.Becoming(entry=entry)
    done = signing.sign(uow, key, sent, becoming, stored=stored, items=items, visit=None)
    return done.entry.record_id


def entry_of(key: DraftKey, typed: dict[str, str], record_id: str, at: datetime) -> Record:
    """The entry that a note of these texts becomes."""
    advised = [typed["recommendations"]] if "recommendations" in typed else None
    treatment = Treatment(recommendations=advised) if advised else None
    return Record(
        record_id=record_id, record_type="CONSULTATION", patient_id=key.patient_id,
        provider_id=key.provider_id, visit_info=VisitInfo(date=at), status=Status.COMPLETED,
        clinical_data=ClinicalData(notes=typed["notes"], treatment=treatment),
        created_at=at, updated_at=at,
    )  # fmt: skip


def _draft_key(job: Job) -> DraftKey:
    patient_id, provider_id, subject = job["place"]
    return DraftKey(patient_id=patient_id, provider_id=provider_id, subject=subject)


def _booking_request(job: Job) -> BookingRequest:
    return BookingRequest(
        appointment_id=job["appointment_id"],
        patient_id=job["patient_id"],
        provider_id=job["provider_id"],
        starts_at=datetime.fromisoformat(job["starts_at"]),
        minutes=job["minutes"],
        beyond="A drill books more than people do",
    )
