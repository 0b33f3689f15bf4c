"""The clinic's own terms for patients online: what they may book, and until when change it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from appointments.visits.models import Appointment
from patients.records.wording import VISIT_TYPES
from providers.directory.models import Provider

DIRECT, REQUEST, OFF = "direct", "request", "off"
USUAL_MINUTES = 30
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


def changes_of(visit: Appointment, at: datetime) -> Changes:
    """Whether its patient may move or cancel this visit online at that instant."""
    if not visit.is_live:
        return Changes(allowed=False, why_not=_("This visit was cancelled. It cannot be changed."))
    if not visit.status.is_movable or visit.starts_at <= at:
        return Changes(
            allowed=False, why_not=_("This visit has begun or is over. It cannot be changed.")
        )
    if not is_open():
        return Changes(allowed=False, why_not=_("Call the clinic to change this visit."))
    if visit.starts_at - at < cut_off():
        return Changes(
            allowed=False,
            too_late=True,
            why_not=_("This visit is too near to change it online. Please call the clinic."),
        )
    return Changes(allowed=True)


def kinds_of(provider: Provider | None) -> list[tuple[str, Any]]:
    """(code, name) of the kinds of visit a patient may book with this doctor, or with any."""
    own = provider.availability.visit_types if provider and provider.availability else None
    if own:
        return [(each.code, each.name) for each in own if each.code not in ARRANGED]
    return [(code, VISIT_TYPES[code]) for code in FOR_PATIENTS]


def offers_kind(provider: Provider, kind: str) -> bool:
    """Whether the doctor sees patients for this kind of visit."""
    return any(code == kind for code, _name in kinds_of(provider))


def shape_of(provider: Provider, kind: str) -> tuple[int, str]:
    """(minutes, mode) of such a visit with this doctor: the clinic's to say, not the form's."""
    terms = provider.availability
    known = terms.visit_type(kind) if terms else None
    if known is None:
        return USUAL_MINUTES, "IN_PERSON"
    return known.minutes, known.mode or "IN_PERSON"
