"""Whether a board that asks again stands as it did: known from the index, before all is read.

A poll that finds nothing new costs what the index holds of the doctors' day, and not a look at each
visit, patient and day by its own key.
"""

from contextlib import suppress
from datetime import date
from hashlib import blake2b
from json import dumps

from appointments.booking.visit_lists import usual_department, visits_of_doctors, whose_visits
from appointments.desk.board.page import MOST_AT_ONCE
from medisecure.web.requests import ClinicalRequest
from providers.directory.repository import Providers

SEEN = "X-Seen"
# Waiting times, holds that lapse and the lists beside the board are drawn anew after this long.
MOST_SECONDS = 120
KNOWN = frozenset({"date", "department", "doctor", "patient"})


def mark_of(request: ClinicalRequest) -> str:
    """A digest of what the board shows; empty for one whose parts are not known here."""
    if not KNOWN.issuperset(request.GET):
        return ""
    uow, asked = request.uow, request.GET
    day = uow.today
    with suppress(ValueError):
        day = date.fromisoformat(asked.get("date", ""))
    doctors = Providers(uow).all()
    department, doctor = asked.get("department", ""), asked.get("doctor", "")
    if not (department or doctor):
        department = usual_department(doctors, MOST_AT_ONCE)
    visits = visits_of_doctors(uow, day, whose_visits(doctors, department, doctor))
    stands = [
        sorted((each.appointment_id, each.version) for each in visits),
        [(each.provider_id, each.version) for each in doctors],
        sorted(asked.lists()),
        request.LANGUAGE_CODE if hasattr(request, "LANGUAGE_CODE") else "",
        int(uow.at.timestamp()) // MOST_SECONDS,
    ]
    return blake2b(dumps(stands).encode(), digest_size=12).hexdigest()
