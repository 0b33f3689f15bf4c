"""Patients as a doctor's lists know them: with their allergies."""

from collections.abc import Iterable
from typing import Any

from medisecure.dynamodb.unit_of_work import Unopened
from patients.profile.models import Patient
from patients.profile.repository import Patients, answered


class ListedPatients(Patients):
    """Several patients at once, as far as they are in the doctor's care."""

    def by_id(self, patient_ids: Iterable[str], *of: Unopened[Any]) -> dict[str, Patient]:
        """Those in care, by id, in one round trip per hundred; the relations come along.

        With those whose things lie in the lists `of`, which are decided by the same relations.
        """
        return answered(self._several, self._several(patient_ids, *of))

    def _several(self, patient_ids: Iterable[str], *of: Unopened[Any]) -> list[Patient]:
        wanted = [self._key(patient_id=each) for each in sorted(set(patient_ids))]
        return self._uow.many(self.item_type, wanted, of)
