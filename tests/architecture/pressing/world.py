"""A clinic in the middle of its day, so that every page has something to press.

Today's board has visits in every state, John has visits to come, a series, a wish for an earlier
time that is offered to him just now, and his schema's records and documents.
"""

from datetime import timedelta
from functools import cache
from typing import Any

from appointments.booking.services import book
from appointments.visits.models import Appointment
from appointments.visits.status import Status
from appointments.waitlist.services import WaitlistRequest, join, offer_time
from medisecure import wiring
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.document_store import put_file
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.importing.loading import load
from tests.appointments.series.examples import booked, doctor
from tests.appointments.waitlist.people import WEEK, Scene, clinic_today
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.patients.home.portal import visit
from tests.people import JOHN, REEM

ECG_FILE = "documents/patient_12345/ecg_2025-06-01.pdf"


def acting(role: str, user_id: str) -> UnitOfWork:
    """A unit of work for somebody of the cast."""
    actor = Actor(user_id=user_id, role=Role(role))
    return wiring.unit_of_work(actor, RequestContext(request_id=f"test-{user_id}"))


@cache
def furnish() -> list[Appointment]:
    """Bring everything in, through the doors everything comes in by; John's visits to come.

    Once in a worker: a second file of tests finds what the first one had.
    """
    put_file(ECG_FILE, b"%PDF-1.4", "application/pdf")
    day_of_smith()
    offered_time()
    return visits_to_come()


def day_of_smith() -> None:
    """One visit in each state today, and one nobody has said the end of, some days ago."""
    today = clinic_today()
    for n, status in enumerate(Status):
        patient_id = fresh_patient("Today", f"Number{n}")
        store(visit(patient_id, at(today, f"{8 + n:02d}:00"), status=status))
    store(visit(JOHN, at(today, "18:00")))
    store(visit(fresh_patient("Left", "Open"), at(today - timedelta(days=3), "09:00")))


def visits_to_come() -> list[Appointment]:
    """John's next visit with somebody to change places with, and a series of his."""
    day, desk = working_day(), acting("staff", REEM)
    alone = book(desk, booking_request(JOHN, at(day, "09:00"), reason="Knee"))
    book(desk, booking_request(fresh_patient("Swap", "Partner"), at(day, "10:00")))
    first, *_ = booked(acting("staff", REEM), doctor(), patient_id=JOHN)
    return [alone, first]


def offered_time() -> None:
    """John waits for an earlier visit, somebody cancels, and he is asked first."""
    scene = Scene(acting)
    starts_at = at(scene.day + WEEK, "09:00")
    late = book(
        acting("staff", REEM), booking_request(JOHN, starts_at, provider_id=scene.doctor)
    )  # fmt: skip
    earlier = WaitlistRequest(
        patient_id=JOHN, whom=scene.doctor, earliest=clinic_today(), latest=late.local_date,
        minutes=late.minutes, moving=late.appointment_id,
    )  # fmt: skip
    join(acting("patient", JOHN), earlier)
    offer_time(scene.system(), scene.freed(), at_most=3)
    scene.waiting()


def store(*items: dict[str, Any]) -> None:
    for item in items:
        uow = wiring.system_work("tests")
        load(uow, item)
        uow.close()
