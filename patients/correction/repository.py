"""The whole profile as the desk corrects it, and what was corrected before."""

from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.repository import Repository
from patients.correction.models import Correction
from patients.profile.models import Patient

# The same item as the patient's, under a name of its own in the policy: the desk reads and writes
# it to correct it, and no page of the desk shows its clinical part.
REGISTRATION = ItemType("registration", Patient, keys.PATIENT, (keys.PATIENT_BY_EMAIL,), "USER")
CORRECTION = ItemType("correction", Correction, keys.CORRECTION, (), "CORRECTION")
MOST_SHOWN = 20


class Registrations(Repository[Patient]):
    """Patients as they were registered."""

    item_type = REGISTRATION

    def get(self, patient_id: str) -> Patient:
        return self._get(patient_id=patient_id, consistent=True)


class Corrections(Repository[Correction]):
    """Corrections of a patient's details."""

    item_type = CORRECTION

    def of(self, patient_id: str) -> list[Correction]:
        """The latest corrections, the newest first."""
        return self._latest(keys.CORRECTION, MOST_SHOWN, patient_id=patient_id).items
