"""How long somebody waits, and how loud a page says so."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from appointments.visit_flow.progress import minutes_waiting
from appointments.visits.models import DayVisit

LONG_WAIT, TOO_LONG_A_WAIT = 15, 30  # minutes since arrival


NOT_WAITING = MappingProxyType({"waiting": None, "wait": "calm"})


def waiting_of(visit: DayVisit, now: datetime) -> Mapping[str, Any]:
    """How long the patient waits, in minutes, and how loud to say so."""
    if not visit.status.is_waiting:
        return NOT_WAITING
    minutes = minutes_waiting(visit, now)
    loud = ((minutes or 0) > LONG_WAIT) + ((minutes or 0) > TOO_LONG_A_WAIT)
    return {"waiting": minutes, "wait": ("calm", "long", "alarm")[loud]}
