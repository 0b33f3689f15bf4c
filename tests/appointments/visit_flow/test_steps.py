"""The buttons of a visit: what a doctor's day offers, and what it leaves to the visit's page."""

from datetime import timedelta

import pytest

from appointments.visit_flow.steps import doctor_step_buttons, step_buttons
from appointments.visits.status import Status
from tests.appointments.visits.test_models import visit


@pytest.mark.parametrize("status", [Status.ARRIVED, Status.IN_ROOM, Status.CONFIRMED])
@pytest.mark.parametrize("hours", [-4, 0, 1])
def test_the_days_button_never_says_that_somebody_left_or_never_came(
    status: Status, hours: int
) -> None:
    """Where it is too early to begin, nothing was left but "Left without being seen"."""
    booked = visit(status=status)
    at = booked.starts_at + timedelta(hours=hours)
    over = {Status.LEFT, Status.NO_SHOW, Status.CANCELLED}
    assert not {each.wanted for each in doctor_step_buttons(booked, at)} & over


def test_the_visits_own_page_says_that_somebody_left() -> None:
    booked = visit(status=Status.IN_ROOM)
    early = booked.starts_at - timedelta(hours=4)
    assert Status.LEFT in {each.wanted for each in step_buttons(booked, early)}
    assert doctor_step_buttons(booked, early) == []
