"""The front desk and a doctor for every test of a series."""

from collections.abc import Callable

import pytest

from medisecure.dynamodb.unit_of_work import UnitOfWork
from providers.directory.models import Provider
from tests.appointments.series.examples import Desk, doctor
from tests.people import REEM


@pytest.fixture
def desk(acting: Callable[..., UnitOfWork]) -> Desk:
    return lambda: acting("staff", REEM)


@pytest.fixture
def provider(clinic: None) -> Provider:
    return doctor()
