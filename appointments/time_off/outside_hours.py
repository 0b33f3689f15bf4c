"""Visits that other hours leave outside: shown before anything is saved, and never touched."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse

from appointments.scheduling.blocks import blocks_on
from appointments.scheduling.times import Reason
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from medisecure.access.actor import Role
from medisecure.clock import zone
from medisecure.local_day import day_bounds
from medisecure.web.requests import ClinicalRequest
from patients.profile.repository import DemographicsOf
from providers.directory.models import Availability, Provider

MOST_SHOWN = 200
RULES = frozenset({Reason.CLOSED, Reason.HOLIDAY, Reason.BREAK})
Change = Callable[[Availability], Availability]


def visits_outside(
    visits: Iterable[Appointment], old: Availability | None, new: Availability
) -> list[Appointment]:
    """Those of the visits that fit into the old hours and not into the new ones.

    Without `old`: all that do not fit. Visits the desk put in where there was no room are left out.
    """
    return [
        each
        for each in visits
        if each.status.is_movable
        and each.overruled is None
        and not fits(each, new)
        and (old is None or fits(each, old))
    ]


def fits(visit: Appointment, rules: Availability) -> bool:
    """Whether the visit lies within these hours, apart from time off."""
    tz = zone(rules.zone_name)
    starts_at, ends_at = visit.starts_at, visit.ends_at
    day, last = starts_at.astimezone(tz).date(), ends_at - timedelta(milliseconds=1)
    while day <= last.astimezone(tz).date():
        first = day_bounds(day, tz)[0]
        for block in blocks_on(
            rules, day, tz, now=first, audience="staff", time_off=(), language="en"
        ):
            if block.reason in RULES and block.starts_at < ends_at and starts_at < block.ends_at:
                return False
        day += timedelta(days=1)
    return True


def coming(request: ClinicalRequest, provider: Provider) -> list[Appointment]:
    """Every visit of the doctor that is still ahead; what is past costs nothing."""
    return Appointments(request.uow).all_ahead(provider.provider_id, request.uow.at)


def newly_outside(
    request: ClinicalRequest, provider: Provider, change: Change
) -> list[Appointment]:
    """The coming visits that a change of the hours would leave outside."""
    old = provider.availability or Availability()
    new = change(old)
    return [] if new == old else visits_outside(coming(request, provider), old, new)


def rows_of(request: ClinicalRequest, visits: list[Appointment]) -> list[dict[str, Any]]:
    """The visits with their patients, soonest first; the desk finds the way to move each."""
    shown = sorted(visits, key=lambda each: each.starts_at)[:MOST_SHOWN]
    names = DemographicsOf(request.uow).by_id(each.patient_id for each in shown)
    return [
        {
            "visit": each,
            "patient": names[each.patient_id].display_name if each.patient_id in names else "",
            "move_url": _move_url(each) if request.role is Role.STAFF else "",
        }
        for each in shown
    ]


def seen_text(visits: Iterable[Appointment]) -> str:
    """Which visits a person was shown, as the form carries it."""
    return " ".join(sorted(each.appointment_id for each in visits))


def all_seen(visits: Iterable[Appointment], text: str) -> bool:
    """Whether each of the visits was among those shown."""
    return {each.appointment_id for each in visits} <= set(text.split())


def _move_url(visit: Appointment) -> str:
    return reverse("appointments:move", args=[visit.patient_id, visit.appointment_id])
