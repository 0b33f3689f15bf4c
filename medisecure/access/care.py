"""Who looks after whom, why, and until when: what opens a patient's chart to a doctor.

A relation is one item for each patient and doctor. It stands on *grounds*: a visit, an assignment
by the clinic, an emergency. Each ground has its own period, and the relation opens as much as the
ground that opens most. A ground is never taken away; it ends, and people can read that it did.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, ClassVar, Self

from medisecure.clinic_rules import RULES
from medisecure.clock import from_utc_text, utc_text
from medisecure.fields import QUIET

EMERGENCY_LASTS = timedelta(hours=1)
LONGEST_ASSIGNMENT = timedelta(days=365)
SINCE = "since:"


class CareKind(StrEnum):
    """Why a chart is open. EARLIER is a relation from before relations had grounds."""

    VISIT = "visit"
    ASSIGNED = "assigned"
    EMERGENCY = "emergency"
    EARLIER = "earlier"


KINDS = frozenset(str(each) for each in CareKind)


class Opening(IntEnum):
    """How much of a chart is open: nothing, what one needs to prepare a visit, or all of it."""

    CLOSED = 0
    PREPARING = 1
    WHOLE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One reason: from `since` it opens what prepares a visit, from `opens` on all, to `until`.

    `source_id` is the visit's id, or that of the assignment or emergency; `by` is who named it,
    where it was not a visit's booking; `ended` is when it was ended before its time.
    """

    kind: CareKind
    source_id: str
    since: datetime
    opens: datetime
    until: datetime | None
    ended: datetime | None = None
    by: str = ""
    reason: str = ""

    @property
    def attribute(self) -> str:
        """What the relation's item calls it."""
        return f"{self.kind}:{self.source_id}"

    @property
    def last(self) -> datetime | None:
        """When it is or was over; None for one without an end."""
        if self.ended is None or self.until is None:
            return self.until or self.ended
        return min(self.until, self.ended)

    def opening_at(self, instant: datetime) -> Opening:
        """How much it opens at that instant."""
        over = self.last is not None and instant >= self.last
        if over or instant < self.since:
            return Opening.CLOSED
        return Opening.WHOLE if instant >= self.opens else Opening.PREPARING

    def stored(self) -> dict[str, str]:
        """The ground as the item holds it; its beginning stands beside it and is never changed."""
        told = {"opens": self.opens, "until": self.until, "ended": self.ended}
        instants = {name: utc_text(each) for name, each in told.items() if each is not None}
        return instants | {k: v for k, v in (("by", self.by), ("reason", self.reason)) if v}


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """All grounds on which one provider cares for one patient.

    `since` and `until` are those of an item from before relations had grounds.
    """

    entity_type: ClassVar[str] = "CARE"

    patient_id: str
    provider_id: str
    since: datetime | None = None
    until: datetime | None = None
    grounds: tuple[Ground, ...] = field(default=(), metadata=QUIET)
    version: int = field(default=0, metadata=QUIET)

    @classmethod
    def of_attributes(cls, item: Mapping[str, Any]) -> Self:
        """The relation out of its stored item, whose attributes are its grounds."""
        found = [_ground(name, item) for name in item if _is_ground(name)]
        since, until = (item.get(name) for name in ("since", "until"))
        return cls(
            patient_id=item["PK"].partition("#")[2],
            provider_id=item["SK"].partition("#")[2],
            since=from_utc_text(since) if since else None,
            until=from_utc_text(until) if until else None,
            grounds=tuple(sorted(found, key=lambda each: (each.since, each.source_id))),
            version=item.get("version", 0),
        )

    @property
    def resource_id(self) -> str:
        """The relation's name: the provider's id."""
        return self.provider_id

    @property
    def all_grounds(self) -> tuple[Ground, ...]:
        """Every ground, that of an older item among them."""
        if self.since is None:
            return self.grounds
        earlier = Ground(
            kind=CareKind.EARLIER,
            source_id="",
            since=self.since,
            opens=self.since,
            until=self.until,
        )
        return (earlier, *self.grounds)

    @property
    def begun(self) -> datetime | None:
        """Since when the two know each other."""
        return min((each.since for each in self.all_grounds), default=None)

    def visited_before(self, instant: datetime) -> datetime | None:
        """When the last visit before that instant was due that was not called off or missed."""
        return max((each for each in self._visits() if each < instant), default=None)

    def visits_after(self, instant: datetime) -> datetime | None:
        """When the next visit from that instant on is due."""
        return min((each for each in self._visits() if each >= instant), default=None)

    def _visits(self) -> list[datetime]:
        """The visits that were neither called off nor missed; a ground opens shortly before one."""
        held = [each for each in self.grounds if each.kind is CareKind.VISIT and each.ended is None]
        return [each.opens + RULES.near for each in held]

    def ground_at(self, instant: datetime) -> Ground | None:
        """The ground that opens most at that instant, the longest of those; None if closed.

        An emergency counts only where nothing else opens as much: it is an exception.
        """
        open_now = [g for g in self.all_grounds if g.opening_at(instant) is not Opening.CLOSED]
        return max(
            open_now,
            key=lambda g: (
                g.opening_at(instant), g.kind is not CareKind.EMERGENCY, g.last is None,
                g.last or instant,
            ),
            default=None,
        )  # fmt: skip

    def opening_at(self, instant: datetime) -> Opening:
        """How much of the chart it opens at that instant."""
        ground = self.ground_at(instant)
        return ground.opening_at(instant) if ground else Opening.CLOSED


def _is_ground(name: str) -> bool:
    kind, _, rest = name.partition(":")
    return bool(rest) and kind in KINDS


def _ground(attribute: str, item: Mapping[str, Any]) -> Ground:
    kind, _, name = attribute.partition(":")
    value: Mapping[str, str] = item[attribute]
    instants = {
        each: from_utc_text(value[each]) if each in value else None
        for each in ("opens", "until", "ended")
    }
    opens = instants["opens"]
    if opens is None:
        raise ValueError("a ground of care does not say when it opens")
    begun = item.get(f"{SINCE}{attribute}")
    return Ground(
        kind=CareKind(kind),
        source_id=name,
        since=from_utc_text(begun) if begun else opens,
        opens=opens,
        until=instants["until"],
        ended=instants["ended"],
        by=value.get("by", ""),
        reason=value.get("reason", ""),
    )
