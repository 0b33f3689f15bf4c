"""Reading a patient as the front desk may know them."""

from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import NotFound
from medisecure.identity.person import UserType
from patients.profile.models import Demographics
from patients.profile.repository import DemographicsOf


def known_patient(uow: UnitOfWork, patient_id: str) -> Demographics:
    """The patient as the desk may know them; `NotFound` also for the id of a colleague."""
    person = DemographicsOf(uow).get(patient_id)
    if person.user_type is not UserType.PATIENT:
        raise NotFound
    return person
