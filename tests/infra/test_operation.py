"""What runs by itself and what wakes somebody: each names something the code really has."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from infra.cdk.checks.mutations import mutants
from medisecure.resources import JOBS, LOG_ALARMS, Resources, declare
from medisecure.resources.kinds import Capacity, Job, LogAlarm
from tests.sources import parsed

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {path.stem for path in ROOT.glob("*/management/commands/*.py")} - {"__init__"}
# Started by somebody: set-up, questions, repair.
BY_HAND = {
    "access_patterns", "arrive", "backup", "build_lists", "cost", "create_tables", "dedupe_eval",
    "demo_people", "dispose_documents", "end_old_care", "export_patient", "import_fhir",
    "import_people", "invite", "leave", "load_items", "prove_rights", "refile_people",
    "restore", "rotate_keys", "seed_demo",
}  # fmt: skip


@cache
def events() -> frozenset[str]:
    """The first words of every `log.…("…")` of the application."""
    return frozenset(logged())


def logged() -> Iterator[str]:
    for _, tree in parsed("log."):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and is_log(node.func):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)


def is_log(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and getattr(function.value, "id", "") == "log"


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.command)
def test_a_job_starts_a_command_that_exists(job: Job) -> None:
    assert job.command in COMMANDS
    assert 0 < job.every_minutes <= 24 * 60


def test_every_command_is_started_by_the_clock_or_by_somebody() -> None:
    jobs = {job.command for job in JOBS}
    assert jobs | BY_HAND == COMMANDS
    assert not jobs & BY_HAND


@pytest.mark.parametrize("alarm", LOG_ALARMS, ids=lambda alarm: alarm.event)
def test_an_alarm_waits_for_an_event_that_the_code_logs(alarm: LogAlarm) -> None:
    assert alarm.event in events()


def test_every_declared_property_has_a_mutant() -> None:
    paths = [path for path, _ in mutants(declare({"CAPACITY": "provisioned"}))]
    assert len(paths) == len(set(paths))
    for field in fields(Resources):
        assert any(path.startswith(field.name) for path in paths), field.name


def test_capacity_is_one_parameter() -> None:
    assert declare({}).capacity is None
    assert declare({"CAPACITY": "provisioned"}).capacity == Capacity()
