"""Whether a doctor sees this patient at all: by the patient's age on the day of the visit."""

from appointments.booking.requests import BookingRequest
from medisecure.clock import zone
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, gettext_noop
from patients.profile.models import Demographics
from providers.directory.choosing import sees_age
from providers.directory.models import Provider

OTHER_AGE = gettext_noop("This doctor does not see patients of this age. Choose another doctor.")


def check_age(
    uow: UnitOfWork, patient: Demographics, provider: Provider, booking_request: BookingRequest
) -> None:
    """`Conflict` for a patient who books with a doctor of another age; the desk knows why it does.

    Whoever knows what ails them may be seen by a doctor for other ages: that is not for the form.
    """
    day = booking_request.starts_at.astimezone(zone(provider.zone_name)).date()
    if uow.actor.is_for_a_patient and not sees_age(provider, patient.age_on(day)):
        raise Conflict(OTHER_AGE)
