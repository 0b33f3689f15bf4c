"""Every version of what stands on the lists, kept for good: what could be read on any day.

A version is an item of its own that is only ever added, in the transaction of its change.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.fields import QUIET, secret
from patients.lists.models import ListItem

PAGE, MOST_PAGES = 500, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ListVersion:
    """An item of a list as it stood from `written_at` on; `number` counts its changes."""

    entity_type: ClassVar[str] = "LIST_VERSION"

    patient_id: str
    item_id: str
    number: str
    provider_id: str | None = None
    written_at: datetime
    is_sensitive: bool = field(default=False, metadata=QUIET)
    item: ListItem = secret()
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        """The item it is a version of."""
        return self.item_id


# Whose page it is says the page's own entry of the trail.
LIST_VERSION = ItemType(
    "list_version", ListVersion, keys.LIST_VERSION, (), "LIST_VERSION", Trace.NONE
)


def version_of(item: ListItem) -> ListVersion:
    """The version an item is, as it will be stored."""
    return ListVersion(
        patient_id=item.patient_id, item_id=item.item_id, number=f"{item.version:06d}",
        provider_id=item.provider_id, written_at=item.updated_at, is_sensitive=item.is_sensitive,
        item=item,
    )  # fmt: skip


class ListVersions(Repository[ListVersion]):
    """The versions of a patient's lists."""

    item_type = LIST_VERSION

    def keep(self, item: ListItem) -> None:
        """Store what an item says now, in the open transaction that changes it."""
        self._uow.put_if_absent(LIST_VERSION, version_of(item))

    def of(self, patient_id: str) -> list[ListVersion]:
        """All versions of all items, each item's the oldest first; ten thousand at most."""
        start = keys.LIST_VERSION.start(patient_id=patient_id)
        query = Query(
            pattern=keys.LIST_VERSION, start=start, limit=PAGE, newest_first=False, consistent=True
        )
        found: list[ListVersion] = []
        cursor = ""
        for _ in range(MOST_PAGES):
            page = self._page(query, cursor)
            found, cursor = found + page.items, page.next_cursor
            if not cursor:
                break
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ListsThen:
    """The lists as they stood at an instant.

    `unknown` are items that stood there, and were changed since, before versions were kept.
    """

    items: list[ListItem] = field(default_factory=list)
    unknown: list[ListItem] = field(default_factory=list)


def as_of(
    instant: datetime, versions: Iterable[ListVersion], present: Iterable[ListItem]
) -> ListsThen:
    """What stood on either shelf at that instant; `present` are the items as they are now."""
    then: dict[str, ListItem] = {}
    kept = set()
    for each in versions:
        kept.add(each.item_id)
        if each.written_at <= instant:
            then[each.item_id] = replace(each.item, version=int(each.number))
    unknown = []
    for item in present:
        if item.item_id in kept or item.created_at > instant:
            continue
        if item.updated_at <= instant:
            then[item.item_id] = item
        else:
            unknown.append(item)
    return ListsThen(items=list(then.values()), unknown=unknown)
