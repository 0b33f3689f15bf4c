"""Where requests for a medicine again are kept, and which of them wait for a doctor."""

from documents.renewals.models import Renewal
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Unopened

RENEWAL = ItemType("renewal", Renewal, keys.RENEWAL, (keys.RENEWAL_WAITING,), "RENEWAL")
MOST_OF_A_PATIENT, MOST_WAITING = 100, 50


class Renewals(Repository[Renewal]):
    """Requests of patients."""

    item_type = RENEWAL

    def get(self, patient_id: str, item_id: str) -> Renewal:
        return self._get(patient_id=patient_id, item_id=item_id, consistent=True)

    def find(self, patient_id: str, item_id: str) -> list[Renewal]:
        """The latest request for that medicine, or none."""
        return self._many([{"patient_id": patient_id, "item_id": item_id}])

    def of_patient(self, patient_id: str) -> list[Renewal]:
        """The latest request for each medicine, as they stand now."""
        start = keys.RENEWAL.start(patient_id=patient_id)
        query = Query(pattern=keys.RENEWAL, start=start, limit=MOST_OF_A_PATIENT, consistent=True)
        return self._page(query).items

    def waiting_for(self, provider_id: str) -> list[Renewal]:
        """What waits for this doctor, the oldest first, as far as the charts are open to them."""
        return self._uow.opened(self.waiting_unopened(provider_id))

    def waiting_unopened(self, provider_id: str) -> Unopened[Renewal]:
        """The same, shut, for a page that names the patients too."""
        pattern = keys.RENEWAL_WAITING
        start = pattern.start(waits_for=provider_id)
        query = Query(pattern=pattern, start=start, limit=MOST_WAITING, newest_first=False)
        return self._fetch(query)
