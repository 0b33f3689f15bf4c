"""The index by which the front desk finds patients: blinded words, and whom each leads to."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page
from medisecure.fields import QUIET, secret
from medisecure.identity.person import PersonalInfo
from patients.profile.repository import FOUND_AT_ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexMatch:
    """A patient under one of the blinded words they are found by."""

    entity_type: ClassVar[str] = "SEARCH"

    token: str
    patient_id: str
    personal_info: PersonalInfo = secret()
    insurance_number: str | None = secret(default=None)
    created_at: datetime
    replaced_by: str | None = None  # who answers for this id, once it was joined with another
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        return self.patient_id


FOUND = ItemType("found", IndexMatch, keys.SEARCH, (), "SEARCH")


class FoundPatients(Repository[IndexMatch]):
    """The index of blinded words."""

    item_type = FOUND

    def under(self, token: str, cursor: str = "") -> Page[IndexMatch]:
        """The patients filed under one blinded word."""
        start = keys.SEARCH.start(token=token)
        query = Query(
            pattern=keys.SEARCH, start=start, limit=FOUND_AT_ONCE, newest_first=False,
            consistent=True,
        )  # fmt: skip
        return self._page(query, cursor)

    def file(self, found: IndexMatch) -> None:
        """File a new patient under a word."""
        self._uow.put_if_absent(self.item_type, found)

    def refile(self, found: IndexMatch) -> None:
        """File a patient whose details have changed, in the place of what was filed."""
        self._uow.put(self.item_type, found)

    def unfile(self, found: IndexMatch) -> None:
        """No longer file a patient under a word."""
        self._uow.delete(self.item_type, found)
