"""Who acts for whom: kept, and listed from both sides."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from medisecure.access.proxies import Proxy
from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_types import PROXY
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.errors import NotFound

MOST_OF_ONE = 50


class Proxies(Repository[Proxy]):
    """Relations between patients and those who act for them."""

    item_type = PROXY

    def get(self, patient_id: str, proxy_id: str) -> Proxy:
        return self._get(patient_id=patient_id, proxy_id=proxy_id, consistent=True)

    def find(self, patient_id: str, proxy_id: str) -> Proxy | None:
        """The relation of the two, if there ever was one."""
        try:
            return self.get(patient_id, proxy_id)
        except NotFound:
            return None

    def of_patient(self, patient_id: str) -> list[Proxy]:
        """Everybody who acts or ever acted for this patient, as it stands now."""
        start = keys.PROXY.start(patient_id=patient_id)
        query = Query(pattern=keys.PROXY, start=start, limit=MOST_OF_ONE, newest_first=False,
                      consistent=True)  # fmt: skip
        return self._page(query).items

    def of_person(self, proxy_id: str) -> list[Proxy]:
        """For whom this person acts or ever acted."""
        start = keys.PROXY_BY_PERSON.start(proxy_id=proxy_id)
        query = Query(pattern=keys.PROXY_BY_PERSON, start=start, limit=MOST_OF_ONE,
                      newest_first=False)  # fmt: skip
        return self._page(query).items

    def follow_patient(self, patient_id: str) -> Callable[[str, date | None], None]:
        """What keeps the copies true when a patient's name or birth date is corrected.

        The relations are read now; what is returned stages them inside the open transaction.
        """
        found = self.of_patient(patient_id)

        def stage(name: str, born_on: date | None) -> None:
            for each in found:
                told = replace(each, patient_name=name, born_on=born_on)
                if told != each:
                    self.save(told, Action.FOLLOW_PATIENT)

        return stage
