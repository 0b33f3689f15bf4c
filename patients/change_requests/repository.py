"""Where requests of change are kept, and which of them wait for the front desk."""

from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page
from patients.change_requests.models import OPEN, ChangeRequest

CHANGE_REQUEST = ItemType(
    "change_request", ChangeRequest, keys.CHANGE_REQUEST, (keys.CHANGE_REQUEST_QUEUE,),
    "CHANGE_REQUEST",
)  # fmt: skip
MOST_OF_A_PATIENT, MOST_COUNTED = 20, 99


class ChangeRequests(Repository[ChangeRequest]):
    """Requests of patients and of those who act for them."""

    item_type = CHANGE_REQUEST

    def get(self, patient_id: str, request_id: str) -> ChangeRequest:
        return self._get(patient_id=patient_id, request_id=request_id, consistent=True)

    def of_patient(self, patient_id: str) -> list[ChangeRequest]:
        """The latest requests as they stand now, the newest first."""
        start = keys.CHANGE_REQUEST.start(patient_id=patient_id)
        query = Query(pattern=keys.CHANGE_REQUEST, start=start, limit=MOST_OF_A_PATIENT,
                      consistent=True)  # fmt: skip
        return self._page(query).items

    def waiting(self, cursor: str, limit: int) -> Page[ChangeRequest]:
        """Those that wait for an answer, the oldest first."""
        return self._page(_queue(limit), cursor)

    def how_many_wait(self) -> int:
        """How many wait for an answer, as far as two digits say."""
        return self._uow.count(CHANGE_REQUEST, _queue(MOST_COUNTED))[0]


def _queue(limit: int) -> Query:
    start = keys.CHANGE_REQUEST_QUEUE.start(queue=OPEN)
    return Query(pattern=keys.CHANGE_REQUEST_QUEUE, start=start, limit=limit, newest_first=False)
