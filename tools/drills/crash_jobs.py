"""The jobs that workers are killed in: one press of a button each, and what came of it."""

from datetime import datetime
from typing import Any

from appointments.booking import services
from appointments.booking.services import BookingRequest
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tools.drills.clients import Client
from tools.drills.history import Outcome

Job = dict[str, Any]


def done(client: Client, job: Job) -> Job:
    """How the job ended: the outcome, and the words of a refusal."""
    answer = client.press(lambda uow: _do(uow, job), tries=2)
    said = str(answer.result) if answer.outcome is Outcome.REFUSED else ""
    return {"job": job["job"], "outcome": str(answer.outcome), "said": said}


def _do(uow: UnitOfWork, job: Job) -> Any:
    match job["deed"]:
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
            return services.swap(uow, one, other, seen=tuple(job["seen"]))


def _booking_request(job: Job) -> BookingRequest:
    return BookingRequest(
        appointment_id=job["appointment_id"],
        patient_id=job["patient_id"],
        provider_id=job["provider_id"],
        starts_at=datetime.fromisoformat(job["starts_at"]),
        minutes=job["minutes"],
        beyond="A drill books more than people do",
    )
