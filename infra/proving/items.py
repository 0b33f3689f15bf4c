"""Items: what may be written, what only added, what only read, and what never."""

from typing import Any

from infra.proving.proof import Proof
from medisecure.resources import Resources

# A day nobody worked on: what is added to the trail here can, as it must, not be taken away again.
AUDIT, KEYSET, CLINICAL = "AUDIT#0001-01-01", "KEYSET#proof", "USER#proof"
SET = {"UpdateExpression": "SET proof = :p", "ExpressionAttributeValues": {":p": {"S": "1"}}}


def item_proofs(dynamodb: Any, resources: Resources) -> list[Proof]:
    """Of both tables and the indexes."""
    table = resources.health.name
    return [
        *audit_proofs(dynamodb, table),
        *keyset_proofs(dynamodb, table),
        *clinical_proofs(dynamodb, table),
        *session_proofs(dynamodb, resources.sessions.name),
    ]


def audit_proofs(dynamodb: Any, table: str) -> list[Proof]:
    """Leading keys inside transactions are documented nowhere: this is where they are seen."""
    beside = {"Put": {"TableName": table, "Item": key(CLINICAL)}}
    at = {"TableName": table, "Key": key(AUDIT)}
    put = {"Put": {"TableName": table, "Item": key(AUDIT)}}
    batch = {table: [{"DeleteRequest": {"Key": key(AUDIT)}}]}

    def together(change: dict[str, Any]) -> Any:
        return dynamodb.transact_write_items(TransactItems=[beside, change])

    return [
        Proof("an audit entry is added alone",
              lambda: dynamodb.put_item(TableName=table, Item=key(AUDIT)), allowed=True),
        Proof("an audit entry is added in a transaction", lambda: together(put), allowed=True),
        Proof("an audit entry is changed alone",
              lambda: dynamodb.update_item(**at, **SET), allowed=False),
        Proof("an audit entry is deleted alone",
              lambda: dynamodb.delete_item(**at), allowed=False),
        Proof("an audit entry is deleted in a batch",
              lambda: dynamodb.batch_write_item(RequestItems=batch), allowed=False),
        Proof("an audit entry is changed in a transaction",
              lambda: together({"Update": {**at, **SET}}), allowed=False),
        Proof("an audit entry is deleted in a transaction",
              lambda: together({"Delete": at}), allowed=False),
    ]  # fmt: skip


def keyset_proofs(dynamodb: Any, table: str) -> list[Proof]:
    at = {"TableName": table, "Key": key(KEYSET)}
    put = {"Put": {"TableName": table, "Item": key(KEYSET)}}
    return [
        Proof("a keyset is read", lambda: dynamodb.get_item(**at), allowed=True),
        Proof("a keyset is put",
              lambda: dynamodb.put_item(TableName=table, Item=key(KEYSET)), allowed=False),
        Proof("a keyset is put in a transaction",
              lambda: dynamodb.transact_write_items(TransactItems=[put]), allowed=False),
        Proof("a keyset is changed", lambda: dynamodb.update_item(**at, **SET), allowed=False),
        Proof("a keyset is deleted", lambda: dynamodb.delete_item(**at), allowed=False),
    ]  # fmt: skip


def clinical_proofs(dynamodb: Any, table: str) -> list[Proof]:
    at = {"TableName": table, "Key": key(CLINICAL)}
    asked = {"TableName": table, "IndexName": "GSI1", "Limit": 1,
             "KeyConditionExpression": "GSI1PK = :k",
             "ExpressionAttributeValues": {":k": {"S": "EMAIL#proof"}}}  # fmt: skip
    return [
        Proof("an item is put",
              lambda: dynamodb.put_item(TableName=table, Item=key(CLINICAL)), allowed=True),
        Proof("an item is changed", lambda: dynamodb.update_item(**at, **SET), allowed=True),
        Proof("an item is read", lambda: dynamodb.get_item(**at), allowed=True),
        Proof("an index is asked", lambda: dynamodb.query(**asked), allowed=True),
        Proof("an item is deleted", lambda: dynamodb.delete_item(**at), allowed=True),
        Proof("the table is scanned",
              lambda: dynamodb.scan(TableName=table, Limit=1), allowed=False),
        Proof("the table is described",
              lambda: dynamodb.describe_table(TableName=table), allowed=False),
    ]  # fmt: skip


def session_proofs(dynamodb: Any, table: str) -> list[Proof]:
    item = {"PK": {"S": "SESSION#proof"}}
    return [
        Proof("a session is put",
              lambda: dynamodb.put_item(TableName=table, Item=item), allowed=True),
        Proof("a session is deleted",
              lambda: dynamodb.delete_item(TableName=table, Key=item), allowed=True),
        Proof("the sessions are scanned",
              lambda: dynamodb.scan(TableName=table, Limit=1), allowed=False),
    ]  # fmt: skip


def key(partition: str) -> dict[str, dict[str, str]]:
    return {"PK": {"S": partition}, "SK": {"S": "PROOF#1"}}
