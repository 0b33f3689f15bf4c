"""The clinic's own terms for patients online: what they may book, and until when change it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from appointments.visits.models import Appointment
from patients.records.wording import VISIT_TYPES
from providers.directory.models import Provider
from providers.directory.rules import VisitType

DIRECT, REQUEST, OFF = "direct", "request", "off"
USUAL_MINUTES, USUAL_MODE = 30, "IN_PERSON"
USUAL_KIND = "CONSULTATION"
# Emergencies and procedures are for the clinic to arrange.
FOR_PATIENTS = ("CONSULTATION", "FOLLOW_UP", "REGULAR_CHECKUP")
ARRANGED = frozenset({"EMERGENCY", "PROCEDURE"})


def is_open() -> bool:
    """Whether patients book, move and cancel online at all."""
    return bool(settings.PATIENT_BOOKING != OFF)


def is_request_only() -> bool:
    """Whether the clinic confirms each visit a patient asks for."""
    return bool(settings.PATIENT_BOOKING == REQUEST)


def cut_off() -> timedelta:
    """How long before a visit a patient may still change it."""
    return timedelta(hours=settings.PATIENT_CUTOFF_HOURS)


@dataclass(frozen=True, slots=True)
class Changes:
    """What a patient may do with a visit of theirs; `why_not` says it in their words."""

    allowed: bool
    why_not: Any = ""
    too_late: bool = False
    calls: bool = False  # the clinic still does by phone what is not done here
    until: datetime | None = None  # until when they may, where they may


def changes_of(visit: Appointment, at: datetime, asked_until: datetime | None = None) -> Changes:
    """Whether its patient may move or cancel this visit online at that instant.

    `asked_until` is how long the clinic itself asks them to move it, as its doctor is away: as long
    there is no cut-off, also over the visit's own beginning.
    """
    is_asked = asked_until is not None and at < asked_until
    if not visit.is_live:
        return Changes(allowed=False, why_not=_("This visit was cancelled. It cannot be changed."))
    if not visit.status.is_movable or (visit.starts_at <= at and not is_asked):
        return Changes(
            allowed=False, why_not=_("This visit has begun or is over. It cannot be changed.")
        )
    if not is_open():
        return Changes(
            allowed=False, calls=True, why_not=_("Call the clinic to change this visit.")
        )
    if is_asked:
        return Changes(allowed=True, until=asked_until)
    if visit.starts_at - at < cut_off():
        return Changes(
            allowed=False,
            too_late=True,
            calls=True,
            why_not=_("It is too late to change this visit online. Please call the clinic."),
        )
    return Changes(allowed=True, until=visit.starts_at - cut_off())


def kinds_of(provider: Provider | None) -> list[tuple[str, Any]]:
    """(code, name) of the kinds of visit a patient may book with this doctor, or with any."""
    own = provider.availability.visit_types if provider and provider.availability else None
    if own:
        return [(each.code, each.name) for each in own if each.code not in ARRANGED]
    return [(code, VISIT_TYPES[code]) for code in FOR_PATIENTS]


def kind_for(provider: Provider, kind: str, mode: str = "") -> str:
    """The kind to book with this doctor: the one that is wanted; empty if they have none such.

    Where the mode is what matters (by video), it is their first kind of that mode instead.
    """
    able = [code for code, _name in kinds_of(provider) if mode in ("", shape_of(provider, code)[1])]
    if kind in able:
        return kind
    return able[0] if able and mode else ""


def modes_of(providers: Iterable[Provider]) -> list[str]:
    """The modes in which these doctors see patients who book for themselves."""
    found: set[str] = set()
    for each in providers:
        own = each.availability.visit_types if each.availability else None
        if own:
            found.update(_mode_of(kind) for kind in own if kind.code not in ARRANGED)
        else:
            found.add(USUAL_MODE)
    return sorted(found)


def _mode_of(kind: VisitType) -> str:
    return kind.mode or USUAL_MODE


def shape_of(provider: Provider, kind: str) -> tuple[int, str]:
    """(minutes, mode) of such a visit with this doctor: the clinic's to say, not the form's."""
    terms = provider.availability
    known = terms.visit_type(kind) if terms else None
    if known is None:
        return USUAL_MINUTES, USUAL_MODE
    return known.minutes, _mode_of(known)
