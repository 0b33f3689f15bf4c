"""Grounds of care in words the patient understands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from medisecure.access.care import Care, Ground, Kind, Opening
from medisecure.identity.person import Person
from medisecure.web.display.wording import Words, said
from medisecure.web.oversight.emergency_words import REASONS

WHY: Words = {
    Kind.VISIT: _("A visit with you"),
    Kind.ASSIGNED: _("Named by the clinic"),
    Kind.EMERGENCY: _("Emergency access"),
    Kind.EARLIER: _("In your care team from before"),
}
IMPORTED = "IMPORT"
NOTES: Words = {
    IMPORTED: _("Taken over with your earlier records"),
    "EARLIER": _("In your care team from before"),
    **REASONS,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One doctor's one reason: `opens` is when all of the chart opens, if not at once."""

    provider_id: str
    doctor: str
    attribute: str
    why: str
    note: str
    since: datetime
    opens: datetime | None
    until: datetime | None
    is_open: bool
    is_emergency: bool
    may_end: bool


def lines_of(
    relations: Iterable[Care], people: Mapping[str, Person], at: datetime
) -> tuple[list[Line], list[Line]]:
    """Who may see the record now or will, the longest first, and who no longer may."""
    found = [
        line_of(care, ground, people.get(care.provider_id), at)
        for care in relations
        for ground in care.all_grounds
    ]
    far = max((each.until for each in found if each.until), default=at)
    found.sort(key=lambda each: (each.until or far, each.since), reverse=True)
    return [each for each in found if each.is_open], [each for each in found if not each.is_open]


def line_of(care: Care, ground: Ground, person: Person | None, at: datetime) -> Line:
    """One ground in words."""
    opening = ground.opening_at(at)
    return Line(
        provider_id=care.provider_id,
        doctor=person.display_name if person else "",
        attribute=ground.attribute,
        why=said(WHY, ground.kind),
        note=said(NOTES, ground.reason),
        since=ground.since,
        opens=ground.opens if opening is Opening.PREPARING else None,
        until=ground.last,
        is_open=opening is not Opening.CLOSED,
        is_emergency=ground.kind is Kind.EMERGENCY,
        may_end=opening is not Opening.CLOSED and ground.kind is not Kind.EARLIER,
    )
