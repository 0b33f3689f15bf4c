"""What the short forms of the drills share: the tests' own cloud, and others' things in it."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.conf import settings

from tools.drills.stage import scan_of
from tools.local_cloud.supervisor import RunningCloud
from tools.local_environment import LOCAL_ADMINISTRATOR

Scan = Callable[[], Iterable[dict[str, Any]]]


@pytest.fixture
def scan(cloud: RunningCloud, clinic: None) -> Scan:
    """The whole health table."""
    return scan_of(
        LOCAL_ADMINISTRATOR
        | {
            "AWS_ENDPOINT_URL": cloud.endpoint,
            "AWS_REGION": settings.AWS_REGION,
            "TABLE_NAME": settings.TABLE_NAME,
        }
    )
