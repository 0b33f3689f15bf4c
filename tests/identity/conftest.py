"""The sign-in service of the tests' own cloud, and somebody before it."""

from typing import Any

import pytest

from medisecure.identity import backend
from tests.conftest import administrator_client
from tests.identity.browser import Browser
from tools.local_cloud.supervisor import RunningCloud


@pytest.fixture(scope="module")
def cognito(cloud: RunningCloud) -> Any:
    return administrator_client(cloud, "cognito-idp")


@pytest.fixture
def keys_of_this_cloud(cloud: RunningCloud) -> None:
    backend.signing_keys.cache_clear()


@pytest.fixture
def visitor(clinic: None, cloud: RunningCloud) -> Browser:
    return Browser(cloud)
