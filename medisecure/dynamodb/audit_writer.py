"""The trail's entries on their way into the table: nothing is shown before they are there."""

from uuid import uuid4

from medisecure.audit.event import AuditEvent
from medisecure.audit.trail import Trail
from medisecure.dynamodb import change
from medisecure.dynamodb.item_types import AUDIT
from medisecure.dynamodb.parallel import Started, lookup
from medisecure.dynamodb.table import Table
from medisecure.encryption.cipher import Cipher

TRANSACTION_LIMIT = 100


class AuditWriter:
    """Stores what a trail remembers, some of it while reading goes on."""

    def __init__(self, trail: Trail, table: Table, cipher: Cipher) -> None:
        self._trail, self._table, self._cipher = trail, table, cipher
        self._begun: list[Started[None]] = []

    def begin(self) -> None:
        """Begin to store what was read so far, beside the reads that follow."""
        events = self._trail.take_ahead()
        if events:
            self._begun.append(lookup(lambda: self._store(events)))

    def finish(self) -> None:
        """Store the rest and wait for all that was begun; `Unavailable` means: show nothing."""
        begun, self._begun = self._begun, []
        try:
            self._store(self._trail.take())
        finally:
            for each in begun:
                each.ended()
        for each in begun:
            each.result()

    def entry(self, event: AuditEvent) -> change.Operation:
        """The operation that stores one entry; it fails if its place is taken."""
        return change.addition(AUDIT, event, self._cipher, self._table.name)

    def _store(self, events: list[AuditEvent]) -> None:
        if not events:
            return
        puts = [self.entry(event) for event in events]
        if len(puts) == 1:
            mine = " OR requestId = :request"
            value = {":request": puts[0]["Put"]["Item"]["requestId"]}
            body = puts[0]["Put"] | {
                "ConditionExpression": change.ABSENT["ConditionExpression"] + mine,
                "ExpressionAttributeValues": value,
            }
            self._table.put(body)
            return
        for n in range(0, len(puts), TRANSACTION_LIMIT):
            self._table.transact(puts[n : n + TRANSACTION_LIMIT], uuid4().hex)
