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
    def patients(self) -> list[str]:
        """Whom it concerns, each once."""
        return list(dict.fromkeys(each.patient_id for each in self.entries if each.patient_id))


def folded(entries: Iterable[AuditEvent], clock: ZoneInfo) -> list[Line]:
    """The entries as lines, in the order of their newest; what is no look stands by itself."""
    lines: dict[Any, Line] = {}
    for each in entries:
        line = lines.setdefault(_sameness(each, clock), Line(each))
        line.entries.append(each)
        if each.timestamp > line.entry.timestamp:
            line.entry = each
    return list(lines.values())


def _sameness(entry: AuditEvent, clock: ZoneInfo) -> Any:
    if not is_look(entry.action):
        return entry.suffix
    day = entry.timestamp.astimezone(clock).date()
    who = (entry.user_id, entry.role, entry.action, entry.result, day, entry.purpose)
    if entry.seen_on:
        return (*who, entry.seen_on)
    things = frozenset(entry.resources or [entry.resource_id])
    return (*who, entry.patient_id, things, entry.page, entry.ip_address)
