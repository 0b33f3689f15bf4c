"""docs/operations.md says nothing that cannot be typed: every command and option is there."""

import re
from argparse import Action
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name
from django.core.management import load_command_class

from medisecure.resources import JOBS, LOG_ALARMS
from tests.infra.test_operation import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
TEXT = re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL).replace("\n", " ")
QUOTED = sorted(set(re.findall(r"`([^`]+)`", TEXT)))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
# What the command line tool adds to every operation, or spells in its own way.
GENERAL = {"query", "output", "profile", "region"}
OTHERWISE = {"s3": {"sync", "cp"}}
STACKS = {"MediSecureKept", "MediSecureServed"}


def quoted(beginning: str) -> list[str]:
    """The commands of the page that begin so, settings before them left out."""
    plain = [re.sub(r"^(?:[A-Z_]+=\S+ )+", "", each) for each in QUOTED]
    return sorted({each for each in plain if each.startswith(beginning)})


@pytest.mark.parametrize("line", quoted("python manage.py "))
def test_our_own_commands_are_there_with_their_options(line: str) -> None:
    _, _, name, *words = line.split()
    assert name in COMMANDS
    actions: list[Action] = load_command_class("medisecure", name).create_parser("", name)._actions
    known = {option for action in actions for option in action.option_strings}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("line", quoted("make "))
def test_every_make_target_is_there(line: str) -> None:
    assert re.search(rf"^{line.split()[1]}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("line", quoted("python -m "))
def test_every_module_is_there(line: str) -> None:
    assert find_spec(line.split()[2])


@pytest.mark.parametrize("line", quoted("npx "))
def test_the_cdk_is_told_to_do_what_it_can_to_stacks_that_are_ours(line: str) -> None:
    _, package, verb, *stacks = line.split()
    assert package == "aws-cdk@2"
    assert verb in {"bootstrap", "diff", "deploy", "synth"}
    assert set(stacks) <= STACKS


@cache
def service(name: str) -> Any:
    return botocore.session.get_session().get_service_model(name)


@pytest.mark.parametrize("line", quoted("aws "))
def test_aws_has_every_operation_and_option(line: str) -> None:
    _, name, operation, *words = line.partition(" | ")[0].split()
    if operation in OTHERWISE.get(name, set()):
        return
    named = {hyphened(each): each for each in service(name).operation_names}
    assert operation in named
    shape = service(name).operation_model(named[operation]).input_shape
    known = {hyphened(member) for member in (shape.members if shape else {})} | GENERAL
    given = {word.removeprefix("--") for word in words if word.startswith("--")}
    assert given <= known


def hyphened(name: str) -> str:
    """As the command line tool writes it: `BackupVaultName` → `backup-vault-name`."""
    return str(xform_name(name, "-"))


def test_every_alarm_of_the_log_and_every_job_is_explained() -> None:
    for alarm in LOG_ALARMS:
        assert (
            "Log" + "".join(word.title() for word in alarm.event.replace("-", " ").split()) in TEXT
        )
    for job in JOBS:
        assert f"`{job.command}`" in TEXT


def test_commands_of_each_sort_are_found() -> None:
    for beginning in ("python manage.py ", "make ", "python -m ", "npx ", "aws "):
        assert quoted(beginning), beginning


def test_every_part_that_was_promised_is_there() -> None:
    headings = set(re.findall(r"^## (.+)$", PAGE, re.MULTILINE))
    assert headings >= {"Before", "Deploy", "The first day", "Release", "Rotation", "Restore",
                        "Incident", "Alarms", "Cost", "Growing", "Upgrade", "Leaving"}  # fmt: skip
