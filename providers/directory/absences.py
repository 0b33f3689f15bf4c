"""The times a doctor is away, as a list. What they block lies in the doctor's days themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from medisecure.audit.actions import Action
from medisecure.clock import CLINIC_ZONE, utc_text, zone
from medisecure.dynamodb import keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.fields import QUIET
from medisecure.local_day import day_bounds
from providers.directory.rules import KIND_WORDS, TimeOffKind

MOST_COMING = 100
LAST = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A doctor away from one instant to another; `by` is who wrote it down (a user id)."""

    entity_type: ClassVar[str] = "TIME_OFF"

    provider_id: str
    time_off_id: str
    kind: TimeOffKind
    starts_at: datetime
    ends_at: datetime
    time_zone: str = CLINIC_ZONE
    by: str
    created_at: datetime
    version: int = field(default=0, metadata=QUIET)

    @property
    def resource_id(self) -> str:
        return self.time_off_id

    @property
    def from_day(self) -> date:
        """The first local day it touches."""
        return self.starts_at.astimezone(zone(self.time_zone)).date()

    @property
    def until_day(self) -> date:
        """The last local day it touches, by which the coming ones are found."""
        last = self.ends_at.astimezone(UTC) - timedelta(milliseconds=1)
        return last.astimezone(zone(self.time_zone)).date()

    @property
    def is_whole_days(self) -> bool:
        """Whether it goes from the beginning of its first day to the end of its last."""
        tz = zone(self.time_zone)
        first, last = day_bounds(self.from_day, tz), day_bounds(self.until_day, tz)
        return (self.starts_at, self.ends_at) == (first[0], last[1])

    @property
    def in_words(self) -> str:
        """Why, as staff say it; untranslated."""
        return KIND_WORDS[self.kind]

    def span(self, starts_at: datetime, ends_at: datetime) -> Mapping[str, str]:
        """The part of it between two instants, as a day's item holds it."""
        return {
            "kind": self.kind.value,
            "startsAt": utc_text(max(self.starts_at, starts_at)),
            "endsAt": utc_text(min(self.ends_at, ends_at)),
        }


TIME_OFF = ItemType("time_off", Absence, keys.TIME_OFF, (), "TIME_OFF", Trace.NONE)


class Absences(Repository[Absence]):
    """The times away of all doctors."""

    item_type = TIME_OFF

    def coming(self, provider_id: str, today: date) -> list[Absence]:
        """What is not over yet on that day, the one that ends first coming first."""
        query = Query(
            pattern=keys.TIME_OFF,
            start=keys.TIME_OFF.start(provider_id=provider_id, until_day=today),
            until=keys.TIME_OFF.start(provider_id=provider_id, until_day=LAST)["SK"],
            limit=MOST_COMING,
            newest_first=False,
            consistent=True,
        )
        return self._page(query).items

    def remove(self, absence: Absence) -> None:
        """Take one that was read here off the list."""
        self._uow.remove(self.item_type, absence, Action.REMOVE_TIME_OFF)
