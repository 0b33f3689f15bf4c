"""Everything leaves as one sealed file and arrives elsewhere: items, keys, versions of files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from infra.leaving.sealed import Unopened, key_in, reading, writing
from infra.provision.administrator import Administrator
from infra.provision.bucket import ensure_bucket
from infra.provision.key import ensure_key
from infra.provision.tables import ensure_table
from medisecure.clock import now
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.sealing.keysets import ensure_keysets, load_cipher
from medisecure.dynamodb.table import Table
from medisecure.encryption.cipher import Tampered
from medisecure.encryption.kms import KmsWrapper
from medisecure.identity.person import PersonalInfo
from medisecure.resources import Resources, declare
from patients.profile.models import Patient
from patients.profile.repository import PATIENT
from tests.infra.test_restoring import as_keeper

__all__ = ["as_keeper"]
pytestmark = pytest.mark.usefixtures("as_keeper")
ELSEWHERE = {
    "TABLE_NAME": "Elsewhere-Health", "SESSIONS_TABLE_NAME": "Elsewhere-Sessions",
    "DOCUMENTS_BUCKET": "elsewhere-documents", "KMS_KEY_ID": "alias/elsewhere",
    "USER_POOL_NAME": "Elsewhere", "USER_POOL_DOMAIN": "elsewhere",
    "MAIL_FAILURES_QUEUE": "elsewhere-failures",
}  # fmt: skip


@pytest.fixture
def elsewhere(admin: Administrator) -> Resources:
    """A second place in the same cloud: tables, bucket and key of its own, without data."""
    there = declare(ELSEWHERE)  # not provisioned whole: the application's rights are shared here
    key_arn, _ = ensure_key(admin.client("kms"), there.key)
    ensure_table(admin.client("dynamodb"), there.health, key_arn=key_arn)
    ensure_bucket(admin.client("s3"), there.documents, key_arn=key_arn, over_tls=False)
    empty(admin, there)
    ensure_keysets(Table(admin.client("dynamodb"), there.health.name), wrapper(admin, there))
    return there


def wrapper(admin: Administrator, place: Resources) -> KmsWrapper:
    return KmsWrapper(admin.client("kms"), place.key.alias)


def empty(admin: Administrator, place: Resources) -> None:
    dynamodb, table = admin.client("dynamodb"), place.health.name
    for item in dynamodb.scan(TableName=table)["Items"]:
        dynamodb.delete_item(TableName=table, Key={"PK": item["PK"], "SK": item["SK"]})


def sealed_patient(admin: Administrator, place: Resources, patient_id: str) -> None:
    table = Table(admin.client("dynamodb"), place.health.name)
    ensure_keysets(table, wrapper(admin, place))
    who = PersonalInfo(first_name="Amal", last_name="Nasser")
    patient = Patient(patient_id=patient_id, personal_info=who, created_at=now(), updated_at=now())
    cipher = load_cipher(table, wrapper(admin, place))
    table.put({"Item": codec.encode(PATIENT, patient, cipher, table.sealed_as)})


@dataclass
class Move:
    """From one place to the other, with the export and its key between them."""

    here: Resources
    there: Resources
    admin: Administrator
    export: Path
    key: Path
    monkeypatch: pytest.MonkeyPatch

    def leave(self) -> None:
        call_command("leave", "--to", str(self.export), "--key", str(self.key))

    def arrive(self) -> None:
        for name, value in ELSEWHERE.items():
            self.monkeypatch.setenv(name, value)
        call_command("arrive", "--from", str(self.export), "--key", str(self.key))


@pytest.fixture
def move(
    resources: Resources, elsewhere: Resources, admin: Administrator,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> Move:  # fmt: skip
    sealed_patient(admin, resources, "patient_leaves")
    return Move(resources, elsewhere, admin, tmp_path / "export", tmp_path / "key", monkeypatch)


def test_everything_arrives_and_opens_under_the_other_places_key(
    move: Move, capsys: pytest.CaptureFixture[str]
) -> None:
    s3, bucket = move.admin.client("s3"), move.here.documents.name
    for content in (b"first", b"second"):
        s3.put_object(Bucket=bucket, Key="documents/leaves", Body=content, ContentType="text/plain")
    s3.put_object(Bucket=bucket, Key="documents/deleted", Body=b"gone")
    s3.delete_object(Bucket=bucket, Key="documents/deleted")
    move.leave()
    assert b"patient_leaves" not in move.export.read_bytes()
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == f"There: SEALED_AS={move.here.health.name}"
    move.arrive()
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "every item is there in its version, and no other"
    assert versions(s3, move.there.documents.name, "documents/leaves") == [b"first", b"second"]
    assert versions(s3, move.there.documents.name, "documents/deleted") == [b"gone", None]
    opened = the_patient(move, sealed_as=move.here.health.name)
    assert opened.display_name == "Amal Nasser"
    with pytest.raises(Tampered):
        the_patient(move, sealed_as=move.there.health.name)


def the_patient(move: Move, sealed_as: str) -> Patient:
    """As the other place reads them."""
    table = Table(move.admin.client("dynamodb"), move.there.health.name, sealed_as)
    raw = table.get(PATIENT.key.key(patient_id="patient_leaves"))
    assert raw is not None
    cipher = load_cipher(table, wrapper(move.admin, move.there))
    return codec.decode(PATIENT, raw, cipher, table.sealed_as)


def versions(s3: Any, bucket: str, key: str) -> list[bytes | None]:
    """What a file was, the oldest first; None where it was deleted at the end."""
    said = s3.list_object_versions(Bucket=bucket, Prefix=key)
    found: list[bytes | None] = []
    for each in reversed(said.get("Versions", [])):
        answer = s3.get_object(Bucket=bucket, Key=key, VersionId=each["VersionId"])
        found.append(answer["Body"].read())
    return found + [None] * len(said.get("DeleteMarkers", []))


def test_nothing_is_brought_in_over_data(move: Move) -> None:
    move.leave()
    sealed_patient(move.admin, move.there, "patient_of_there")
    with pytest.raises(CommandError, match="not empty"):
        move.arrive()


@pytest.mark.parametrize("spoil", ["changed", "cut off", "another key"])
def test_an_export_that_is_not_whole_is_refused(spoil: str, move: Move) -> None:
    move.leave()
    content = bytearray(move.export.read_bytes())
    if spoil == "changed":
        content[len(content) // 2] ^= 1
    if spoil == "another key":
        move.key.unlink()
        key_in(move.key)
    move.export.write_bytes(content[:-40] if spoil == "cut off" else content)
    with pytest.raises(CommandError, match="changed or cut off"):
        move.arrive()


def test_nothing_is_written_over_and_the_key_is_its_owners_alone(tmp_path: Path) -> None:
    path, key = tmp_path / "export", tmp_path / "key"
    with writing(path, key_in(key)) as sealed:
        sealed.write(b"x" * 3_000_000)
    with reading(path, key_in(key)) as opened:
        assert len(opened.read()) == 3_000_000
    assert (path.stat().st_mode & 0o77, key.stat().st_mode & 0o77) == (0, 0)
    with pytest.raises(FileExistsError), writing(path, key_in(key)):
        pass
    key.write_text("no key", encoding="utf-8")
    with pytest.raises(Unopened):
        key_in(key)
