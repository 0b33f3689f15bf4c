"""What the application's own user may do and may not."""

from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.tools.local_cloud.callers import (
    Caller,
    Table,
    code_of,
    item,
    new_bucket,
    text,
    user_with,
)

AUDIT = "AUDIT#2025-06-01"
DENIED = {"AccessDeniedException", "AccessDenied"}
CONTEXT = {"keyset": "health"}


@pytest.fixture(scope="module")
def bucket(admin: Caller) -> str:
    return new_bucket(admin, f"bucket-{uuid4().hex[:12]}")


@pytest.fixture(scope="module")
def key_arn(admin: Caller) -> str:
    arn = str(admin.kms.create_key()["KeyMetadata"]["Arn"])
    admin.kms.create_alias(AliasName="alias/rights", TargetKeyId=arn)
    return arn


@pytest.fixture(scope="module")
def app(admin: Caller, bucket: str, key_arn: str) -> Caller:
    """The application's user: items of any table, one bucket, one key for one purpose."""
    tables = "arn:aws:dynamodb:*:*:table/*"
    on_audit = {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": ["AUDIT#*"]}}
    names = "PutItem UpdateItem DeleteItem BatchWriteItem ConditionCheckItem"
    names += " GetItem BatchGetItem Query"
    return user_with(
        admin,
        f"app-{uuid4().hex[:8]}",
        {
            "Effect": "Allow",
            "Action": [f"dynamodb:{name}" for name in names.split()],
            "Resource": tables,
        },
        {
            "Effect": "Deny",
            "Action": [f"dynamodb:{n}" for n in ("UpdateItem", "DeleteItem", "BatchWriteItem")],
            "Resource": tables,
            "Condition": on_audit,
        },
        {
            "Effect": "Allow",
            "Action": ["s3:PutObject", "s3:GetObject"],
            "Resource": f"arn:aws:s3:::{bucket}/*",
        },
        {
            "Effect": "Allow",
            "Action": ["kms:Encrypt", "kms:Decrypt"],
            "Resource": key_arn,
            "Condition": {"StringEquals": {"kms:EncryptionContext:keyset": "health"}},
        },
    )


@pytest.fixture
def seen(table: Table, app: Caller) -> Table:
    """A table with one audit entry, as the application's user sees it."""
    table.put(item(AUDIT, "ACCESS#1", value=1))
    return Table(app.dynamodb, table.name)


def denied(action: Callable[[], Any]) -> bool:
    with pytest.raises(ClientError) as refused:
        action()
    return code_of(refused.value) in DENIED


class TestAudit:
    def test_an_entry_can_be_inserted(self, seen: Table) -> None:
        seen.put(item(AUDIT, "ACCESS#2"), ConditionExpression="attribute_not_exists(PK)")
        assert seen.get(AUDIT, "ACCESS#2") is not None

    def test_an_entry_can_be_inserted_with_the_change_it_is_about(self, seen: Table) -> None:
        seen.put(item("USER#1", "PROFILE#main", version=1))
        values = {":one": {"N": "1"}}
        key = item("USER#1", "PROFILE#main")
        step = {"UpdateExpression": "ADD version :one", "ExpressionAttributeValues": values}
        seen.transact(
            {"Update": {"Key": key, **step}},
            {"Delete": {"Key": item("USER#1", "old")}},
            {"Put": {"Item": item(AUDIT, "ACCESS#3")}},
            ClientRequestToken=str(uuid4()),
        )
        assert seen.get("USER#1", "PROFILE#main") == item("USER#1", "PROFILE#main", version=2)
        assert seen.get(AUDIT, "ACCESS#3") is not None

    def test_an_entry_cannot_be_changed(self, seen: Table) -> None:
        change = {":two": {"N": "2"}}
        assert denied(lambda: seen.update(item(AUDIT, "ACCESS#1"), "SET v = :two", change))

    def test_an_entry_cannot_be_deleted(self, seen: Table) -> None:
        key = item(AUDIT, "ACCESS#1")
        assert denied(lambda: seen.dynamodb.delete_item(TableName=seen.name, Key=key))

    @pytest.mark.parametrize(
        "member",
        [
            {"Delete": {"Key": item(AUDIT, "ACCESS#1")}},
            {
                "Update": {
                    "Key": item(AUDIT, "ACCESS#1"),
                    "UpdateExpression": "SET v = :x",
                    "ExpressionAttributeValues": {":x": text("x")},
                }
            },
        ],
        ids=["delete", "update"],
    )
    def test_a_transaction_cannot_carry_it_along(self, seen: Table, member: dict[str, Any]) -> None:
        assert denied(lambda: seen.transact({"Put": {"Item": item("USER#1", "a")}}, member))
        assert seen.get("USER#1", "a") is None
        assert seen.get(AUDIT, "ACCESS#1") == item(AUDIT, "ACCESS#1", value=1)

    @pytest.mark.parametrize(
        "entry",
        [
            {"DeleteRequest": {"Key": item(AUDIT, "ACCESS#1")}},
            {"PutRequest": {"Item": item(AUDIT, "ACCESS#1", value=2)}},
        ],
        ids=["delete", "put"],
    )
    def test_a_batch_cannot_either(self, seen: Table, entry: dict[str, Any]) -> None:
        harmless = {"PutRequest": {"Item": item("USER#1", "a")}}
        batch = {seen.name: [harmless, entry]}
        assert denied(lambda: seen.dynamodb.batch_write_item(RequestItems=batch))
        assert seen.get(AUDIT, "ACCESS#1") == item(AUDIT, "ACCESS#1", value=1)

    def test_other_items_can_be_changed_and_deleted(self, seen: Table) -> None:
        seen.put(item("USER#1", "a"))
        seen.update(item("USER#1", "a"), "SET v = :x", {":x": text("x")})
        seen.dynamodb.delete_item(TableName=seen.name, Key=item("USER#1", "a"))
        assert seen.get("USER#1", "a") is None


class TestRestOfTheRights:
    def test_a_batch_reads_two_tables(self, admin: Caller, app: Caller, table: Table) -> None:
        other = Table(admin.dynamodb, f"table-{uuid4().hex[:12]}").create()
        for t in (table, other):
            t.put(item("p", t.name))
        asked = {t.name: {"Keys": [item("p", t.name)]} for t in (table, other)}
        found = app.dynamodb.batch_get_item(RequestItems=asked)["Responses"]
        assert {name: len(items) for name, items in found.items()} == {table.name: 1, other.name: 1}

    def test_what_is_not_granted_is_refused(self, app: Caller, table: Table, bucket: str) -> None:
        assert denied(lambda: app.dynamodb.scan(TableName=table.name))
        assert denied(lambda: app.dynamodb.delete_table(TableName=table.name))
        assert denied(lambda: app.s3.delete_object(Bucket=bucket, Key="a"))
        assert denied(lambda: app.iam.create_user(UserName="another"))
        assert denied(app.kms.create_key)

    def test_the_key_serves_its_purpose_only(self, app: Caller, key_arn: str) -> None:
        sealed = app.kms.encrypt(
            KeyId="alias/rights", Plaintext=b"secret", EncryptionContext=CONTEXT
        )["CiphertextBlob"]
        opened = app.kms.decrypt(CiphertextBlob=sealed, KeyId=key_arn, EncryptionContext=CONTEXT)
        assert opened["Plaintext"] == b"secret"
        other = {"keyset": "other"}
        assert denied(
            lambda: app.kms.encrypt(KeyId=key_arn, Plaintext=b"x", EncryptionContext=other)
        )
        assert denied(lambda: app.kms.decrypt(CiphertextBlob=sealed, EncryptionContext=other))
        assert denied(lambda: app.kms.decrypt(CiphertextBlob=sealed))

    def test_a_wrong_secret_is_refused(self, app: Caller, table: Table) -> None:
        impostor = Caller(app.endpoint, app.key, "not the secret")
        with pytest.raises(ClientError) as refused:
            Table(impostor.dynamodb, table.name).get("p", "a")
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] in {400, 403}

    def test_an_unknown_key_is_refused(self, app: Caller, table: Table) -> None:
        stranger = Caller(app.endpoint, "AKIAUNKNOWN000000000", "x")
        with pytest.raises(ClientError):
            Table(stranger.dynamodb, table.name).get("p", "a")


class TestSignedLinks:
    """Files go in and out by links signed with the application user's own keys."""

    def link(self, app: Caller, bucket: str, key: str) -> str:
        where = {"Bucket": bucket, "Key": key}
        return str(app.s3.generate_presigned_url("get_object", Params=where, ExpiresIn=60))

    def upload(self, app: Caller, bucket: str, body: bytes, *, limit: int) -> int:
        form = app.s3.generate_presigned_post(
            bucket, "documents/a", Conditions=[["content-length-range", 1, limit]], ExpiresIn=60
        )
        line, lines = f"form-{uuid4().hex}", []
        for name, value in form["fields"].items():
            lines.append(
                f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}'
            )
        lines.append(
            f'--{line}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        )
        sent = "\r\n".join(lines).encode() + body + f"\r\n--{line}--\r\n".encode()
        place = form["url"].removeprefix("http://")
        host, _, path = place.partition("/")
        connection = HTTPConnection(host, timeout=10)
        content = {"Content-Type": f"multipart/form-data; boundary={line}"}
        connection.request("POST", f"/{path}", sent, content)
        status = connection.getresponse().status
        connection.close()
        return status

    def test_a_posted_file_comes_back(self, app: Caller, bucket: str) -> None:
        assert self.upload(app, bucket, b"%PDF-1.7 body", limit=100) in {200, 204}
        with urlopen(self.link(app, bucket, "documents/a"), timeout=10) as answer:  # noqa: S310
            assert answer.read() == b"%PDF-1.7 body"

    def test_a_file_over_the_limit_is_refused(self, app: Caller, bucket: str) -> None:
        assert self.upload(app, bucket, b"x" * 101, limit=100) == 400

    def test_a_changed_link_opens_nothing(self, app: Caller, bucket: str) -> None:
        app.s3.put_object(Bucket=bucket, Key="documents/b", Body=b"b")
        link = self.link(app, bucket, "documents/a").replace("documents/a", "documents/b")
        place = link.removeprefix("http://")
        host, _, path = place.partition("/")
        connection = HTTPConnection(host, timeout=10)
        connection.request("GET", f"/{path}")
        assert connection.getresponse().status == 403
        connection.close()
