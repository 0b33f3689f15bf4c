"""Who may do what, to the letter: every role, every action, every situation, also unwritten ones.

The table (`gate_expected.py`) is written down a second time on purpose. A rule that is loosened in
the policy fails here until someone says twice that it was meant.
"""

from collections.abc import Callable
from dataclasses import replace
from inspect import signature
from typing import Any

import pytest

from appointments.visits.repository import APPOINTMENT, DAY
from documents.repository import DOCUMENT
from medisecure.access.actor import Role
from medisecure.access.care import Opening
from medisecure.access.policy import POLICY, allows, known_actions
from medisecure.access.proxies import Scope
from medisecure.access.rules import AccessRequest
from medisecure.audit.actions import Action
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.item_types import AUDIT, CARE
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied
from medisecure.identity.person import UserType
from medisecure.identity.repository import COLLEAGUE, PERSON, SIGN_IN
from patients.profile.repository import DEMOGRAPHICS, PATIENT, CareRelations
from patients.records.repository import RECORD
from patients.search.repository import FOUND
from providers.directory.repository import PROVIDER
from tests.dynamodb.gate_expected import ACTIONS, ANY_SCOPE, EXPECTED, FOR_JOHN, HUDAS, is_expected
from tests.dynamodb.gate_things import (
    ACTORS,
    AT,
    THINGS,
    person,
)
from tests.people import DR_SMITH, JOHN, LAYLA, OMAR, REEM


@pytest.mark.parametrize("role", sorted(ACTORS))
def test_the_policy_allows_what_is_written_twice_and_nothing_else(role: str) -> None:
    wrong = [
        f"{action} {situation} {opening.name}"
        for action in ACTIONS
        for situation, thing in THINGS[action.partition(":")[0]].items()
        for opening in Opening
        if allows(AccessRequest(ACTORS[role], thing, opening, AT), action)
        != is_expected(role, action, situation, opening)
    ]
    assert wrong == []


SCOPES = [frozenset(), *(frozenset({each}) for each in Scope), frozenset(Scope)]


@pytest.mark.parametrize("action", ACTIONS)
def test_a_proxy_may_what_the_relation_says_now_and_for_that_patient_alone(action: str) -> None:
    needed, opens = FOR_JOHN.get(action, (None, set()))
    for situation, thing in THINGS[action.partition(":")[0]].items():
        for scopes in SCOPES:
            expected = bool({"all", situation} & opens) and (needed is None or needed in scopes)
            expected |= bool(scopes) and situation in ANY_SCOPE.get(action, set())
            answer = allows(AccessRequest(HUDAS, thing, at=AT, scopes=scopes), action)
            assert answer == expected, f"{action} {situation} {sorted(scopes)}"


def test_every_noun_of_the_policy_is_covered_here() -> None:
    assert {action.partition(":")[0] for action in known_actions()} <= THINGS.keys()
    written = {(role.value, action) for role, rules in POLICY.items() for action in rules
               if role is not Role.SYSTEM}  # fmt: skip
    for_john = {("proxy", action) for action in FOR_JOHN.keys() | ANY_SCOPE.keys()}
    assert written == EXPECTED.keys() | for_john


def test_nobody_may_change_the_trail_and_nobody_but_doctors_writes_a_chart() -> None:
    """A profile is written by its patient and a doctor in full care: the table above says so."""
    others = set(ACTORS) - {"patient", "provider"}
    assert all("patient:write" not in POLICY[Role(role)] for role in others)
    for role in ACTORS:
        for action in ("audit:write", "audit:add", "sign_in:read",
                       "sign_in:add", "record_version:write"):  # fmt: skip
            assert action not in POLICY[Role(role)]
        if role != "provider":  # the table above says which doctor
            written = ("record", "own_record", "record_version", "draft", "document")
            assert not any(f"{noun}:{verb}" in POLICY[Role(role)]
                           for noun in written for verb in ("add", "write"))  # fmt: skip


def test_there_is_no_way_to_the_table_without_somebody_who_acts() -> None:
    parameters = signature(UnitOfWork).parameters
    assert list(parameters) == ["actor", "storage", "request_context"]
    assert all(each.default is each.empty for each in parameters.values())
    with pytest.raises(TypeError):
        UnitOfWork()  # type: ignore[call-arg]


KINDS: dict[str, ItemType[Any]] = {
    kind.name: kind
    for kind in (PATIENT, DEMOGRAPHICS, RECORD, APPOINTMENT, DOCUMENT, AUDIT, CARE, PERSON,
                 COLLEAGUE, PROVIDER, FOUND, DAY, SIGN_IN)
}  # fmt: skip


@pytest.mark.parametrize("role", sorted(ACTORS))
@pytest.mark.parametrize("noun", sorted(KINDS))
def test_the_gate_asks_the_policy_before_anything_is_added(
    acting: Callable[..., UnitOfWork], role: str, noun: str
) -> None:
    """Nothing reaches the table here: what is allowed is dropped by the error at the end."""
    uow = acting(role, ACTORS[role].user_id)
    thing = next(iter(THINGS[noun].values()))
    opening = Opening.WHOLE if role == "provider" else Opening.CLOSED  # John is in Smith's care
    allowed = is_expected(role, f"{noun}:add", next(iter(THINGS[noun])), opening)
    expected: type[Exception] = Stopped if allowed and KINDS[noun].whole else AccessDenied
    with pytest.raises(expected), uow:  # noqa: PT012 - the block must end with it
        uow.add(KINDS[noun], thing, Action.REGISTER_PATIENT)
        raise Stopped
    if not allowed:
        refusal = uow._trail.accesses[-1]
        assert (refusal.action, refusal.result) == ("REGISTER_PATIENT", "DENIED")


@pytest.mark.parametrize(
    ("role", "noun"),
    [("compliance", "day"), ("patient", "record"), ("provider", "audit"), ("staff", "sign_in")],
)
def test_bare_operations_are_refused_and_remembered_too(
    acting: Callable[..., UnitOfWork], role: str, noun: str
) -> None:
    uow = acting(role, ACTORS[role].user_id)
    with pytest.raises(AccessDenied), uow:
        uow.stage(noun, {"Put": {}})
    refused = uow._trail.accesses[-1]
    assert (refused.action, refused.resource_id, refused.result) == ("CHANGE", noun, "DENIED")


@pytest.mark.parametrize(
    ("role", "noun"),
    [("patient", "care"), ("provider", "care"), ("compliance", "found"), ("patient", "sign_in")],
)
def test_nobody_opens_a_chart_to_themselves(
    acting: Callable[..., UnitOfWork], role: str, noun: str
) -> None:
    uow = acting(role, ACTORS[role].user_id)
    thing = next(iter(THINGS[noun].values()))
    with pytest.raises(AccessDenied), uow:  # noqa: PT012 - a relation is staged by its own way
        if noun == "care":
            CareRelations(uow).stage(thing, "add")
        uow.put_if_absent(KINDS[noun], thing)
    refused = uow._trail.accesses[-1]
    assert (refused.action, refused.resource_id, refused.result) == ("CHANGE", noun, "DENIED")


class Stopped(Exception):
    """Ends a unit of work before anything is stored."""


def test_the_front_desk_finds_no_colleague_among_the_patients(
    acting: Callable[..., UnitOfWork],
) -> None:
    uow = acting("staff", REEM)
    assert uow.get(DEMOGRAPHICS, DEMOGRAPHICS.key.key(patient_id=LAYLA)).patient_id == LAYLA
    for colleague in (OMAR, DR_SMITH, REEM):
        with pytest.raises(AccessDenied):
            uow.get(DEMOGRAPHICS, DEMOGRAPHICS.key.key(patient_id=colleague))


def test_what_was_not_read_here_cannot_be_saved_here(acting: Callable[..., UnitOfWork]) -> None:
    """A save is judged by what the table holds, never by what the caller brings along."""
    uow = acting("patient", JOHN)
    planted = replace(person(LAYLA, UserType.PATIENT), department="x")
    with pytest.raises(KeyError), uow:
        uow.save(PERSON, planted, Action.UPDATE_PREFERENCES)
