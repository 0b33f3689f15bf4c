"""A real local cloud, provisioned once for the tests of this folder."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from infra.provision.administrator import Administrator, administrator
from medisecure.resources import Resources, declare
from tools.local_cloud.supervisor import RunningCloud, start
from tools.local_environment import local_administrator, local_environment

BASE_URL = "http://127.0.0.1:8000"


@pytest.fixture(scope="session")
def set_up_cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCloud]:
    with start(tmp_path_factory.mktemp("cloud"), may_lose_power=True) as cloud:
        yield cloud


@pytest.fixture(scope="session")
def environment(set_up_cloud: RunningCloud) -> dict[str, str]:
    return local_environment(set_up_cloud, base_url=BASE_URL)


@pytest.fixture(scope="session")
def resources(environment: dict[str, str]) -> Resources:
    return declare(environment)


@pytest.fixture(scope="session")
def admin(environment: dict[str, str]) -> Administrator:
    return administrator(local_administrator(environment))


@pytest.fixture(scope="session")
def application(environment: dict[str, str]) -> Any:
    """Clients under the application's own keys: `application("dynamodb")`."""

    def client(service: str) -> Any:
        return boto3.client(
            service,
            region_name=environment["AWS_REGION"],
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        )

    return client
