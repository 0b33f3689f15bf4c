"""Every action of the audit trail has words for who reads it: the officer and the patient."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from appointments.visit_flow.services import STEPS
from appointments.visits.status import NEXT, Status
from medisecure.audit.actions import IMPORTING, LISTING, READING, Action
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.importing.item_types import KINDS, PEOPLE
from medisecure.web.display.words.trail_words import WORDS, for_officer, for_patient

ROOT = Path(__file__).resolve().parents[4]
KEEPERS = [
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    for app in ("medisecure", "patients", "providers", "appointments", "documents")
    for path in (ROOT / app).rglob("*.py")
    if " = ItemType(" in path.read_text(encoding="utf-8")
]


def item_types() -> list[ItemType[Any]]:
    return [
        value
        for name in KEEPERS
        for value in vars(import_module(name)).values()
        if isinstance(value, ItemType)
    ]


@pytest.mark.parametrize("action", list(Action))
def test_an_action_has_words_for_the_officer_and_for_the_patient(action: Action) -> None:
    wording = WORDS[action]
    for words in (wording.officer, wording.patient):
        assert str(words).strip()
        with translation.override("en"):
            english = str(words)
        with translation.override("ar"):
            assert str(words) != english, f"{english!r} has no Arabic"
            assert not any("a" <= letter <= "z" for letter in str(words).lower())


def test_an_action_of_another_release_is_still_told() -> None:
    with translation.override("en"):
        assert for_officer("MOVE_WARD") == "Move ward"
        assert for_patient("MOVE_WARD") == "Changed the record"
        assert for_patient("READ_ALLERGIES") == "Looked at the record"


def test_every_item_type_says_what_a_look_at_it_is_called() -> None:
    assert KEEPERS
    names = {each.name for each in item_types()}
    assert names <= READING.keys()
    seen_in_lists = {each.name for each in item_types() if each.trace is not Trace.NONE}
    assert seen_in_lists - {"audit"} <= LISTING.keys()


def test_every_step_of_a_visit_and_every_import_has_an_action() -> None:
    called_off = {Status.CANCELLED, Status.NO_SHOW, Status.LEFT}
    steps = {status for following in NEXT.values() for status in following} - called_off
    assert steps <= STEPS.keys()
    assert {each.name for each in (*PEOPLE.values(), *KINDS.values())} <= IMPORTING.keys()
