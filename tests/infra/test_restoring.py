"""A copy is brought back beside the table, made as declared, and compared item by item."""

from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from documents.models import Document, DocumentInfo, FileInfo
from documents.repository import DOCUMENT
from infra.provision.administrator import Administrator, administrator
from infra.restoring.census import Census, census_from, compared, counted
from infra.restoring.copies import back_up, bring_back_from
from medisecure.clock import now
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.sealing.keysets import ensure_keysets, load_cipher
from medisecure.dynamodb.table import Table
from medisecure.encryption.kms import KmsWrapper
from medisecure.resources import Resources, declare
from tools.local_environment import local_administrator


@pytest.fixture
def as_keeper(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """This process with the credentials and names of the cloud under test."""
    environ = local_administrator(environment)
    for name, value in environ.items():
        if name != "DEMO_PASSWORD":
            monkeypatch.setenv(name, value)
    # Documents are opened to see whether their files are there.
    admin, resources = administrator(environ), declare(environ)
    keeper = KmsWrapper(admin.client("kms"), resources.key.alias)
    ensure_keysets(Table(admin.client("dynamodb"), resources.health.name), keeper)
    return environ


def told(capsys: pytest.CaptureFixture[str], *command: str) -> list[str]:
    call_command(*command)
    return capsys.readouterr().out.splitlines()


def put(admin: Administrator, table: str, patient: str, **texts: str) -> None:
    item = {"PK": f"USER#{patient}", "SK": "RECORD#1", "entityType": "RECORD", **texts}
    admin.client("dynamodb").put_item(
        TableName=table, Item={name: {"S": text} for name, text in item.items()}
    )


def test_a_copy_is_brought_back_whole_and_protected(
    as_keeper: dict[str, str], resources: Resources, admin: Administrator, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    census, to = str(tmp_path / "census.json"), f"Restored-{uuid4().hex[:8]}"
    put(admin, resources.health.name, "kept", version="3")
    *_, arn = told(capsys, "backup", "--census", census)
    put(admin, resources.health.name, "kept", version="spoilt")
    lines = told(capsys, "restore", "--to", to, "--backup", arn, "--census", census)
    assert lines[-1] == "every item is there in its version, and no other"
    found = admin.client("dynamodb").describe_table(TableName=to)["Table"]
    assert found["DeletionProtectionEnabled"]
    assert {index["IndexName"] for index in found["GlobalSecondaryIndexes"]} == {
        "GSI1", "GSI2", "GSI3", "GSI4",
    }  # fmt: skip
    assert "kept" not in Path(census).read_text(encoding="utf-8")


def test_a_copy_that_is_not_what_the_census_says_is_refused(
    as_keeper: dict[str, str], resources: Resources, admin: Administrator, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    census, to = str(tmp_path / "census.json"), f"Restored-{uuid4().hex[:8]}"
    *_, early = told(capsys, "backup")
    put(admin, resources.health.name, "late", version="1")
    told(capsys, "backup", "--census", census)
    with pytest.raises(CommandError, match="not what the census says"):
        call_command("restore", "--to", to, "--backup", early, "--census", census)


@pytest.fixture
def lost_document(as_keeper: dict[str, str], resources: Resources, admin: Administrator) -> str:
    """A copy of a table with a document whose file was overwritten and then deleted."""
    assert as_keeper
    table, right = Table(admin.client("dynamodb"), resources.health.name), b"the right file"
    keeper = KmsWrapper(admin.client("kms"), resources.key.alias)
    ensure_keysets(table, keeper)
    digest = f"sha256:{sha256(right).hexdigest()}"
    lies = FileInfo(s3_bucket=resources.documents.name, s3_key="documents/lost",
                    file_size=len(right), checksum=digest)  # fmt: skip
    document = Document(document_id="d1", patient_id="papers", created_at=now(), updated_at=now(),
                        document_info=DocumentInfo(type="ECG_REPORT"), file_info=lies)  # fmt: skip
    item = codec.encode(DOCUMENT, document, load_cipher(table, keeper), table.sealed_as)
    table.put({"Item": item})
    s3, here = admin.client("s3"), {"Bucket": resources.documents.name, "Key": lies.s3_key}
    for content in (right, b"a wrong file !", b"another"):
        s3.put_object(**here, Body=content)
    s3.delete_object(**here)
    return back_up(admin.client("dynamodb"), resources.health.name).arn


def test_a_document_that_is_gone_is_said_and_its_right_version_brought_back(
    lost_document: str, resources: Resources, admin: Administrator,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def restored(*more: str) -> list[str]:
        to = f"Restored-{uuid4().hex[:8]}"
        return told(capsys, "restore", "--to", to, "--backup", lost_document, *more)

    with pytest.raises(CommandError, match="Documents are missing"):
        restored()
    assert "1 documents named, 1 of them missing" in capsys.readouterr().out
    assert "1 of them brought back" in restored("--files")
    found = admin.client("s3").get_object(Bucket=resources.documents.name, Key="documents/lost")
    assert found["Body"].read() == b"the right file"
    assert "1 documents named, 0 of them missing" in restored()


def test_documents_that_do_not_open_are_no_restored_documents(
    lost_document: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEALED_AS", "Another-Table")
    with pytest.raises(CommandError, match="do not open"):
        call_command("restore", "--to", f"Restored-{uuid4().hex[:8]}", "--backup", lost_document)


def test_nothing_is_restored_over_a_table_in_use(
    as_keeper: dict[str, str], resources: Resources
) -> None:
    with pytest.raises(CommandError, match="in use"):
        call_command("restore", "--to", resources.health.name)


def test_to_an_instant_the_service_is_asked_with_that_instant() -> None:
    """Only on AWS does it answer with the table of that instant: here it is what we send."""
    sent: list[dict[str, Any]] = []

    class Service:
        def restore_table_to_point_in_time(self, **request: Any) -> None:
            sent.append(request)

        def describe_table(self, **_: Any) -> Any:
            return {"Table": {"TableStatus": "ACTIVE"}}

    bring_back_from(Service(), "Health", None, "Health-2")
    assert sent == [{"SourceTableName": "Health", "TargetTableName": "Health-2",
                     "UseLatestRestorableTime": True}]  # fmt: skip


def item(patient: str, **texts: str) -> dict[str, Any]:
    return {name: {"S": text} for name, text in {"PK": patient, "SK": "1", **texts}.items()}


def test_a_census_does_not_depend_on_the_order_and_survives_its_file() -> None:
    items = [item("a"), item("b"), item("a", SK="2")]
    one, other = counted(items), counted(reversed(items))
    assert compared(one, other).is_none
    assert compared(census_from(one.as_json()), one).is_none


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ([item("a")], "-1 items; partitions missing 1, added 0, changed 0"),
        ([item("a"), item("b", x="y")], "+0 items; partitions missing 0, added 0, changed 1"),
        ([item("a"), item("c")], "+0 items; partitions missing 1, added 1, changed 0"),
    ],
)
def test_a_difference_says_what_kind_it_is(now: list[dict[str, Any]], said: str) -> None:
    was: Census = counted([item("a"), item("b")])
    assert str(compared(counted(now), was)) == said
