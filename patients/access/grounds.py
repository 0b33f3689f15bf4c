"""Grounds of care in words the patient understands, and whoever else reads them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from medisecure.access.care import Care, CareKind, Ground, Opening
from medisecure.identity.person import Person
from medisecure.web.display.words.wording import Words, label_of
from medisecure.web.oversight.emergency_words import REASONS

WHY: Words = {
    CareKind.VISIT: _("A visit"),
    CareKind.ASSIGNED: _("Named by the clinic"),
    CareKind.EMERGENCY: _("Emergency access"),
    CareKind.EARLIER: _("Already on the care team"),
}
IMPORTED = "IMPORT"
NOTES: Words = {
    IMPORTED: _("Transferred with earlier records"),
    "EARLIER": _("Already on the care team"),
    **REASONS,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One doctor's one reason; all visits with one doctor are one. `ends` is what a press ends.

    `opens` is when all of the chart opens, if not at once.
    """

    provider_id: str
    doctor: str
    ends: str
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
        line_of(care, grounds, people.get(care.provider_id), at)
        for care in relations
        for grounds in _folded(care)
    ]
    far = max((each.until for each in found if each.until), default=at)
    found.sort(key=lambda each: (each.until or far, each.since), reverse=True)
    return [each for each in found if each.is_open], [each for each in found if not each.is_open]


def _folded(care: Care) -> list[list[Ground]]:
    """The grounds one by one, but the visits together: nobody reads a line for each."""
    visits = [each for each in care.all_grounds if each.kind is CareKind.VISIT]
    others = [[each] for each in care.all_grounds if each.kind is not CareKind.VISIT]
    return [visits, *others] if visits else others


def line_of(care: Care, grounds: list[Ground], person: Person | None, at: datetime) -> Line:
    """One reason in words: what of it is open, or else what was open last."""
    opening = max(each.opening_at(at) for each in grounds)
    is_open = opening is not Opening.CLOSED
    told = [g for g in grounds if g.opening_at(at) is not Opening.CLOSED] if is_open else grounds
    first, ends = told[0], [each.last for each in told]
    kind = first.kind
    return Line(
        provider_id=care.provider_id,
        doctor=person.display_name if person else "",
        ends=kind.value if kind is CareKind.VISIT else first.attribute,
        why=label_of(WHY, kind),
        note=label_of(NOTES, first.reason),
        since=min(each.since for each in told),
        opens=min(g.opens for g in told) if opening is Opening.PREPARING else None,
        until=None if None in ends else max(each for each in ends if each is not None),
        is_open=is_open,
        is_emergency=kind is CareKind.EMERGENCY,
        may_end=is_open and kind is not CareKind.EARLIER,
    )
