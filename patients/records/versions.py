"""Every version of an entry, kept for good: what could be read on any day and at any time.

A version is an item of its own that is only ever added. See ADR 45.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import ClassVar

from medisecure.audit.actions import Action
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.fields import QUIET, secret
from patients.records.models import Record

MOST_OF_AN_ENTRY = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVersion:
    """An entry as it stood from `written_at` on; `number` counts in the order of the changes."""

    entity_type: ClassVar[str] = "RECORD_VERSION"

    patient_id: str
    record_id: str
    number: str
    provider_id: str
    written_at: datetime
    is_sensitive: bool = field(default=False, metadata=QUIET)
    entry: Record = secret()

    @property
    def resource_id(self) -> str:
        """The entry it is a version of."""
        return self.record_id


RECORD_VERSION = ItemType(
    "record_version", RecordVersion, keys.RECORD_VERSION, (), "RECORD_VERSION"
)


def version_of(record: Record) -> RecordVersion:
    """The version an entry is, as it will be stored."""
    return RecordVersion(
        patient_id=record.patient_id,
        record_id=record.record_id,
        number=f"{record.version:06d}",
        provider_id=record.provider_id,
        written_at=record.updated_at,
        is_sensitive=record.is_sensitive,
        entry=record,
    )


class Versions(Repository[RecordVersion]):
    """The versions of a patient's entries."""

    item_type = RECORD_VERSION

    def of(self, patient_id: str, record_id: str) -> list[RecordVersion]:
        """All versions of one entry, the oldest first; none for one that was never changed here."""
        start = keys.RECORD_VERSION.start(patient_id=patient_id, record_id=record_id)
        query = Query(
            pattern=keys.RECORD_VERSION, start=start, limit=MOST_OF_AN_ENTRY,
            newest_first=False, consistent=True,
        )  # fmt: skip
        return self._page(query).items

    def keep(self, record: Record) -> None:
        """Store what an entry says now beside it, in the open transaction that writes it."""
        self.add(version_of(record), Action.KEEP_VERSION)

    def as_of(self, records: Sequence[Record], instant: datetime) -> list[Record]:
        """These entries as they could be read at that instant, in their order.

        Left out is what had not been signed by then. Only entries that were changed afterwards
        are looked up, side by side.
        """
        known = [each for each in records if each.created_at <= instant]
        late = [each for each in known if each.updated_at > instant]
        found = in_parallel(
            *(partial(self.of, each.patient_id, each.record_id) for each in late)
        ) if late else []  # fmt: skip
        then = {
            each.record_id: version_at(versions, instant)
            for each, versions in zip(late, found, strict=True)
        }
        stood = [then.get(each.record_id, each) for each in known]
        return [each for each in stood if each is not None]


def version_at(versions: Sequence[RecordVersion], instant: datetime) -> Record | None:
    """What an entry said at an instant; None if it did not stand by then."""
    stood = [each for each in versions if each.written_at <= instant]
    return stood[-1].entry if stood else None
