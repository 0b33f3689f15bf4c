"""Repeated looks in one line: who looked at the same visit five times a morning is told once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from medisecure.audit.actions import is_look
from medisecure.audit.event import AuditEvent


@dataclass(slots=True)
class Line:
    """Entries that say the same, or of people seen in one kind of list; `entry` is the newest."""

    entry: AuditEvent
    entries: list[AuditEvent] = field(default_factory=list)

    @property
    def times(self) -> int:
        """How often it was done, 1 for people in a list."""
        return 1 if self.entry.seen_on else len(self.entries)

    @property
    def first_at(self) -> datetime | None:
        """When it was first done, if that was at another time than the newest."""
        first = min(each.timestamp for each in self.entries)
        return first if first != self.entry.timestamp else None

    @property
    def things(self) -> list[str]:
        """The ids of what was looked at or changed, each once, the newest look's first."""
        named = (each.resources or [each.resource_id] for each in self._newest_first)
        return list(dict.fromkeys(thing for things in named for thing in things))

    @property
    def shows_contact(self) -> bool:
        """Whether name and contact details were seen in one of its looks."""
        return any(each.shows_contact for each in self.entries)

    @property
    def count(self) -> int:
        """How many things these are at least: an entry counts more than it names."""
        return max(len(self.things), *(each.resource_count or 0 for each in self.entries))

    @property
    def _newest_first(self) -> list[AuditEvent]:
        return sorted(self.entries, key=lambda each: each.timestamp, reverse=True)

    @property
    def patients(self) -> list[str]:
        """Whom it concerns, each once."""
        return list(dict.fromkeys(each.patient_id for each in self.entries if each.patient_id))


def folded(entries: Iterable[AuditEvent], clock: ZoneInfo, *, by_thing: bool = True) -> list[Line]:
    """The entries as lines, in the order of their newest; what is no look stands by itself.

    Not `by_thing`, all that somebody looked at in the same way on a day is one line: a doctor who
    turns from the chart to its documents and back has read it, whichever entries each page held.
    """
    lines: dict[Any, Line] = {}
    for each in entries:
        line = lines.setdefault(_sameness(each, clock, by_thing=by_thing), Line(each))
        line.entries.append(each)
        if each.timestamp > line.entry.timestamp:
            line.entry = each
    return list(lines.values())


def _sameness(entry: AuditEvent, clock: ZoneInfo, *, by_thing: bool) -> Any:
    if not is_look(entry.action):
        return entry.suffix
    day = entry.timestamp.astimezone(clock).date()
    who = (entry.user_id, entry.role, entry.action, entry.result, day, entry.purpose)
    if entry.seen_on:
        return (*who, entry.seen_on)
    if not by_thing:
        return (*who, entry.patient_id)
    things = frozenset(entry.resources or [entry.resource_id])
    return (*who, entry.patient_id, things, entry.page, entry.ip_address)
