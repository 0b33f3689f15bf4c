"""The application's own keys against a real policy engine: each refusal and what must work."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.provision.administrator import Administrator
from medisecure.resources import KEYSET_CONTEXT, Resources

Client = Callable[[str], Any]
REFUSALS = {"AccessDeniedException", "AccessDenied"}
SET_A = {
    "UpdateExpression": "SET a = :a",
    "ExpressionAttributeValues": {":a": {"S": "1"}},
}


def key(partition: str) -> dict[str, dict[str, str]]:
    return {"PK": {"S": partition}, "SK": {"S": "MAIN#1"}}


def refused(call: Callable[..., Any], **request: Any) -> bool:
    """Whether IAM refused; any other failure is raised."""
    try:
        call(**request)
    except ClientError as error:
        if error.response["Error"]["Code"] not in REFUSALS:
            raise
        return True
    return False


def one_by_one(dynamodb: Any, table: str, partition: str) -> dict[str, bool]:
    """For each kind of change to an item of this partition: was it refused?"""
    at = {"TableName": table, "Key": key(partition)}
    batch = {table: [{"PutRequest": {"Item": key(partition)}}]}
    return {
        "put": refused(dynamodb.put_item, TableName=table, Item=key(partition)),
        "update": refused(dynamodb.update_item, **at, **SET_A),
        "delete": refused(dynamodb.delete_item, **at),
        "batch": refused(dynamodb.batch_write_item, RequestItems=batch),
    }


def in_transaction(dynamodb: Any, table: str, partition: str) -> dict[str, bool]:
    """The same changes, hidden in a transaction beside an innocent one."""
    innocent = {"Put": {"TableName": table, "Item": key("USER#beside")}}
    at = {"TableName": table, "Key": key(partition)}
    changes = {
        "put": {"Put": {"TableName": table, "Item": key(partition)}},
        "update": {"Update": {**at, **SET_A}},
        "delete": {"Delete": at},
    }
    return {
        name: refused(dynamodb.transact_write_items, TransactItems=[innocent, change])
        for name, change in changes.items()
    }


def test_audit_entries_can_be_added_and_never_changed(
    application: Client, resources: Resources
) -> None:
    dynamodb, table = application("dynamodb"), resources.health.name
    only_put = {"put": False, "update": True, "delete": True}
    assert one_by_one(dynamodb, table, "AUDIT#2025-06-01") == only_put | {"batch": True}
    assert in_transaction(dynamodb, table, "AUDIT#2025-06-01#07") == only_put


def test_keysets_can_only_be_read(application: Client, resources: Resources) -> None:
    dynamodb, table = application("dynamodb"), resources.health.name
    assert set(one_by_one(dynamodb, table, "KEYSET#values").values()) == {True}
    assert set(in_transaction(dynamodb, table, "KEYSET#values").values()) == {True}
    assert not refused(dynamodb.get_item, TableName=table, Key=key("KEYSET#values"))


def test_clinical_items_are_written_together_with_their_audit_entry(
    application: Client, resources: Resources
) -> None:
    table = resources.health.name
    changes = [
        {"Put": {"TableName": table, "Item": key("AUDIT#2025-06-02")}},
        {"Update": {"TableName": table, "Key": key("USER#patient_1"), **SET_A}},
        {"Delete": {"TableName": table, "Key": key("USER#patient_2")}},
    ]
    assert not refused(application("dynamodb").transact_write_items, TransactItems=changes)


def test_tables_are_neither_scanned_nor_managed(application: Client, resources: Resources) -> None:
    dynamodb = application("dynamodb")
    for name in (resources.health.name, resources.sessions.name):
        assert refused(dynamodb.scan, TableName=name)
        assert refused(dynamodb.describe_table, TableName=name)
        assert refused(dynamodb.delete_table, TableName=name)


def test_indexes_and_sessions_work(application: Client, resources: Resources) -> None:
    dynamodb = application("dynamodb")
    assert not refused(
        dynamodb.query,
        TableName=resources.health.name,
        IndexName="GSI1",
        KeyConditionExpression="GSI1PK = :k",
        ExpressionAttributeValues={":k": {"S": "EMAIL#nobody"}},
    )
    session = {"PK": {"S": "digest"}}
    assert not refused(dynamodb.put_item, TableName=resources.sessions.name, Item=session)
    assert not refused(dynamodb.delete_item, TableName=resources.sessions.name, Key=session)


def test_documents_are_put_and_fetched_but_not_listed_or_deleted(
    application: Client, resources: Resources
) -> None:
    s3, bucket = application("s3"), resources.documents.name
    assert not refused(s3.put_object, Bucket=bucket, Key="documents/a", Body=b"a")
    assert not refused(s3.get_object, Bucket=bucket, Key="documents/a")
    assert refused(s3.list_objects_v2, Bucket=bucket)
    assert refused(s3.delete_object, Bucket=bucket, Key="documents/a")
    assert refused(s3.put_bucket_versioning, Bucket=bucket,
                   VersioningConfiguration={"Status": "Suspended"})  # fmt: skip


@pytest.mark.parametrize("purpose", ["medisecure-keyset", "something-else"])
def test_the_key_opens_only_what_is_marked_a_keyset(
    purpose: str, application: Client, admin: Administrator, resources: Resources
) -> None:
    context = {"purpose": purpose, "name": "values"}
    sealed = admin.client("kms").encrypt(
        KeyId=resources.key.alias, Plaintext=b"keys", EncryptionContext=context
    )["CiphertextBlob"]
    ours = application("kms")
    allowed = purpose == KEYSET_CONTEXT["purpose"]
    assert refused(ours.decrypt, CiphertextBlob=sealed, EncryptionContext=context) != allowed
    assert refused(ours.encrypt, KeyId=resources.key.alias, Plaintext=b"x")


def test_mail_goes_out_from_the_clinics_address_only(
    application: Client, admin: Administrator, resources: Resources
) -> None:
    admin.client("ses").verify_email_identity(EmailAddress="director@clinic.example")
    ses = application("ses")
    mail = {
        "Destination": {"ToAddresses": ["noor@example.com"]},
        "Message": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}},
    }
    assert not refused(ses.send_email, Source=resources.mail_from, **mail)
    assert refused(ses.send_email, Source="director@clinic.example", **mail)
    assert refused(ses.verify_email_identity, EmailAddress="a@b.example")


def test_people_and_rights_are_out_of_reach(
    application: Client, environment: dict[str, str]
) -> None:
    pool_id = environment["USER_POOL_ID"]
    assert refused(application("cognito-idp").list_users, UserPoolId=pool_id)
    assert refused(application("iam").create_access_key, UserName="medisecure-application")
