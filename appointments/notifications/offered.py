"""What a message about an offered time speaks of: a visit there may not be yet."""

from appointments.notifications.message_lines import About
from appointments.outbox.models import OFFERED, ReminderDue
from appointments.outbox.repository import Outbox
from appointments.waitlist.answering import check_open, offer_data_of
from appointments.waitlist.placing import OfferedSlot, visit_there
from appointments.waitlist.repository import Offers
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound
from patients.profile.repository import DemographicsOf


def read_offered(uow: UnitOfWork, listed: ReminderDue) -> tuple[ReminderDue, About]:
    """The message, and the visit as it would be at the offered time; `NotFound` once it is over."""
    patient_id, visit_id = listed.patient_id, listed.appointment_id
    provider_id, offer_id = listed.proposed_provider or "", listed.offer_id or ""
    due, offer_data, patient = in_parallel(
        lambda: Outbox(uow).get(patient_id, visit_id, OFFERED),
        lambda: offer_data_of(uow, patient_id, provider_id, offer_id, visit_id=visit_id),
        lambda: DemographicsOf(uow).answering(patient_id),
    )
    slot = OfferedSlot(span=offer_data.offer.span, provider=offer_data.provider, days=[])
    moving = offer_data.visit if offer_data.entry.moves else None
    try:
        check_open(uow, offer_data)
        visit = visit_there(uow, offer_data.entry, moving, slot)
    except Conflict as over:
        raise NotFound from over
    return due, About(
        visit=visit,
        patient=patient,
        doctors={provider_id: offer_data.provider},
        at=uow.at,
        others_asked=offer_data.offer.asks_several,
    )


def still_offered(uow: UnitOfWork, taken: ReminderDue) -> bool:
    """Whether the offer still stands, just before the message goes out."""
    offer = Offers(uow).get(taken.proposed_provider or "", taken.offer_id or "")
    mine = offer.place_of(taken.patient_id)
    return offer.stands_at(uow.at) and mine is not None and mine.answer is None
