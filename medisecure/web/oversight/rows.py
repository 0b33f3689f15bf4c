"""A line of the trail as the page shows it."""

from collections.abc import Mapping
from typing import Any

from medisecure.audit.grouping import Line
from medisecure.identity.person import Person
from medisecure.web.display.words.trail_words import for_officer
from medisecure.web.display.words.wording import said
from medisecure.web.oversight.wording import PURPOSES, ROLES


def row_of(line: Line, names: Mapping[str, Person], patients: Mapping[str, str]) -> dict[str, Any]:
    """The words, names and counts of a line."""
    entry = line.entry
    person = names.get(entry.user_id)
    things = [] if entry.seen_on else entry.resources or [entry.resource_id]
    return {
        "entry": entry,
        "name": person.display_name if person else patients.get(entry.user_id, ""),
        "role": said(ROLES, entry.role),
        "action": for_officer(entry.action),
        "purpose": said(PURPOSES, entry.purpose) if entry.purpose else "",
        "patients": [(each, patients.get(each, "")) for each in line.patients],
        "resources": [(each, _name(names, each)) for each in things],
        "count": entry.resource_count or len(things),
        "unnamed": max(0, (entry.resource_count or 0) - len(things)),
        "times": line.times,
        "first_at": line.first_at,
    }


def _name(names: Mapping[str, Person], thing: str) -> str:
    known = names.get(thing)
    return known.display_name if known else ""
