"""The guard in front of every page about a patient: it opens the patient, or there is no page.

Lists only hold back what is not the reader's, so that a stranger would see an empty one; this read
is what says no. Refusals are recorded, and look to the browser like a page that does not exist.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Literal, overload

from medisecure.audit.actions import Action
from medisecure.dynamodb.item_types import AUDIT
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import NotFound, Replaced
from medisecure.identity.person import UserType
from patients.profile.models import Demographics, Patient
from patients.profile.repository import DemographicsOf, Patients


class Part(Enum):
    """What of a patient a page shows, and so what its reader must be allowed to read."""

    CONTACT = "name, contact and visits: open to the front desk too"
    CHART = "the medical part"
    TRAIL = "who looked at the record"


@overload
def open_patient(
    uow: UnitOfWork, patient_id: str, part: Literal[Part.CONTACT] = Part.CONTACT
) -> Demographics: ...
@overload
def open_patient(uow: UnitOfWork, patient_id: str, part: Literal[Part.CHART]) -> Patient: ...
@overload
def open_patient(uow: UnitOfWork, patient_id: str, part: Literal[Part.TRAIL]) -> None: ...
def open_patient(
    uow: UnitOfWork, patient_id: str, part: Part = Part.CONTACT
) -> Demographics | Patient | None:
    """The patient, as far as the part goes; nothing is read of them for their trail.

    Raises `AccessDenied` for whoever may not read that part, `NotFound` for nobody's id and for
    that of a colleague, who is kept under the same keys. `Replaced` names who answers for an id
    whose record was joined into another: to those only who may read that record.
    """
    if part is Part.TRAIL:
        uow.permit(AUDIT, _Trail(patient_id), "read", Action.READ_AUDIT)
        return None
    person: Demographics | Patient
    person = (Patients if part is Part.CHART else DemographicsOf)(uow).get(patient_id)
    if person.user_type is not UserType.PATIENT:
        raise NotFound
    if person.replaced_by:
        raise Replaced(patient_id, person.replaced_by)
    return person


@dataclass(frozen=True, slots=True)
class _Trail:
    """A patient's audit trail, as the policy is asked about it."""

    patient_id: str

    @property
    def resource_id(self) -> str:
        return self.patient_id
