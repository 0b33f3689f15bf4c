"""Where patients are kept, how the front desk finds them, and who looks after whom."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from medisecure.access.care import Care
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.item_types import CARE
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.relations.care_grounds import grounds_operation
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page
from patients.profile.models import Demographics, NamedPatient, Patient

PATIENT = ItemType("patient", Patient, keys.PATIENT, (keys.PATIENT_BY_EMAIL,), "USER")
DEMOGRAPHICS = ItemType(
    "demographics", Demographics, keys.PATIENT, (keys.PATIENT_BY_EMAIL,), "USER", whole=False
)
NAMED = ItemType("demographics", NamedPatient, keys.PATIENT, (), "USER", whole=False)
E = TypeVar("E", Demographics, NamedPatient, Patient)
FOUND_AT_ONCE = 100
MOST_DOCTORS = 200
MOST_TURNS = 20  # of pages with ended relations, before a short page is shown


def answered(read: Callable[[Iterable[str]], list[E]], people: Iterable[E]) -> dict[str, E]:
    """Patients by the ids they were asked for by, each as the record that answers for the id."""
    found = {each.patient_id: each for each in people}
    missing = {each.replaced_by for each in found.values() if each.replaced_by} - found.keys()
    known = found | {each.patient_id: each for each in (read(missing) if missing else ())}
    answers = {who: each.replaced_by or who for who, each in found.items()}
    return {who: known[by] for who, by in answers.items() if by in known}


class Patients(Repository[Patient]):
    """Patients with the medical part of their profile."""

    item_type = PATIENT

    def get(self, patient_id: str) -> Patient:
        return self._get(patient_id=patient_id)


class DemographicsOf(Repository[Demographics]):
    """Patients as the front desk knows them."""

    item_type = DEMOGRAPHICS

    def get(self, patient_id: str) -> Demographics:
        return self._get(patient_id=patient_id, consistent=True)

    def answering(self, patient_id: str) -> Demographics:
        """Who answers for this id: the patient of that id, or the record it was joined into."""
        found = self.get(patient_id)
        return self.get(found.replaced_by) if found.replaced_by else found

    def by_id(self, patient_ids: Iterable[str]) -> dict[str, Demographics]:
        """Those of the list whom the actor may know of, by id, in one round trip per hundred.

        Under an id whose record was joined into another stands the one that answers for it: one
        round trip more for those.
        """
        return answered(self._several, self._several(patient_ids))

    def _several(self, patient_ids: Iterable[str]) -> list[Demographics]:
        return self._many({"patient_id": each} for each in sorted(set(patient_ids)))

    def by_email(self, email: str) -> list[Demographics]:
        """Everyone with this e-mail; a family may share one."""
        start = keys.PATIENT_BY_EMAIL.start(email=email.strip().lower())
        query = Query(pattern=keys.PATIENT_BY_EMAIL, start=start, limit=FOUND_AT_ONCE)
        found = self._page(query).items
        replaced = self.by_id(each.replaced_by for each in found if each.replaced_by)
        people = [replaced.get(each.replaced_by or "", each) for each in found]
        return list({each.patient_id: each for each in people}.values())


class NamesOf(Repository[NamedPatient]):
    """Patients by name, for lists that say no more of them."""

    item_type = NAMED

    def by_id(self, patient_ids: Iterable[str]) -> dict[str, NamedPatient]:
        """The same people as `DemographicsOf.by_id`, in as many round trips."""
        return answered(self._several, self._several(patient_ids))

    def _several(self, patient_ids: Iterable[str]) -> list[NamedPatient]:
        return self._many({"patient_id": each} for each in sorted(set(patient_ids)))


class CareRelations(Repository[Care]):
    """Who looks after whom."""

    item_type = CARE

    def of_provider(self, provider_id: str, cursor: str = "", limit: int = 25) -> Page[Care]:
        """A provider's patients, a page at a time."""
        start = keys.CARE_BY_PROVIDER.start(provider_id=provider_id)
        query = Query(pattern=keys.CARE_BY_PROVIDER, start=start, limit=limit, newest_first=False)
        return self._page(query, cursor)

    def open_of_provider(self, provider_id: str, cursor: str = "", limit: int = 25) -> Page[Care]:
        """A provider's patients whose charts are open now, a full page of them where there are."""
        at = self._uow.at
        found: list[Care] = []
        for _ in range(MOST_TURNS):
            page = self.of_provider(provider_id, cursor, limit - len(found))
            found += [each for each in page.items if each.ground_at(at)]
            cursor = page.next_cursor
            if not cursor or len(found) >= limit:
                break
        return Page(found, cursor)

    def of_patient(self, patient_id: str) -> list[Care]:
        """Every doctor who cares or ever cared for a patient, as it stands now."""
        start = keys.CARE.start(patient_id=patient_id)
        query = Query(pattern=keys.CARE, start=start, limit=MOST_DOCTORS, newest_first=False,
                      consistent=True)  # fmt: skip
        return self._page(query).items

    def stage(self, care: Care, verb: str) -> None:
        """Stage the grounds this relation gets or ends (`verb`: add, end, reopen).

        What else it stands on stays as it is, and so does the beginning of a ground that is there.
        One transaction may name a relation once.
        """
        self._uow.follow(self.item_type, care, verb, grounds_operation(care))
