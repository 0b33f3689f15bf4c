"""What the tests of messages share: visits that are due to be reminded of, and the mails sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from appointments.booking.services import book
from appointments.notifications.sending import Report, send_due
from appointments.outbox.models import ReminderDue
from appointments.outbox.repository import Outbox
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from medisecure import wiring
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.desk import at, booking_request, far_day, fresh_patient
from tools.local_cloud import mail
from tools.local_cloud.supervisor import RunningCloud

HOUR = timedelta(hours=1)


def begin() -> UnitOfWork:
    return wiring.system_work("send_reminders")


def booked(uow: UnitOfWork, clock: str = "09:00", patient_id: str = "", **more: str) -> Appointment:
    """A visit of a fresh patient, far enough ahead to be reminded of."""
    patient = patient_id or fresh_patient(**more)
    return book(uow, booking_request(patient, at(far_day(), clock)))


def the_day_before(visit: Appointment) -> datetime:
    """An instant at which the visit's reminder is due."""
    return visit.starts_at - 23 * HOUR


def stored(visit: Appointment) -> Appointment:
    return Appointments(begin()).get(visit.patient_id, visit.appointment_id)


def message_of(visit: Appointment, kind: str = "DAY_BEFORE") -> ReminderDue:
    return Outbox(begin()).get(visit.patient_id, visit.appointment_id, kind)


def mails_to(cloud: RunningCloud, visit: Appointment) -> list[dict[str, Any]]:
    """The mails that went to the visit's patient."""
    address = f"{visit.patient_id}@example.com"
    return [each for each in mail.sent(cloud.cloud.state_dir) if address in each["To"]]


def sent_at(instant: datetime) -> Report:
    """One run of the sender that believes it is that instant."""
    with clock_at(instant):
        return send_due(begin, instant)


@contextmanager
def clock_at(instant: datetime) -> Iterator[None]:
    """Units of work begun inside believe it is that instant; AWS's own clock stays as it is."""
    real = wiring.system_work

    def later(job: str) -> UnitOfWork:
        uow = real(job)
        uow.at = instant
        return uow

    wiring.system_work = later
    try:
        yield
    finally:
        wiring.system_work = real
