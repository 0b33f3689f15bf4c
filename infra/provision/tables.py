"""The DynamoDB tables: made once, then kept to their declaration."""

import time
from typing import Any

from infra.provision.outcome import Mismatch, Outcome, State
from medisecure.resources import Index, Table

LONGEST_WAIT_SECONDS = 1800


def ensure_table(dynamodb: Any, table: Table, *, key_arn: str) -> Outcome:
    """Create the table or put right what may be changed, and wait until it is active.

    Raises `Mismatch` when a table of that name has other primary keys: those cannot be changed.
    """
    description = _describe(dynamodb, table.name)
    if description is None:
        _create(dynamodb, table, key_arn)
        _settle(dynamodb, table)
        return Outcome("table", table.name, State.CREATED)
    if _schema(description["KeySchema"]) != _keys(table):
        raise Mismatch(f"Table {table.name} exists with other primary keys.")
    changes = _add_indexes(dynamodb, table, description)
    changes += _protect(dynamodb, table, description)
    changes += _settle(dynamodb, table)
    return Outcome(
        "table", table.name, State.CHANGED if changes else State.EXISTS, ", ".join(changes)
    )


def _describe(dynamodb: Any, name: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = dynamodb.describe_table(TableName=name)["Table"]
    except dynamodb.exceptions.ResourceNotFoundException:
        return None
    return found


def _create(dynamodb: Any, table: Table, key_arn: str) -> None:
    request = {
        "TableName": table.name,
        "AttributeDefinitions": _attributes(table),
        "KeySchema": _key_schema(table.partition_key, table.sort_key),
        "BillingMode": "PAY_PER_REQUEST",
        "SSESpecification": {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key_arn},
        "DeletionProtectionEnabled": table.deletion_protection,
    }
    if table.indexes:
        request["GlobalSecondaryIndexes"] = [_index(index) for index in table.indexes]
    dynamodb.create_table(**request)
    _wait(dynamodb, table.name)


def _add_indexes(dynamodb: Any, table: Table, description: dict[str, Any]) -> list[str]:
    """Add missing indexes, one at a time as DynamoDB demands; returns what was added."""
    present = {index["IndexName"] for index in description.get("GlobalSecondaryIndexes", [])}
    missing = [index for index in table.indexes if index.name not in present]
    for index in missing:
        dynamodb.update_table(
            TableName=table.name,
            AttributeDefinitions=_attributes(table),
            GlobalSecondaryIndexUpdates=[{"Create": _index(index)}],
        )
        _wait(dynamodb, table.name)
    return [f"index {index.name}" for index in missing]


def _protect(dynamodb: Any, table: Table, description: dict[str, Any]) -> list[str]:
    if description.get("DeletionProtectionEnabled", False) == table.deletion_protection:
        return []
    dynamodb.update_table(TableName=table.name, DeletionProtectionEnabled=table.deletion_protection)
    _wait(dynamodb, table.name)
    return ["deletion protection"]


def _settle(dynamodb: Any, table: Table) -> list[str]:
    """Set what can only be set on an existing table; returns what had to change."""
    return _settle_recovery(dynamodb, table) + _settle_expiry(dynamodb, table)


def _settle_recovery(dynamodb: Any, table: Table) -> list[str]:
    backups = dynamodb.describe_continuous_backups(TableName=table.name)
    recovery = backups["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    enabled = recovery.get("PointInTimeRecoveryStatus") == "ENABLED"
    if enabled == table.point_in_time_recovery:
        return []
    dynamodb.update_continuous_backups(
        TableName=table.name,
        PointInTimeRecoverySpecification={
            "PointInTimeRecoveryEnabled": table.point_in_time_recovery
        },
    )
    return ["point-in-time recovery"]


def _settle_expiry(dynamodb: Any, table: Table) -> list[str]:
    """Switch expiry to the declared attribute, or off: clinical items must never expire."""
    expiry = dynamodb.describe_time_to_live(TableName=table.name)["TimeToLiveDescription"]
    current = expiry.get("AttributeName") if expiry["TimeToLiveStatus"] == "ENABLED" else None
    if current == table.ttl_attribute:
        return []
    if current is not None:
        _set_expiry(dynamodb, table.name, current, enabled=False)
    if table.ttl_attribute is not None:
        _set_expiry(dynamodb, table.name, table.ttl_attribute, enabled=True)
    return ["expiry"]


def _set_expiry(dynamodb: Any, name: str, attribute: str, *, enabled: bool) -> None:
    dynamodb.update_time_to_live(
        TableName=name,
        TimeToLiveSpecification={"Enabled": enabled, "AttributeName": attribute},
    )


def _wait(dynamodb: Any, name: str) -> None:
    """Until the table and every index of it are active; `Mismatch` after half an hour."""
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while not _active(dynamodb.describe_table(TableName=name)["Table"]):
        if time.monotonic() > deadline:
            raise Mismatch(f"Table {name} did not become active.")
        time.sleep(1)


def _active(description: dict[str, Any]) -> bool:
    indexes = description.get("GlobalSecondaryIndexes", [])
    states = [description["TableStatus"], *(index["IndexStatus"] for index in indexes)]
    return set(states) == {"ACTIVE"}


def _attributes(table: Table) -> list[dict[str, str]]:
    names = [*_keys(table), *(key for i in table.indexes for key in (i.partition_key, i.sort_key))]
    return [{"AttributeName": name, "AttributeType": "S"} for name in dict.fromkeys(names)]


def _keys(table: Table) -> tuple[str, ...]:
    return tuple(key for key in (table.partition_key, table.sort_key) if key)


def _schema(key_schema: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(key["AttributeName"] for key in sorted(key_schema, key=lambda k: k["KeyType"]))


def _key_schema(partition_key: str, sort_key: str | None) -> list[dict[str, str]]:
    schema = [{"AttributeName": partition_key, "KeyType": "HASH"}]
    return schema + ([{"AttributeName": sort_key, "KeyType": "RANGE"}] if sort_key else [])


def _index(index: Index) -> dict[str, Any]:
    return {
        "IndexName": index.name,
        "KeySchema": _key_schema(index.partition_key, index.sort_key),
        "Projection": {"ProjectionType": "ALL"},
    }
