"""Where drafts are kept: in the patient's partition, sealed, one for each author and subject."""

from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Unopened
from medisecure.errors import NotFound
from patients.encounter.models import Draft

# Reading on in one's own words is no look at a record: whose page it is says the page's own entry.
DRAFT = ItemType("draft", Draft, keys.DRAFT, (keys.DRAFT_BY_PROVIDER,), "DRAFT", Trace.NONE)
MOST_UNSIGNED = 50


class Drafts(Repository[Draft]):
    """The actor's own drafts."""

    item_type = DRAFT

    def of(self, patient_id: str, provider_id: str, subject: str) -> Draft | None:
        """What stands there just now; None for nothing."""
        try:
            return self._get(
                patient_id=patient_id, provider_id=provider_id, subject=subject, consistent=True
            )
        except NotFound:
            return None

    def remove(self, draft: Draft, action: Action) -> None:
        """Take a draft that was read here away, in the open transaction."""
        self._uow.remove(DRAFT, draft, action)

    def unsigned(self, provider_id: str) -> list[Draft]:
        """What this doctor has not signed yet, the oldest first."""
        return self._uow.opened(self.unsigned_unopened(provider_id))

    def unsigned_unopened(self, provider_id: str) -> Unopened[Draft]:
        """The same, shut, for a page that names the patients too."""
        pattern = keys.DRAFT_BY_PROVIDER
        start = pattern.start(provider_id=provider_id)
        query = Query(pattern=pattern, start=start, limit=MOST_UNSIGNED, newest_first=False)
        return self._fetch(query)
