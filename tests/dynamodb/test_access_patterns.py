"""`manage.py access_patterns` asks every question of the schema and says truly what it sent."""

import json
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from medisecure import wiring
from medisecure.dynamodb.calls.client import dynamodb_client
from tests.environment import free_port


def asked(*options: str) -> dict[str, dict[str, Any]]:
    out = StringIO()
    call_command("access_patterns", "--json", *options, stdout=out)
    return {row["pattern"]: row for row in json.loads(out.getvalue())}


@pytest.fixture
def answers(clinic: None) -> dict[str, dict[str, Any]]:
    return asked()


@pytest.mark.parametrize(
    ("pattern", "index", "condition"),
    [
        ("1", "table", "PK = 'USER#patient_12345' AND begins_with(SK, 'PROFILE#main')"),
        ("2", "GSI1", "GSI1PK = 'EMAIL#{email}' AND begins_with(GSI1SK, 'USER#')"),
        ("3", "table", "PK = 'USER#patient_12345' AND begins_with(SK, 'RECORD#')"),
        ("4", "GSI1", "GSI1PK = 'PROVIDER#provider_98765' AND begins_with(GSI1SK, 'RECORD#')"),
        ("5", "GSI2", "GSI2PK = 'APPOINTMENT_DATE#2025-06-15'"),
        ("6", "GSI3", "GSI3PK = 'DOCUMENT_TYPE#ECG_REPORT'"),
        ("care", "table", "PK = 'USER#patient_12345' AND begins_with(SK, 'CARE#provider_98765')"),
        ("care by provider", "GSI1",
         "GSI1PK = 'PROVIDER#provider_98765' AND begins_with(GSI1SK, 'CARE#')"),
    ],
)  # fmt: skip
def test_each_pattern_finds_the_schemas_item_by_its_own_index(
    answers: dict[str, dict[str, Any]], pattern: str, index: str, condition: str
) -> None:
    row = answers[pattern]
    assert (row["index"], row["key_condition"], row["operation"]) == (index, condition, "query")
    assert row["items"] >= 1
    assert row["round_trips"] == 1
    assert row["read_units"] >= 0.5


def test_the_email_itself_is_printed_nowhere(
    clinic: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("access_patterns")
    call_command("access_patterns", "--json")
    assert "john.doe@" not in "".join(capsys.readouterr())


def test_other_ids_may_be_asked_about(clinic: None) -> None:
    rows = asked("--date", "2031-01-01", "--user", "nobody", "--email", " DR.Smith@medisecure.com ")
    assert [rows[each]["items"] for each in ("5", "1", "2")] == [0, 0, 1]
    assert rows["5"]["key_condition"] == "GSI2PK = 'APPOINTMENT_DATE#2031-01-01'"
    assert rows["5"]["read_units"] == 0.5


def test_an_id_that_makes_no_key_is_explained(clinic: None) -> None:
    with pytest.raises(CommandError, match="makes no key"):
        asked("--patient", "patient#12345")


def test_people_get_a_table_with_every_pattern(clinic: None) -> None:
    out = StringIO()
    call_command("access_patterns", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 9
    assert "GSI3PK = 'DOCUMENT_TYPE#ECG_REPORT'" in lines[6]


def test_the_questions_are_in_the_trail_under_the_jobs_name(
    clinic: None, raw: Any, answers: dict[str, dict[str, Any]]
) -> None:
    entries = raw(actor="system_access-patterns")
    assert {"LIST_RECORD", "LIST_APPOINTMENT", "LIST_DOCUMENT"} <= {
        entry["action"]["S"] for entry in entries
    }


def test_a_cloud_that_does_not_answer_is_named_plainly(
    clinic: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = dynamodb_client(
        region=settings.AWS_REGION, endpoint=f"http://127.0.0.1:{free_port()}",
        key_id="key", key="secret",
    )  # fmt: skip
    monkeypatch.setattr("medisecure.management.commands.access_patterns.dynamodb", lambda: nowhere)
    assert wiring.cipher()
    with pytest.raises(CommandError, match="The cloud did not give an answer"):
        asked()
