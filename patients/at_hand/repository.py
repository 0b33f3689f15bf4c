"""Where templates and rows are kept: a partition for each doctor, and one for the clinic."""

from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from patients.at_hand.models import CLINIC, NoteTemplate, RowsAtHand, Shelf

TEMPLATE = ItemType("template", NoteTemplate, keys.TEMPLATE, (), "NOTE_TEMPLATE", Trace.NONE)
AT_HAND = ItemType("at_hand", RowsAtHand, keys.AT_HAND, (), "AT_HAND", Trace.NONE)
MOST_TEMPLATES = 60


class Templates(Repository[NoteTemplate]):
    """A doctor's templates and the clinic's."""

    item_type = TEMPLATE

    def of(self, owner: str) -> list[NoteTemplate]:
        """What this owner has, by name; what was just written is there."""
        start = keys.TEMPLATE.start(owner=owner)
        query = Query(
            pattern=keys.TEMPLATE, start=start, limit=MOST_TEMPLATES, newest_first=False,
            consistent=True,
        )  # fmt: skip
        return sorted(self._page(query).items, key=lambda each: each.name.casefold())

    def get(self, owner: str, template_id: str) -> NoteTemplate:
        """One of them; `NotFound` without one."""
        return self._get(owner=owner, template_id=template_id, consistent=True)

    def remove(self, template: NoteTemplate) -> None:
        """Take a template that was read here away, in the open transaction."""
        self._uow.remove(TEMPLATE, template, Action.REMOVE_TEMPLATE)


class Rows(Repository[RowsAtHand]):
    """The rows a doctor finds first."""

    item_type = AT_HAND

    def of(self, provider_id: str) -> tuple[RowsAtHand, RowsAtHand, RowsAtHand]:
        """Their favourites, what they used last, and the clinic's favourites; one round trip."""
        places = ((provider_id, Shelf.KEPT), (provider_id, Shelf.USED), (CLINIC, Shelf.KEPT))
        found = {
            (each.owner, each.shelf): each
            for each in self._many({"owner": owner, "shelf": shelf} for owner, shelf in places)
        }
        kept, used, shared = (
            found.get(place) or RowsAtHand(owner=place[0], shelf=place[1]) for place in places
        )
        return kept, used, shared

    def use(self, rows: RowsAtHand) -> None:
        """Store what was used last, in the open transaction; whoever stores last is right."""
        self._uow.put(AT_HAND, rows)
