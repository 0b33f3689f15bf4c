"""A doctor whom no other test knows, the desk's browser, and a series of four visits."""

from collections.abc import Callable

import pytest
from django.test import Client

from appointments.visits.models import Appointment
from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.models import Provider
from tests.appointments.series.examples import (
    booked,
    doctor,
)
from tests.people import REEM

As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


@pytest.fixture
def provider(clinic: None) -> Provider:
    return doctor()


@pytest.fixture
def desk(signed_in: SignIn) -> Client:
    return signed_in(REEM)


@pytest.fixture
def visits(acting: As, provider: Provider) -> list[Appointment]:
    """Four weekly visits at nine."""
    return booked(acting("staff", REEM), provider, reason="physio")
