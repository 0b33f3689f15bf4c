"""A line of the trail as the page shows it."""

from typing import Any

from medisecure.audit.grouping import Line
from medisecure.web.display.words.trail_words import for_officer
from medisecure.web.display.words.wording import label_of
from medisecure.web.oversight.names import Names
from medisecure.web.oversight.wording import PURPOSES, ROLES


def row_of(line: Line, names: Names) -> dict[str, Any]:
    """The words, names and counts of a line."""
    entry = line.entry
    things = [] if entry.seen_on else entry.resources or [entry.resource_id]
    whose = line.patients  # a thing that is the patient has its name beside it already
    return {
        "entry": entry,
        "name": names.of(entry.user_id),
        "role": label_of(ROLES, entry.role),
        "action": for_officer(entry.action, contact=line.shows_contact),
        "purpose": label_of(PURPOSES, entry.purpose) if entry.purpose else "",
        "patients": [(each, names.patients.get(each, "")) for each in whose],
        "resources": [(each, "" if each in whose else names.of(each)) for each in things],
        "count": entry.resource_count or len(things),
        "unnamed": max(0, (entry.resource_count or 0) - len(things)),
        "times": line.times,
        "first_at": line.first_at,
    }
