"""Pulling the plug: whatever was confirmed is there afterwards, and nothing is there by half."""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from tests.tools.local_cloud.callers import (
    Caller,
    Table,
    code_of,
    item,
    new_bucket,
    number,
    user_with,
)
from tests.tools.local_cloud.hosted import PASSWORD, Pool, Visit, claims, one_time_code, send
from tools.local_cloud import supervisor

pytestmark = pytest.mark.thorough  # starts a cloud for each cut

TABLE, BUCKET, KEY = "kept", "kept-files", "alias/kept"
CONTEXT = {"keyset": "health"}
NEW = "attribute_not_exists(PK)"
WRITERS = 4
# Never the wrong answer, but perhaps none: the plug was pulled while it was on its way.
NO_ANSWER = (BotoCoreError, ConnectionError)


@dataclass
class Confirmed:
    """What one writer was told is saved, over all rounds."""

    writer: int
    transactions: list[int] = field(default_factory=list)
    counter: int = 0
    unanswered: int = 0
    files: dict[str, str] = field(default_factory=dict)


def write_until_cut(caller: Caller, told: Confirmed, stop: threading.Event) -> None:
    """Transactions and files, one after the other, until the cloud is gone."""
    table, number_ = Table(caller.dynamodb, TABLE), len(told.transactions) + told.unanswered
    while not stop.is_set():
        number_ += 1
        try:
            change(table, told.writer, number_)
        except NO_ANSWER:
            told.unanswered += 1
            return
        told.transactions.append(number_)
        if number_ % 5 == 0:
            body = f"{told.writer}-{number_}-{uuid4()}".encode() * 50
            name = f"documents/{uuid4()}"
            try:
                caller.s3.put_object(Bucket=BUCKET, Key=name, Body=body)
            except NO_ANSWER:
                return
            told.files[name] = hashlib.sha256(body).hexdigest()


def change(table: Table, writer: int, number_: int) -> None:
    """Three items that belong together, and a count of them."""
    name = f"WRITER#{writer}"
    parts = [
        {"Put": {"Item": item(name, f"{part}#{number_}"), "ConditionExpression": NEW}}
        for part in ("VISIT", "CLAIM", "AUDIT")
    ]
    step = {
        "UpdateExpression": "ADD changes :one",
        "ExpressionAttributeValues": {":one": number(1)},
    }
    count = {"Update": {"Key": item(f"{name}#COUNT", "main"), **step}}
    table.transact(*parts, count, ClientRequestToken=str(uuid4()))


def set_up(admin: Caller) -> None:
    Table(admin.dynamodb, TABLE).create()
    new_bucket(admin, BUCKET)
    key = admin.kms.create_key()["KeyMetadata"]["KeyId"]
    admin.kms.create_alias(AliasName=KEY, TargetKeyId=key)


def check(caller: Caller, told: Confirmed) -> None:
    """Everything confirmed, whole; of the unconfirmed all parts or none."""
    name, table = f"WRITER#{told.writer}", Table(caller.dynamodb, TABLE)
    stored = [found["SK"]["S"] for page in table.pages(name) for found in page]
    by_part: dict[str, set[int]] = {"VISIT": set(), "CLAIM": set(), "AUDIT": set()}
    for sort in stored:
        part, _, number_ = sort.partition("#")
        by_part[part].add(int(number_))
    assert by_part["VISIT"] == by_part["CLAIM"] == by_part["AUDIT"]
    assert set(told.transactions) <= by_part["VISIT"]
    assert len(by_part["VISIT"]) <= len(told.transactions) + told.unanswered
    count = table.get(f"{name}#COUNT", "main")
    assert count is None or count["changes"] == number(len(by_part["VISIT"]))
    for file, digest in told.files.items():
        body = caller.s3.get_object(Bucket=BUCKET, Key=file)["Body"].read()
        assert hashlib.sha256(body).hexdigest() == digest


def check_files(caller: Caller) -> None:
    """Every file that is listed is the one its description speaks of."""
    for listed in caller.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        for file in listed.get("Contents", []):
            body = caller.s3.get_object(Bucket=BUCKET, Key=file["Key"])["Body"].read()
            digest = hashlib.md5(body, usedforsecurity=False).hexdigest()
            assert file["ETag"] == f'"{digest}"'


def pull_the_plug(state_dir: Path, *, rounds: int, seconds: float) -> list[Confirmed]:
    """Write from several sides, kill, start again, check; so many rounds."""
    everyone = [Confirmed(writer) for writer in range(WRITERS)]
    with supervisor.start(state_dir) as cloud:
        set_up(Caller(cloud.endpoint))
    for _ in range(rounds):
        with supervisor.start(state_dir) as cloud, ThreadPoolExecutor(WRITERS) as pool:
            stop = threading.Event()
            callers = [Caller(cloud.endpoint) for _ in everyone]
            for caller in callers:  # connected before the clock runs: it takes a while
                caller.s3.list_buckets()
                Table(caller.dynamodb, TABLE).get("p", "a")
            writing = [
                pool.submit(write_until_cut, caller, told, stop)
                for caller, told in zip(callers, everyone, strict=True)
            ]
            time.sleep(seconds)
            cloud.kill()
            stop.set()
            for each in writing:
                each.result()
    with supervisor.start(state_dir) as cloud:
        check_files(Caller(cloud.endpoint))
        for told in everyone:
            check(Caller(cloud.endpoint), told)
    return everyone


def test_confirmed_writes_survive_and_transactions_stay_whole(state_dir: Path) -> None:
    everyone = pull_the_plug(state_dir, rounds=3, seconds=1.0)
    assert sum(len(told.transactions) for told in everyone) > 100
    assert sum(len(told.files) for told in everyone) > 10


@pytest.mark.drill
def test_confirmed_writes_survive_many_cuts(state_dir: Path) -> None:
    everyone = pull_the_plug(state_dir, rounds=25, seconds=2.0)
    assert sum(len(told.transactions) for told in everyone) > 5_000


class Home:
    """A cloud whose plug a test can pull."""

    def __init__(self, state_dir: Path) -> None:
        self._state_dir = state_dir
        self.cloud = supervisor.start(state_dir)
        self.admin = Caller(self.cloud.endpoint)

    def cut(self) -> None:
        """Kill it and start again on the same port."""
        self.cloud.kill()
        self.cloud = supervisor.start(self._state_dir, self.cloud.port)


@pytest.fixture
def home(state_dir: Path) -> Iterator[Home]:
    made = Home(state_dir)
    yield made
    made.cloud.stop()


def test_an_old_ciphertext_opens_after_a_cut(home: Home) -> None:
    set_up(home.admin)
    sealed = home.admin.kms.encrypt(KeyId=KEY, Plaintext=b"keyset", EncryptionContext=CONTEXT)
    home.cut()
    opened = home.admin.kms.decrypt(
        KeyId=KEY, CiphertextBlob=sealed["CiphertextBlob"], EncryptionContext=CONTEXT
    )
    assert opened["Plaintext"] == b"keyset"


def test_people_sign_in_after_a_cut(home: Home) -> None:
    pool = Pool.create(home.admin)
    secret = pool.enrol(pool.add("doctor", "PROVIDER"))
    home.cut()
    visit = Visit(pool)
    done = visit.fill(visit.sign_in("doctor"), code=one_time_code(secret))
    found = claims(json.loads(visit.exchange(done.code).body)["id_token"])
    assert (found["nonce"], found["cognito:groups"]) == (visit.nonce, ["PROVIDER"])


def test_a_password_chosen_on_the_page_survives_a_cut(home: Home) -> None:
    pool = Pool.create(home.admin)
    visit, chosen = Visit(pool), "Better-Staple-8"
    asked = visit.sign_in(pool.add("new", temporary=True))
    assert visit.fill(asked, new_password=chosen, confirm_password=chosen).code
    home.cut()
    assert Visit(pool).sign_in("new", chosen).code
    assert Visit(pool).sign_in("new", PASSWORD).code is None


def test_tokens_signed_before_a_cut_are_still_recognised(home: Home) -> None:
    pool = Pool.create(home.admin)
    path = f"/{pool.pool_id}/.well-known/jwks.json"
    before = send(home.cloud.endpoint, "GET", path).body
    home.cut()
    assert send(home.cloud.endpoint, "GET", path).body == before


def test_rights_survive_a_cut(home: Home) -> None:
    Table(home.admin.dynamodb, TABLE).create()
    allowed = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "*"}
    app = user_with(home.admin, "app", allowed)
    home.cut()
    table = Table(app.dynamodb, TABLE)
    assert table.get("p", "a") is None
    with pytest.raises(ClientError) as refused:
        table.put(item("p", "a"))
    assert code_of(refused.value) == "AccessDeniedException"


def test_a_repeated_token_is_recognised_after_a_cut(home: Home) -> None:
    token = str(uuid4())
    Table(home.admin.dynamodb, TABLE).create()
    for _ in range(2):
        table = Table(home.admin.dynamodb, TABLE)
        add = {"UpdateExpression": "ADD n :one", "ExpressionAttributeValues": {":one": number(1)}}
        table.transact({"Update": {"Key": item("p", "a"), **add}}, ClientRequestToken=token)
        home.cut()
    assert Table(home.admin.dynamodb, TABLE).get("p", "a") == item("p", "a", n=1)


def test_removed_items_and_tables_stay_removed(home: Home) -> None:
    table = Table(home.admin.dynamodb, TABLE).create()
    Table(home.admin.dynamodb, "other").create()
    table.put(item("p", "a"))
    table.put(item("p", "b", GSI1PK="x", GSI1SK="y"))
    home.admin.dynamodb.delete_item(TableName=TABLE, Key=item("p", "a"))
    home.admin.dynamodb.delete_table(TableName="other")
    home.cut()
    after = Table(home.admin.dynamodb, TABLE)
    assert after.query("p")["Items"] == [item("p", "b", GSI1PK="x", GSI1SK="y")]
    assert after.query("x", attribute="GSI1PK", IndexName="GSI1")["Count"] == 1
    assert home.admin.dynamodb.list_tables()["TableNames"] == [TABLE]


def test_a_backup_made_before_a_cut_can_be_restored(home: Home) -> None:
    table = Table(home.admin.dynamodb, TABLE).create()
    table.put(item("p", "a", value=1))
    made = home.admin.dynamodb.create_backup(TableName=TABLE, BackupName="daily")
    table.put(item("p", "a", value=2))
    home.cut()
    home.admin.dynamodb.restore_table_from_backup(
        TargetTableName="restored", BackupArn=made["BackupDetails"]["BackupArn"]
    )
    home.cut()
    assert Table(home.admin.dynamodb, "restored").get("p", "a") == item("p", "a", value=1)
    assert Table(home.admin.dynamodb, TABLE).get("p", "a") == item("p", "a", value=2)


def test_a_file_keeps_its_versions_and_its_lock(home: Home) -> None:
    new_bucket(home.admin, BUCKET, ObjectLockEnabledForBucket=True)
    until = datetime.now(UTC) + timedelta(days=1)
    lock = {"ObjectLockMode": "COMPLIANCE", "ObjectLockRetainUntilDate": until}
    first = home.admin.s3.put_object(Bucket=BUCKET, Key="seal", Body=b"1", **lock)["VersionId"]
    home.admin.s3.put_object(Bucket=BUCKET, Key="seal", Body=b"2", ContentType="text/plain")
    home.cut()
    s3 = home.admin.s3
    assert s3.get_object(Bucket=BUCKET, Key="seal")["Body"].read() == b"2"
    assert s3.get_object(Bucket=BUCKET, Key="seal", VersionId=first)["Body"].read() == b"1"
    with pytest.raises(ClientError) as refused:
        s3.delete_object(Bucket=BUCKET, Key="seal", VersionId=first)
    assert code_of(refused.value) == "AccessDenied"


def test_a_deleted_file_stays_deleted(home: Home) -> None:
    set_up(home.admin)
    home.admin.s3.put_object(Bucket=BUCKET, Key="a", Body=b"a")
    home.admin.s3.delete_object(Bucket=BUCKET, Key="a")
    home.cut()
    assert home.admin.s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 0
