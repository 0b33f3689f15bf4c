"""Where the lists of a patient are kept: one item an entry, on the shelf it belongs on."""

from collections.abc import Iterable

from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page
from medisecure.errors import NotFound
from patients.lists.models import ListItem, ListName, Shelf
from patients.lists.versions import ListVersions

LIST_ITEM = ItemType("list_item", ListItem, keys.LIST_ITEM, (), "LIST_ITEM")
MOST_NOW = 300
ACTIONS = {
    ListName.CONDITION: (Action.ADD_PROBLEM, Action.CHANGE_PROBLEM),
    ListName.ALLERGY: (Action.ADD_ALLERGY, Action.CHANGE_ALLERGY),
    ListName.MEDICATION: (Action.ADD_MEDICINE, Action.CHANGE_MEDICINE),
    ListName.IMMUNIZATION: (Action.ADD_VACCINE, Action.CHANGE_VACCINE),
}


class Lists(Repository[ListItem]):
    """The four lists of a patient."""

    item_type = LIST_ITEM

    def now(self, patient_id: str) -> list[ListItem]:
        """Everything on the shelf NOW in one question; what was just written is there."""
        start = keys.LIST_ITEM.start(patient_id=patient_id, shelf=Shelf.NOW)
        query = Query(
            pattern=keys.LIST_ITEM, start=start, limit=MOST_NOW, newest_first=False, consistent=True
        )
        return self._page(query).items

    def past(self, patient_id: str, limit: int = 50, cursor: str = "") -> Page[ListItem]:
        """What is over, stopped or struck out, a page at a time."""
        start = keys.LIST_ITEM.start(patient_id=patient_id, shelf=Shelf.PAST)
        query = Query(pattern=keys.LIST_ITEM, start=start, limit=limit, consistent=True)
        return self._page(query, cursor)

    def get(self, patient_id: str, item_id: str) -> ListItem:
        """One item on whichever shelf it lies; `NotFound` without one."""
        found = self._many(
            {"patient_id": patient_id, "shelf": shelf, "item_id": item_id} for shelf in Shelf
        )
        if not found:
            raise NotFound
        return found[0]

    def several(self, patient_id: str, item_ids: Iterable[str]) -> list[ListItem]:
        """Those of these items that are there, on whichever shelf; at most fifty at once."""
        return self._many(
            {"patient_id": patient_id, "shelf": shelf, "item_id": item_id}
            for item_id in item_ids
            for shelf in Shelf
        )

    def add(self, entity: ListItem, action: Action) -> None:
        """Store a new item, and what it says as its first version."""
        super().add(entity, action)
        ListVersions(self._uow).keep(entity)

    def change(self, before: ListItem, after: ListItem, action: Action) -> ListItem:
        """Store a changed item that was read here, on another shelf if it belongs there now.

        Beside it what it says from now on, as its next version.
        """
        if before.shelf is after.shelf:
            saved = self.save(after, action)
        else:
            saved = self._uow.move(LIST_ITEM, before, after, action)
        if saved.version != before.version:
            ListVersions(self._uow).keep(saved)
        return saved
