"""Table items that outlive a crash: every change is in the journal before its answer.

What is written down is the outcome (this item is now so, that item is gone), not the request:
reading it back gives the same table whatever the clock says by then.
"""

import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from tools.local_cloud import durable, engine, journal
from tools.local_cloud.snapshots import Snapshots

# Operations that change items only, and those that change nothing. All others (tables, indexes,
# backups, settings) are rare and are followed by a snapshot of everything.
ITEM_WRITES = {
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
    "TransactWriteItems",
    "ExecuteStatement",
    "BatchExecuteStatement",
    "ExecuteTransaction",
}
READS = ("Get", "Query", "Scan", "BatchGetItem", "TransactGet", "Describe", "List")
TOKEN_LIFE = 600.0  # seconds: how long DynamoDB remembers a ClientRequestToken

Effect = list[Any]  # [account, region, table, partition key, sort key, item or None]
Handler = Callable[..., Awaitable[tuple[int, dict[str, str], Any]]]


class DurableTables:
    """Keeps the engine's tables in one snapshot and the journal that follows it."""

    def __init__(self, folder: Path, snapshots: Snapshots) -> None:
        self._folder = folder
        self._snapshots = snapshots
        self._dynamodb = engine.service("dynamodb")
        self._put = self._dynamodb._set_item
        self._remove = self._dynamodb._remove_item
        self._remember = self._dynamodb._txn_token_store
        self._current: ContextVar[dict[str, Any] | None] = ContextVar("current", default=None)
        self._generation = 0
        self._journal: journal.Journal

    def restore(self) -> int:
        """Load the snapshot and what the journal says came after it; the number of records."""
        state = self._snapshots.load("dynamodb") or {}
        self._generation = state.pop("journal", 0)
        self._dynamodb._txn_idempotency.update(state.pop("tokens", {}))
        self._dynamodb.load_persisted_state(state)
        replayed = 0
        for record in journal.read(self._folder, self._generation):
            self._apply(record)
            replayed += 1
        self._checkpoint()
        return replayed

    def install(self) -> None:
        """Watch every change from now on."""
        self._dynamodb._set_item = self._putting
        self._dynamodb._remove_item = self._removing
        self._dynamodb._txn_token_store = self._remembering
        self._dynamodb.handle_request = self._handling(self._dynamodb.handle_request)

    def _handling(self, handle: Handler) -> Handler:
        async def handle_and_keep(
            method: str, path: str, headers: dict[str, str], *rest: Any
        ) -> tuple[int, dict[str, str], Any]:
            record: dict[str, Any] = {"items": [], "tokens": []}
            token = self._current.set(record)
            try:
                response = await handle(method, path, headers, *rest)
            finally:  # also after an error: the disk follows the memory, whatever happened
                self._current.reset(token)
                self._append(record)
            operation = headers.get("x-amz-target", "").rpartition(".")[2]
            if operation not in ITEM_WRITES and not operation.startswith(READS):
                self._checkpoint()
            return response

        return handle_and_keep

    def _putting(self, table: Any, partition: str, sort: str, item: Any) -> Any:
        old = self._put(table, partition, sort, item)
        self._note(table, partition, sort, item)
        return old

    def _removing(self, table: Any, partition: str, sort: str) -> Any:
        old = self._remove(table, partition, sort)
        if old is not None:
            self._note(table, partition, sort, None)
        return old

    def _remembering(self, client_token: str, entry: dict[str, Any]) -> None:
        self._remember(client_token, entry)
        record = self._current.get()
        if record is not None:
            responses = engine.part("core.responses")
            scope = [responses.get_account_id(), responses.get_region()]
            record["tokens"].append([*scope, client_token, entry])

    def _note(self, table: Any, partition: str, sort: str, item: Any) -> None:
        account, region = _owner(table)
        effect: Effect = [account, region, table["TableName"], partition, sort, item]
        record = self._current.get()
        if record is None:  # outside a request: the expiry of old items, on its own thread
            self._append({"items": [effect], "tokens": []})
        else:
            record["items"].append(effect)

    def _append(self, record: dict[str, Any]) -> None:
        if record["items"] or record["tokens"]:
            with durable.or_stop("a table change"):
                self._journal.append(record)

    def _apply(self, record: dict[str, Any]) -> None:
        for account, region, name, partition, sort, item in record["items"]:
            table = self._dynamodb._tables.get_scoped(account, region, name)
            if table is None:
                raise journal.JournalDamagedError(f"a change to {name}, which does not exist")
            if item is None:
                self._remove(table, partition, sort)
            else:
                self._put(table, partition, sort, item)
        for account, region, client_token, entry in record["tokens"]:
            if time.time() - entry["completed_at"] < TOKEN_LIFE:
                tokens = self._dynamodb._txn_idempotency
                tokens.set_scoped(account, region, client_token, entry)

    def _checkpoint(self) -> None:
        """Write everything down whole and begin an empty journal."""
        with self._dynamodb._lock:  # the expiry thread waits
            state = {
                **self._dynamodb.get_state(),
                "tokens": self._dynamodb._txn_idempotency,
                "journal": self._generation + 1,
            }
            self._snapshots.save("dynamodb", state)
            self._snapshots.forget("dynamodb")
            previous = getattr(self, "_journal", None)
            self._generation += 1
            with durable.or_stop("the journal"):
                self._journal = journal.Journal(self._folder, self._generation)
                self._journal.forget_others()
            if previous is not None:
                previous.close()


def _owner(table: dict[str, Any]) -> tuple[str, str]:
    """Account and region, from arn:aws:dynamodb:<region>:<account>:table/<name>."""
    _, _, _, region, account, _ = table["TableArn"].split(":", 5)
    return account, region
