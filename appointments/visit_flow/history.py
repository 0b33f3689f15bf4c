"""How a visit has gone so far, for those who run the day: each step, by whom and when."""

from typing import Any

from appointments.visit_flow.steps import step_buttons, undo_button
from appointments.visits.care import doctors_of
from appointments.visits.models import Appointment
from appointments.visits.wording import why_overruled
from medisecure.access.actor import Role
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.repository import Colleagues
from medisecure.web.requests import ClinicalRequest


def may_take_steps(request: ClinicalRequest, visit: Appointment) -> bool:
    """Whether the page offers this person the steps; the gate decides about each of them."""
    own = request.person.user_id in doctors_of(visit)
    return request.role is Role.STAFF or (request.role is Role.PROVIDER and own)


def history_of(uow: UnitOfWork, visit: Appointment) -> dict[str, Any]:
    """The steps so far with names, the buttons for the next, and what was overruled."""
    steps = visit.steps or []
    people = {each.by for each in steps}
    marks = visit.overruled, visit.beyond_limits, visit.mistake
    people |= {each.by for each in marks if each}
    names = {who: each.display_name for who, each in Colleagues(uow).named(people).items()}
    patient = visit.patient_id
    return {
        "done": [
            {"status": each.status, "at": each.at, "by": names.get(each.by, ""),
             "by_patient": each.by == patient, "by_proxy": each.by_proxy}
            for each in steps
        ],
        "presses": step_buttons(visit, uow.at),
        "undo": undo_button(visit),
        "overruled_why": why_overruled(visit.overruled),
        "overruled_by": names.get(visit.overruled.by, "") if visit.overruled else "",
        "mistake_by": names.get(visit.mistake.by, "") if visit.mistake else "",
        "beyond_by": names.get(visit.beyond_limits.by, "") if visit.beyond_limits else "",
    }  # fmt: skip
