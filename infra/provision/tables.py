"""The DynamoDB tables: made once, then kept to their declaration."""

import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from infra.provision.outcome import Difference, Mismatch, Outcome, State, settle
from medisecure.resources import LONGEST_RECOVERY_DAYS
from medisecure.resources.kinds import Index, Table

LONGEST_WAIT_SECONDS, PAUSE_SECONDS = 1800, 2


def ensure_table(dynamodb: Any, table: Table, *, key_arn: str, apply: bool = True) -> Outcome:
    """Create the table or put right what may be changed, and wait until it is active.

    Raises `Mismatch` when a table of that name has other primary keys: those cannot be changed.
    """
    description, made = _describe(dynamodb, table.name), False
    if description is None:
        if not apply:
            return Outcome("table", table.name, State.TO_CREATE)
        _create(dynamodb, table, key_arn)
        description, made = _describe(dynamodb, table.name) or {}, True
    if _schema(description["KeySchema"]) != _keys(table):
        raise Mismatch(f"Table {table.name} exists with other primary keys.")
    differences = [
        *_missing_indexes(dynamodb, table, description),
        *_protection(dynamodb, table, description),
        *_sealing(dynamodb, table, description, key_arn),
        *_recovery(dynamodb, table),
        *_expiry(dynamodb, table),
    ]
    return settle("table", table.name, differences, apply=apply, made=made)


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


def _missing_indexes(
    dynamodb: Any, table: Table, description: dict[str, Any]
) -> Iterator[Difference]:
    """Indexes to add, one at a time as DynamoDB demands."""
    present = {index["IndexName"] for index in description.get("GlobalSecondaryIndexes", [])}
    for index in table.indexes:
        if index.name not in present:
            yield Difference(
                f"index {index.name}",
                partial(
                    _update,
                    dynamodb,
                    table,
                    AttributeDefinitions=_attributes(table),
                    GlobalSecondaryIndexUpdates=[{"Create": _index(index)}],
                ),
            )


def _protection(dynamodb: Any, table: Table, description: dict[str, Any]) -> Iterator[Difference]:
    if description.get("DeletionProtectionEnabled", False) != table.deletion_protection:
        yield Difference(
            "deletion protection",
            partial(_update, dynamodb, table, DeletionProtectionEnabled=table.deletion_protection),
        )


def _sealing(
    dynamodb: Any, table: Table, description: dict[str, Any], key_arn: str
) -> Iterator[Difference]:
    """A table made by hand lies under Amazon's own key; it is moved under ours while it serves."""
    found = description.get("SSEDescription", {}).get("KMSMasterKeyArn")
    if key_arn and found != key_arn:
        sealed = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key_arn}
        yield Difference("our key", partial(_update, dynamodb, table, SSESpecification=sealed))


def _recovery(dynamodb: Any, table: Table) -> Iterator[Difference]:
    backups = dynamodb.describe_continuous_backups(TableName=table.name)
    found = backups["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    enabled = found.get("PointInTimeRecoveryStatus") == "ENABLED"
    # A cloud that does not say for how many days keeps the longest time there is.
    days = found.get("RecoveryPeriodInDays", LONGEST_RECOVERY_DAYS) if enabled else 0
    if days != table.recovery_days:
        yield Difference("point-in-time recovery", partial(_set_recovery, dynamodb, table))


def _set_recovery(dynamodb: Any, table: Table) -> None:
    """Right after a table was made its backups are not there yet, for seconds or minutes."""
    wanted: dict[str, Any] = {"PointInTimeRecoveryEnabled": table.recovery_days > 0}
    if 0 < table.recovery_days < LONGEST_RECOVERY_DAYS:
        wanted["RecoveryPeriodInDays"] = table.recovery_days
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while True:
        try:
            dynamodb.update_continuous_backups(
                TableName=table.name, PointInTimeRecoverySpecification=wanted
            )
        except dynamodb.exceptions.ContinuousBackupsUnavailableException:
            if time.monotonic() > deadline:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return


def _expiry(dynamodb: Any, table: Table) -> Iterator[Difference]:
    """Expiry by the declared attribute, or none: clinical items must never expire.

    `Mismatch` while a change of it is under way that is not the declared one: DynamoDB takes up to
    an hour for it and allows no other meanwhile.
    """
    found = dynamodb.describe_time_to_live(TableName=table.name)["TimeToLiveDescription"]
    status, attribute = found["TimeToLiveStatus"], found.get("AttributeName")
    current = attribute if status in ("ENABLED", "ENABLING") else None
    if current == table.ttl_attribute:
        return
    if status in ("ENABLING", "DISABLING"):
        raise Mismatch(f"Expiry of table {table.name} is {status.lower()}: repeat in an hour.")
    if current is not None:
        yield Difference(
            "expiry", partial(_set_expiry, dynamodb, table.name, current, enabled=False)
        )
    if table.ttl_attribute is not None:
        yield Difference(
            "expiry", partial(_set_expiry, dynamodb, table.name, table.ttl_attribute, enabled=True)
        )


def _update(dynamodb: Any, table: Table, **change: Any) -> None:
    dynamodb.update_table(TableName=table.name, **change)
    _wait(dynamodb, table.name)


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
