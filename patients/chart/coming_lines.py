"""The coming visits of a chart, written without the template engine: an item of a list for each.

See docs/adr/0089-what-templates-repeat.md.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from appointments.visits.models import Appointment
from medisecure.web.display.marks import status
from medisecure.web.display.values import datetime_in_zone, value
from providers.directory.models import Provider


def most_to_come(visits: Iterable[Appointment], most: int) -> list[Appointment]:
    """So many of the visits ahead: those that take place, then those that were called off."""
    return sorted(visits, key=lambda each: (not each.is_live, each.starts_at))[:most]


def coming_lines(visits: Iterable[tuple[Appointment, Provider | None]]) -> SafeString:
    """Each with its doctor and its reason."""
    nothing = _("No visit is planned.")
    lines = "".join(_visit(*each) for each in visits)
    return SafeString(lines or f'<li class="muted">{nothing}</li>')


def _visit(visit: Appointment, doctor: Provider | None) -> str:
    at = datetime_in_zone(visit.starts_at, visit.zone_name)
    who = value(doctor.display_name) if doctor else ""
    why = f" · {value(visit.reason)}" if visit.reason else ""
    return f"<li>{at} {status(visit.status)}<small>{who}{why}</small></li>"
