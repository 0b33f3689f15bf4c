"""Visits as calendar entries (RFC 5545). They say when and where, and never why."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import get_language, gettext

from appointments.visits.models import Appointment
from appointments.visits.status import Status

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//MediSecure//Visits//EN"
REFRESH = timedelta(hours=1)
STANDING = {
    Status.REQUESTED: "TENTATIVE",
    Status.CANCELLED: "CANCELLED",
    Status.ENTERED_IN_ERROR: "CANCELLED",
}


def entry_of(visit: Appointment, summary: str, link: str = "") -> "Event":
    """One visit. A later version of the same entry has the same UID and a higher SEQUENCE."""
    from icalendar import Event  # noqa: PLC0415 - 2 MB that few pages need

    entry = Event()
    entry.add("uid", f"{visit.appointment_id}@{urlsplit(settings.BASE_URL).hostname}")
    entry.add("sequence", visit.sequence)
    entry.add("dtstamp", _utc(visit.updated_at))
    entry.add("last-modified", _utc(visit.updated_at))
    entry.add("created", _utc(visit.created_at))
    entry.add("dtstart", _utc(visit.starts_at))
    entry.add("dtend", _utc(visit.ends_at))
    entry.add("status", STANDING.get(visit.status, "CONFIRMED"))
    entry.add("transp", "OPAQUE" if visit.is_live else "TRANSPARENT")
    entry.add("class", "PRIVATE")
    entry.add("summary", _title(visit, summary))
    if visit.scheduling_info.location:
        entry.add("location", visit.scheduling_info.location)
    if link:
        entry.add("url", link)
    return entry


def calendar_of(entries: "Iterable[Event]", *, name: str = "") -> bytes:
    """A calendar file, folded and with the line ends of the standard; a feed has a `name`."""
    from icalendar import Calendar, vDuration  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", name, {"LANGUAGE": get_language() or "en"})
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", vDuration(REFRESH), {"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESH))
    for entry in entries:
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def visit_with(doctor: str) -> str:
    """What an entry is called in the calendar of somebody who may know the doctor."""
    return gettext("Visit: %(doctor)s") % {"doctor": doctor} if doctor else gettext("Visit")


def calendar_file(content: bytes, disposition: str) -> HttpResponse:
    """The answer that browsers save and calendars take in."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response["Content-Disposition"] = disposition
    return response


def _title(visit: Appointment, summary: str) -> str:
    """Many calendars show no status: what is called off says so in its title."""
    if STANDING.get(visit.status) != "CANCELLED":
        return summary
    return gettext("Cancelled: %(visit)s") % {"visit": summary}


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
