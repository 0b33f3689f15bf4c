"""A scene of its own for each test; nobody is left waiting for other tests' doctors."""

from collections.abc import Iterator

import pytest

from appointments.waitlist.models import ANY
from appointments.waitlist.repository import Entries
from appointments.waitlist.services import leave
from medisecure.clinic_rules import RULES
from tests.appointments.waitlist.people import As, Scene


@pytest.fixture
def nights(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clinic's usual quiet hours; all other tests know none, for they may run at night."""
    monkeypatch.setattr(RULES, "quiet_from", 22)
    monkeypatch.setattr(RULES, "quiet_until", 7)


@pytest.fixture
def scene(acting: As) -> Iterator[Scene]:
    """A fresh doctor, with people who may wait for them."""
    scene = Scene(acting)
    yield scene
    for each in Entries(scene.system()).in_queue(ANY):
        leave(scene.desk(), each.patient_id, each.entry_id)
