"""Where it is kept who stands in for whom: with the one who does, so that their day finds it."""

from datetime import date

from appointments.stand_in.models import StandIn
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository

STAND_IN = ItemType("stand_in", StandIn, keys.STAND_IN, (), "STAND_IN", Trace.NONE)


class StandIns(Repository[StandIn]):
    """Who stands in."""

    item_type = STAND_IN

    def of_day(self, stand_in_id: str, day: date) -> list[StandIn]:
        """For whom this doctor stands in that day, as it stands now."""
        start = keys.STAND_IN.start(stand_in_id=stand_in_id, local_date=day)
        return self._page(Query(pattern=keys.STAND_IN, start=start, consistent=True)).items

    def put(self, stand_in: StandIn) -> None:
        """Stage it; naming the same again changes nothing."""
        self._uow.put(self.item_type, stand_in)
