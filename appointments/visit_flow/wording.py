"""What is said once a step of a visit was taken, and taken back.

Without the patient's name: notices travel in a cookie, which holds nothing of patients.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appointments.visits.models import Appointment
from appointments.visits.status import Status
from medisecure.web.display.marks import look_of

TAKEN: Mapping[Status, Any] = {
    Status.SCHEDULED: _("The visit is accepted."),
    Status.CONFIRMED: _("The visit is confirmed."),
    Status.ARRIVED: _("The patient has arrived."),
    Status.IN_ROOM: _("The patient is in the room."),
    Status.IN_CONSULTATION: _("Consultation started."),
    Status.COMPLETED: _("The visit is completed."),
    Status.NO_SHOW: _("The visit is recorded as a no-show."),
    Status.LEFT: _("Recorded: the patient left without being seen."),
}


def step_said(visit: Appointment) -> str:
    """What was done: "Consultation started."."""
    return str(TAKEN[visit.status])


def undo_said(visit: Appointment) -> str:
    """Where the visit stands again."""
    return gettext("Undone. The visit is back to: %(status)s.") % {
        "status": look_of(visit.status)[0]
    }
