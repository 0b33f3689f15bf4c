"""Relations from before they had grounds get their end: shown first, done when asked to."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from appointments.booking.services import book, cancel
from medisecure.access.care import Care, Opening
from medisecure.clinic_rules import RULES
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.wiring import health_table, system_work
from patients.profile.repository import CareRelations
from tests.desk import at, booking_request, fresh_patient, working_day
from tests.dynamodb.examples import care_for
from tests.people import REEM
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]


def care_of(patient_id: str) -> Care:
    (care,) = CareRelations(system_work("tests")).of_patient(patient_id)
    return care


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("end_old_care", *arguments, stdout=out)
    return out.getvalue()


def test_each_old_relation_is_shown_and_nothing_changed_until_it_is_asked_for(acting: As) -> None:
    (doctor,) = doctors(1)
    booked, called_off, silent = fresh_patient(), fresh_patient(), fresh_patient()
    for patient in (booked, called_off, silent):
        care_for(health_table(), patient, doctor, since=now() - timedelta(days=800))
    starts = at(working_day(), "09:00")
    visit = book(acting("staff", REEM), booking_request(booked, starts, provider_id=doctor))
    gone = booking_request(called_off, starts + timedelta(hours=1), provider_id=doctor)
    cancel(acting("staff", REEM), called_off, book(acting("staff", REEM), gone).appointment_id, "")
    shown = told()
    assert f"{booked} {doctor}: 1 visits, stays open until" in shown
    assert f"{called_off} {doctor}: 0 visits" in shown
    far = now() + timedelta(days=3000)
    assert all(care_of(each).opening_at(far) is Opening.WHOLE for each in (booked, silent))
    assert shown.splitlines()[-1].endswith("would be given their end.")
    told("--write")
    for patient in (booked, called_off, silent):
        assert care_of(patient).since is None
        assert care_of(patient).opening_at(far) is Opening.CLOSED
    assert care_of(booked).opening_at(visit.ends_at + RULES.care / 2) is Opening.WHOLE
    assert care_of(silent).opening_at(now()) is Opening.WHOLE
    assert care_of(silent).opening_at(now() + RULES.care) is Opening.CLOSED
    assert silent not in told("--write")
