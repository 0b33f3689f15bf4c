"""A patient's list of who may see their record, as the policy is asked about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccessList:
    """Whose list it is."""

    patient_id: str

    @property
    def resource_id(self) -> str:
        return self.patient_id
