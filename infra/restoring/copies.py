"""DynamoDB's own copies: made on demand, and brought back under another name."""

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from infra.provision.outcome import Outcome
from infra.provision.tables import ensure_table
from medisecure.resources.kinds import Table

LONGEST_WAIT_SECONDS, PAUSE_SECONDS = 6 * 3600, 1.0


class NotRestored(Exception):
    """A copy could not be made or brought back; the text says how far it came."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup of a table: the service's name for it, and its size in bytes as of its making."""

    arn: str
    bytes: int


def back_up(dynamodb: Any, table: str) -> Copy:
    """A copy of the table as it is now, complete when this returns; the table serves on."""
    name = f"{table}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    made = dynamodb.create_backup(TableName=table, BackupName=name)["BackupDetails"]
    arn = str(made["BackupArn"])

    def available() -> bool:
        said = dynamodb.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]
        return bool(said["BackupStatus"] == "AVAILABLE")

    wait(available, f"the copy {name} did not become available")
    return Copy(arn=arn, bytes=int(made.get("BackupSizeBytes", 0)))


def bring_back(dynamodb: Any, copy_arn: str, to: str) -> None:
    """The copy as a table called `to`, active when this returns."""
    dynamodb.restore_table_from_backup(TargetTableName=to, BackupArn=copy_arn)
    wait_for_table(dynamodb, to)


def bring_back_from(dynamodb: Any, table: str, at: datetime | None, to: str) -> None:
    """The table as it was at an instant of the last 35 days (None: as late as possible)."""
    when = {"UseLatestRestorableTime": True} if at is None else {"RestoreDateTime": at}
    dynamodb.restore_table_to_point_in_time(SourceTableName=table, TargetTableName=to, **when)
    wait_for_table(dynamodb, to)


def make_as_declared(dynamodb: Any, table: Table, to: str, key_arn: str) -> Outcome:
    """What a restored table lacks: protection, recovery, our key, an index left out."""
    return ensure_table(dynamodb, replace(table, name=to), key_arn=key_arn)


def wait_for_table(dynamodb: Any, name: str) -> None:
    def active() -> bool:
        said = dynamodb.describe_table(TableName=name)["Table"]
        indexes = said.get("GlobalSecondaryIndexes", [])
        return {said["TableStatus"], *(i["IndexStatus"] for i in indexes)} == {"ACTIVE"}

    wait(active, f"table {name} did not become active")


def wait(until: Any, otherwise: str) -> None:
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while not until():
        if time.monotonic() > deadline:
            raise NotRestored(otherwise)
        time.sleep(PAUSE_SECONDS)
