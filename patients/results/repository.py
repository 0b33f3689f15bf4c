"""Where laboratory results are kept, and the ways into them: newest first, one test over time."""

from collections.abc import Iterable

from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page, Unopened
from patients.results.models import Result

RESULT = ItemType(
    "result",
    Result,
    keys.RESULT,
    (keys.RESULT_TIMELINE, keys.RESULT_SERIES, keys.RESULT_UNSEEN),
    "OBSERVATION",
)
MOST_OF_A_SERIES = 100


class Results(Repository[Result]):
    """A patient's laboratory results."""

    item_type = RESULT

    def get(self, patient_id: str, result_id: str) -> Result:
        return self._get(patient_id=patient_id, result_id=result_id, consistent=True)

    def several(self, patient_id: str, result_ids: Iterable[str]) -> list[Result]:
        """Those of these results that are there; at most a hundred at once."""
        return self._many({"patient_id": patient_id, "result_id": each} for each in result_ids)

    def latest(self, patient_id: str, limit: int = 50, cursor: str = "") -> Page[Result]:
        """The newest specimens first; a page costs the same however many there are."""
        return self._latest(keys.RESULT_TIMELINE, limit, cursor, patient_id=patient_id)

    def series(self, series: str) -> list[Result]:
        """The latest hundred results of one test of one patient, the newest first."""
        return self._latest(keys.RESULT_SERIES, MOST_OF_A_SERIES, series=series).items

    def unseen(self, provider_id: str, limit: int = 50) -> list[Result]:
        """What this doctor has not seen yet, the oldest first."""
        return self._uow.opened(self.unseen_unopened(provider_id, limit))

    def unseen_unopened(self, provider_id: str, limit: int = 50) -> Unopened[Result]:
        """The same, shut, for a page that names the patients too."""
        pattern = keys.RESULT_UNSEEN
        start = pattern.start(unseen_by=provider_id)
        return self._fetch(Query(pattern=pattern, start=start, limit=limit, newest_first=False))
