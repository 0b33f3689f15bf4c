"""The steps of a visit as buttons: what may come next, and taking the last one back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from appointments.visits.models import DayVisit
from appointments.visits.status import Status
from medisecure.web.display.marks import look_of
from medisecure.web.display.markup.addresses import address

# What the button says, its icon; those who press it think of the deed, not of the state.
DEEDS: Mapping[Status, tuple[Any, str]] = {
    Status.SCHEDULED: (_("Accept"), "check"),
    Status.CONFIRMED: (_("Confirm"), "check"),
    Status.ARRIVED: (_("Arrived"), "arrive"),
    Status.IN_ROOM: (_("In room"), "door"),
    Status.IN_CONSULTATION: (_("Start"), "stethoscope"),
    Status.COMPLETED: (_("Done"), "check-double"),
    Status.NO_SHOW: (_("No-show"), "absent"),
    Status.LEFT: (_("Left without being seen"), "leave"),
}
USUAL = (Status.SCHEDULED, Status.ARRIVED, Status.IN_ROOM, Status.IN_CONSULTATION, Status.COMPLETED)
_PRESSED = re.compile(r"([A-Z_]{1,20})(?:\.([A-Z_]{1,20}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepButton:
    """One button: where it is sent, what it carries (status seen, and wanted), what it says."""

    url: str
    value: str
    label: Any
    icon: str
    is_usual: bool = False
    wanted: Status | None = None


def step_buttons(visit: DayVisit, at: datetime) -> list[StepButton]:
    """A button for each step the visit may take at that instant, the usual one first.

    Calling it off is not among them: it wants its reason, on a page of its own.
    """
    allowed = [
        each for each in visit.next_statuses
        if each in DEEDS and visit.refusal_of(each, at) is None
    ]  # fmt: skip
    if not allowed:
        return []
    url = address("appointments:step", visit.patient_id, visit.appointment_id)
    usual = next((each for each in USUAL if each in allowed), None)
    return [
        StepButton(
            url=url,
            value=f"{visit.status}.{each}",
            label=DEEDS[each][0],
            icon=DEEDS[each][1],
            is_usual=each is usual,
            wanted=each,
        )
        for each in sorted(allowed, key=lambda each: each is not usual)
    ]


def doctor_step_buttons(visit: DayVisit, at: datetime) -> list[StepButton]:
    """What the doctor presses: Start and Done, or, where neither may come yet, what leads there.

    That somebody left or never came is said on the visit's own page, not by the day's one button.
    """
    own = (Status.IN_CONSULTATION, Status.COMPLETED)
    over = (Status.LEFT, Status.NO_SHOW, Status.CANCELLED)
    presses = [each for each in step_buttons(visit, at) if each.wanted not in over]
    return [each for each in presses if each.wanted in own] or presses[:1]


def arrival_button(visit: DayVisit, at: datetime) -> StepButton | None:
    """The button that notes the patient is here, if that is what comes next."""
    return next((each for each in step_buttons(visit, at) if each.wanted is Status.ARRIVED), None)


def undo_button(visit: DayVisit) -> StepButton | None:
    """The button that takes the last step back, if there is one to take back."""
    last = visit.last_step
    if last is None or last.status is not visit.status:
        return None
    return StepButton(
        url=address("appointments:undo", visit.patient_id, visit.appointment_id),
        value=visit.status.value,
        label=_("Undo: %(status)s") % {"status": look_of(visit.status)[0]},
        icon="back",
    )


def parsed_step(text: str) -> tuple[Status | None, Status | None]:
    """(the status the person saw, the one they want); None for what is no status."""
    match = _PRESSED.fullmatch(text)
    seen, wanted = match.groups() if match else ("", "")
    return _status(seen), _status(wanted)


def _status(word: str | None) -> Status | None:
    return Status(word) if word and word in Status.__members__ else None
