"""Where emergency openings of charts are kept, and the queue of those somebody has to review."""

from medisecure.access.emergency import CLOSED, OPEN, Emergency
from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_types import EMERGENCY
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.relations.care_grounds import grounds_operation, patient_condition
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page

MOST_COUNTED = 99


class Emergencies(Repository[Emergency]):
    """Openings that could not wait."""

    item_type = EMERGENCY

    def open(self, emergency: Emergency) -> None:
        """Stage the opening, what it opens, and that there is such a patient at all.

        The three are one transaction: no chart opens without its place in the queue. `Conflict`
        at its end means that nobody of that id is a patient here.
        """
        self.add(emergency, Action.BREAK_GLASS)
        self._uow.follow(self.item_type, emergency, "add", grounds_operation(emergency.care))
        there = patient_condition(emergency.patient_id)
        self._uow.follow(self.item_type, emergency, "add", there)

    def get(self, patient_id: str, emergency_id: str) -> Emergency:
        return self._get(patient_id=patient_id, emergency_id=emergency_id, consistent=True)

    def waiting(self, cursor: str = "", limit: int = 25) -> Page[Emergency]:
        """Those nobody has reviewed, the oldest first."""
        start = keys.EMERGENCY_QUEUE.start(queue=OPEN)
        query = Query(pattern=keys.EMERGENCY_QUEUE, start=start, limit=limit, newest_first=False)
        return self._page(query, cursor)

    def how_many_wait(self) -> int:
        """How many wait for their review, as far as two digits say; nobody is shown."""
        query = Query(
            pattern=keys.EMERGENCY_QUEUE, start=keys.EMERGENCY_QUEUE.start(queue=OPEN),
            limit=MOST_COUNTED,
        )  # fmt: skip
        return self._uow.count(self.item_type, query)[0]

    def reviewed(self, limit: int = 25) -> list[Emergency]:
        """The latest of those that were reviewed."""
        return self._latest(keys.EMERGENCY_QUEUE, limit, queue=CLOSED).items
