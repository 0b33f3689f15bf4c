"""One demo clinic, made once and read by all tests of this room."""

from collections.abc import Callable
from datetime import date

import pytest

from tools.demo.clinic import demo_clinic
from tools.demo.schema_items import Item

TUESDAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def today() -> date:
    """A day on which Dr. Smith works: the Tuesday the clinic is shown on."""
    return TUESDAY


@pytest.fixture(scope="session")
def demo_items() -> list[Item]:
    """The clinic as it ships: 400 patients around that Tuesday."""
    return list(demo_clinic(today=TUESDAY))


@pytest.fixture(scope="session")
def of_kind(demo_items: list[Item]) -> Callable[[str], list[Item]]:
    """Items by entityType, or by userType for people."""

    def chosen(kind: str) -> list[Item]:
        return [item for item in demo_items if kind in (item["entityType"], item.get("userType"))]

    return chosen
