"""One local cloud for all tests of this folder, on a free port, in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.tools.local_cloud.callers import Caller, Table
from tools.local_cloud import supervisor


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[supervisor.RunningCloud]:
    with supervisor.start(tmp_path_factory.mktemp("cloud") / "state") as running:
        yield running


@pytest.fixture(scope="session")
def admin(cloud: supervisor.RunningCloud) -> Caller:
    return Caller(cloud.endpoint)


@pytest.fixture
def table(admin: Caller) -> Table:
    return Table(admin.dynamodb, f"table-{uuid4().hex[:12]}").create()


@pytest.fixture
def state_dir(tmp_path: Path) -> Path:
    """For tests that stop and start a cloud of their own."""
    return tmp_path / "state"
