"""Which visits are ticked, when each was seen, and what is noted of a call."""

import datetime as dt
import re

from django.http import QueryDict

from appointments.desk.end_of_day.closing import Ticked, ticked_of
from medisecure.written.characters import western_digits

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def ticked_visits(typed: QueryDict) -> tuple[list[Ticked], list[str]]:
    """The visits whose boxes are ticked, and the times that are none, as they were typed."""
    found, wrong = [], []
    for value in typed.getlist("visit"):
        text = western_digits(typed.get(seen_name(value), "")).strip()
        clock = _CLOCK.fullmatch(text)
        if text and clock is None:
            wrong.append(text)
        at = dt.time(int(clock[1]), int(clock[2])) if clock else None
        ticked = ticked_of(value, at)
        if ticked:
            found.append(ticked)
    return found, wrong


def seen_name(value: str) -> str:
    """The name of the box with the time at which the visit of that value was seen."""
    return f"seen.{value.split('/')[1]}" if "/" in value else ""


def is_ticked(value: str, typed: QueryDict) -> bool:
    """Whether the box of that value is ticked: as it was sent, or as all or none were asked for."""
    select = typed.get("select", "")
    return select == "all" or (select != "none" and value in typed.getlist("visit"))


def note_name(value: str) -> str:
    """The name of the box with the note on the call whose buttons have that value."""
    _patient_id, appointment_id, kind = value.split("/")
    return f"note.{appointment_id}.{kind}"
