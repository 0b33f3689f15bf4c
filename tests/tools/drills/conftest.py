"""What the short forms of the drills share: the tests' own cloud, and others' things in it."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

Scan = Callable[[], Iterable[dict[str, Any]]]


@pytest.fixture
def scan(clinic: None, raw: Scan) -> Scan:
    """The whole health table."""
    return raw
