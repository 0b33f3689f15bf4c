"""Where the board's cells lead. Addresses are worked out once a page, not once a cell."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from django.urls import reverse

from appointments.desk.board.sheet import BoardLinks
from appointments.visits.models import DayVisit

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


def links_for(patient_id: str) -> BoardLinks:
    """A free time leads to booking it for the patient, or to finding one first."""
    target = (
        reverse("appointments:book", args=[patient_id]) if patient_id else reverse("patients:find")
    )
    return BoardLinks(visit=visit_url, free=free_url(target))


def free_url(target: str) -> Callable[[str, datetime], str]:
    """From a doctor and a local time to the page that books it; our ids need no quoting."""

    def free(provider_id: str, local: datetime) -> str:
        return f"{target}?provider={provider_id}&date={local:%Y-%m-%d}&time={local:%H:%M}"

    return free
