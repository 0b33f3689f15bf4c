"""The rule about one patient left out: in a race one client stands for many people of the clinic.

A client plays several hours at once, of several doctors, at the same time of the day. What is tried
is whether a doctor's time is given twice; that a patient has one visit at a time is tried by
`tests/appointments/booking`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from appointments.booking import holding
from appointments.booking.patient_limits import PatientSchedule, VisitGuard


@contextmanager
def limits_off() -> Iterator[None]:
    """Nothing is too much for a patient, and their guard is left alone."""
    with (
        patch.object(PatientSchedule, "refusals", lambda *_: {}),
        patch.object(PatientSchedule, "claim", lambda *_: None),
        patch.object(VisitGuard, "held_elsewhere", lambda *_: None),
        patch.object(holding, "note_hold", lambda *_: None),
    ):
        yield
