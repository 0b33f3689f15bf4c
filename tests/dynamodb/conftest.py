"""Ways to the table for storage tests: direct, and over a way with faults on it."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.conf import settings

from medisecure import wiring
from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.dynamodb.calls.client import dynamodb_client
from medisecure.dynamodb.table import Table
from medisecure.dynamodb.unit_of_work import Storage, UnitOfWork
from tests.dynamodb.examples import Asking
from tests.dynamodb.faulty_cloud import Faults, faulty_way_to
from tools.local_cloud.supervisor import RunningCloud


@pytest.fixture
def table(clinic: None) -> Table:
    """The health table under the application's own rights."""
    return wiring.health_table()


@pytest.fixture
def faulty(cloud: RunningCloud, clinic: None) -> Iterator[tuple[Table, Faults]]:
    """The health table over a way with faults, and the faults to plan."""
    with faulty_way_to(cloud.endpoint) as (address, faults):
        client = dynamodb_client(
            region=settings.AWS_REGION,
            endpoint=address,
        )
        yield Table(client, settings.TABLE_NAME), faults


@pytest.fixture
def acting_over(faulty: tuple[Table, Faults]) -> Callable[..., UnitOfWork]:
    """As `acting`, over the way with faults."""

    def as_(role: str, user_id: str, request_id: str = "faulty") -> UnitOfWork:
        actor = Actor(user_id=user_id, role=Role(role))
        storage = Storage(faulty[0], wiring.cipher())
        return UnitOfWork(actor, storage, RequestContext(request_id=request_id))

    return as_


@pytest.fixture
def asking(clinic: None) -> Asking:
    """(unit of work, request id) for a request of its own."""

    def as_(role: str, user_id: str) -> tuple[UnitOfWork, str]:
        request = uuid4().hex
        actor = Actor(user_id=user_id, role=Role(role))
        return wiring.unit_of_work(actor, RequestContext(request_id=request, page="tests")), request

    return as_
