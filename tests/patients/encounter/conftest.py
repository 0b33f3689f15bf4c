"""A patient with one entry, Dr. Smith, and her windows with a note open in them."""

from collections.abc import Callable

import pytest
from django.test import Client

from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.patients.encounter.pages import Window
from tests.patients.home.portal import ago, fresh_patient, record, store
from tests.people import DR_SMITH


@pytest.fixture
def patient() -> str:
    """Somebody in Dr. Smith's care, with one signed entry."""
    who = fresh_patient()
    store(record(who, ago(days=30)))
    return who


@pytest.fixture
def window(signed_in: Callable[[str], Client], patient: str) -> Window:
    """A new note of that patient, open in Dr. Smith's browser."""
    opened = Window(signed_in(DR_SMITH), f"/patients/{patient}/note/")
    opened.open()
    return opened


@pytest.fixture
def second(window: Window) -> Window:
    """The same page in another window."""
    other = Window(window.browser, window.url)
    other.open()
    return other


@pytest.fixture
def smith(acting: Callable[[str, str], UnitOfWork]) -> UnitOfWork:
    return acting("provider", DR_SMITH)
