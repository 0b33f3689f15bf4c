"""Where the board's cells lead. Addresses are worked out once a page, not once a cell."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache

from django.urls import reverse
from django.utils.http import urlencode

from appointments.desk.board.grid import clock
from appointments.desk.board.sheet import BoardLinks
from appointments.visits.models import DayVisit
from medisecure.web.display.markup.addresses import address

WHO, WHICH = "a-patient", "a-visit"


@cache
def _pieces() -> tuple[str, str, str]:
    """What stands around the two ids."""
    before, _, rest = reverse("appointments:detail", args=[WHO, WHICH]).partition(WHO)
    between, _, after = rest.partition(WHICH)
    return before, between, after


def visit_url(visit: DayVisit) -> str:
    """The visit's own page; the ids are our own and stand in an address as they are."""
    before, between, after = _pieces()
    return f"{before}{visit.patient_id}{between}{visit.appointment_id}{after}"


def links_for(patient_id: str, week_of: date | None = None) -> BoardLinks:
    """A free time leads to booking it for the patient, or to finding one first.

    A doctor leads to their week with the day `week_of` in it, if one is given.
    """
    target = address("appointments:book", patient_id) if patient_id else address("patients:find")
    if week_of is None:
        return BoardLinks(visit=visit_url, free=free_url(target))
    week = f"?{urlencode({'view': 'week', 'date': str(week_of)})}&doctor="
    return BoardLinks(
        visit=visit_url, free=free_url(target), doctor=lambda provider_id: week + provider_id
    )


def free_url(target: str) -> Callable[[str, datetime], str]:
    """From a doctor and a local time to the page that books it; our ids need no quoting."""

    @cache  # doctors are free at the same times
    def when(wall: datetime) -> str:
        return f"&date={wall.date()}&time={clock(wall)}"

    def free(provider_id: str, local: datetime) -> str:
        return f"{target}?provider={provider_id}{when(local.replace(tzinfo=None))}"

    return free
