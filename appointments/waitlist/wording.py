"""The waitlist in words: with whom, on which days, and what became of it."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments.waitlist.models import (
    ANY,
    DEPARTMENT,
    SPECIALTY,
    EntryStatus,
    Half,
    WaitlistEntry,
)
from providers.directory.models import WEEKDAYS, Provider

# As the week runs here.
DAYS = {
    "sunday": _("Sunday"),
    "monday": _("Monday"),
    "tuesday": _("Tuesday"),
    "wednesday": _("Wednesday"),
    "thursday": _("Thursday"),
    "friday": _("Friday"),
    "saturday": _("Saturday"),
}
HALVES = {Half.MORNING: _("Mornings"), Half.AFTERNOON: _("Afternoons")}
ENDS = {
    EntryStatus.SERVED: _("You accepted a time that was offered."),
    EntryStatus.WITHDRAWN: _("You are no longer on this list."),
    EntryStatus.LAPSED: _(
        "The last day you wanted has passed, or the visit can no longer be moved."
    ),
}


def doctor_ids(entries: Iterable[WaitlistEntry]) -> set[str]:
    """The ids of the doctors that are named on a page about these entries."""
    found = {each.whom for each in entries if not is_group(each.whom)}
    return found | {each.offered.provider_id for each in entries if each.offered}


def is_group(whom: str) -> bool:
    """Whether somebody waits for any of several doctors."""
    return whom == ANY or whom.startswith((DEPARTMENT, SPECIALTY))


def whom_said(whom: str, doctors: Mapping[str, Provider]) -> str:
    """With whom, in words; empty for a doctor who is no longer known."""
    if whom == ANY:
        return gettext("Any doctor")
    if is_group(whom):
        return gettext("Any doctor: %(group)s") % {"group": whom.partition(":")[2]}
    known = doctors.get(whom)
    return known.display_name if known else ""


def when_said(entry: WaitlistEntry) -> str:
    """On which weekdays and at which half of the day; empty where any will do."""
    named = [str(DAYS[each]) for each in DAYS if each in (entry.weekdays or ())]
    half = [str(HALVES[entry.half])] if entry.half else []
    days = [gettext(", ").join(named)] if 0 < len(named) < len(WEEKDAYS) else []
    return " · ".join(days + half)
