"""What the tests of the waitlist share: a doctor's day, people who wait, and a time that frees."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from appointments.booking.opened_slots import OpenedSlot, OpenedSlots
from appointments.booking.services import book, cancel
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.waitlist.models import Offer, WaitlistEntry
from appointments.waitlist.repository import Entries, Offers
from appointments.waitlist.services import WaitlistRequest, join, offer_time
from medisecure import wiring
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.input.fields import new_id
from tests.desk import CLINIC, at, booking_request, fresh_patient
from tools.drills.cast import doctors

As = Callable[..., UnitOfWork]
WEEK = timedelta(days=7)


def clinic_today() -> date:
    return now().astimezone(CLINIC).date()


@dataclass
class Scene:
    """A fresh doctor who works every day from 8 to 17, and a visit that may be cancelled."""

    acting: As
    doctor: str = field(default_factory=lambda: doctors(1)[0])
    day: date = field(default_factory=lambda: clinic_today() + timedelta(days=10))

    def desk(self) -> UnitOfWork:
        return self.acting("staff", "staff_reem")

    def system(self, after: Offer | None = None) -> UnitOfWork:
        """The system at work now, or a minute after an offer has lapsed."""
        uow = wiring.system_work("waitlist")
        if after:
            uow.at = after.held_until + timedelta(minutes=1)
        return uow

    def booked(self, clock: str = "10:00", *, days: int = 0, minutes: int = 30) -> Appointment:
        """A visit of a fresh patient, so many days after the day in question."""
        starts = at(self.day + timedelta(days=days), clock)
        return book(
            self.desk(), booking_request(fresh_patient(), starts, minutes, provider_id=self.doctor)
        )

    def waiting(self, visit: Appointment | None = None, **more: object) -> WaitlistEntry:
        """Somebody with a visit a week later who would come sooner."""
        visit = visit or self.booked(self._next_clock(), days=7)
        wanted = WaitlistRequest(
            patient_id=visit.patient_id,
            whom=self.doctor,
            earliest=clinic_today(),
            latest=visit.local_date,
            minutes=visit.minutes,
            moving=visit.appointment_id,
        )
        return join(self.acting("patient", visit.patient_id), replace(wanted, **more))

    def without_visit(self, **more: object) -> WaitlistEntry:
        """Somebody who has no visit yet."""
        patient_id = fresh_patient()
        wanted = WaitlistRequest(
            patient_id=patient_id,
            whom=self.doctor,
            earliest=clinic_today(),
            latest=self.day + WEEK,
            minutes=30,
            visit_type="CONSULTATION",
            visit_id=new_id("appointment"),
        )
        return join(self.acting("patient", patient_id), replace(wanted, **more))

    def freed(self, clock: str = "10:00", *, minutes: int = 30) -> OpenedSlot:
        """A time that comes free just now, by a cancellation."""
        visit = self.booked(clock, minutes=minutes)
        desk = self.desk()
        cancel(desk, visit.patient_id, visit.appointment_id, "ill")
        [news] = [each for each in desk.published if isinstance(each, OpenedSlot)]
        return news

    def offered(self, freed: OpenedSlot | None = None, *, at_most: int = 3) -> Offer:
        offer = offer_time(self.system(), freed or self.freed(), at_most=at_most)
        assert offer is not None
        return offer

    # what is stored

    def offer(self, offer: Offer) -> Offer:
        return Offers(self.system()).get(offer.provider_id, offer.offer_id)

    def entry(self, entry: WaitlistEntry) -> WaitlistEntry:
        return Entries(self.system()).get(entry.patient_id, entry.entry_id)

    def visit(self, entry: WaitlistEntry) -> Appointment:
        return Appointments(self.system()).get(entry.patient_id, entry.appointment_id)

    def cells(self, when: datetime) -> dict[str, str]:
        day = when.astimezone(CLINIC).date()
        return dict(Days(self.system()).get(self.doctor, day).taken)

    def is_noted(self, freed: OpenedSlot) -> bool:
        return bool(OpenedSlots(self.system()).still_there(freed))

    def _next_clock(self) -> str:
        taken = self.cells(at(self.day + WEEK, "08:00"))
        return f"{8 + len(taken) // 12:02d}:{'30' if len(taken) % 12 else '00'}"
