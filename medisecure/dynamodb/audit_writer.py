"""The trail's entries on their way into the table: nothing is shown before they are there."""

from collections.abc import Iterable
from functools import partial
from weakref import WeakKeyDictionary

from medisecure.audit.actions import Action
from medisecure.audit.event import AuditEvent
from medisecure.audit.first_looks import FirstLook, FirstLooks
from medisecure.audit.sequence import give_back
from medisecure.audit.trail import Trail
from medisecure.dynamodb import change
from medisecure.dynamodb.calls.parallel import Started, start_call
from medisecure.dynamodb.item_types import AUDIT, SEEN
from medisecure.dynamodb.table import Table
from medisecure.encryption.cipher import Cipher
from medisecure.errors import Conflict

TRANSACTION_LIMIT = 100
_first_looks: WeakKeyDictionary[Table, FirstLooks] = WeakKeyDictionary()


def first_looks_in(table: Table) -> FirstLooks:
    """What this process knows of the first looks that are stored in a table."""
    return _first_looks.setdefault(table, FirstLooks())


class AuditWriter:
    """Stores what a trail recorded, some of it while reading goes on."""

    def __init__(self, trail: Trail, table: Table, cipher: Cipher) -> None:
        self._trail, self._table, self._cipher = trail, table, cipher
        self._begun: list[Started[None]] = []

    def begin(self) -> None:
        """Begin to store what was read so far, beside the reads that follow."""
        events = self._trail.take_ahead()
        single = [each for each in events if each.seen_on is None]
        if single:
            self._begun.append(start_call(lambda: self._store(single)))
        self._begin_first_looks(events)

    def finish(self) -> None:
        """Store the rest and wait for all that was begun; `Unavailable` means: show nothing."""
        events = self._trail.take()
        self._begin_first_looks(events)
        begun, self._begun = self._begun, []
        try:
            self._store([each for each in events if each.seen_on is None])
        finally:
            for each in begun:
                each.ended()
        for each in begun:
            each.result()

    def entry(self, event: AuditEvent) -> change.Operation:
        """The operation that stores one entry; it fails if its place is taken."""
        item_type = AUDIT if event.seen_on is None else SEEN
        return change.addition(item_type, event, self._cipher, self._table.sealed_as)

    def _begin_first_looks(self, events: Iterable[AuditEvent]) -> None:
        """Each on its own, side by side: one that is there already must not stop the others."""
        firsts = [each for each in events if each.seen_on is not None]
        self._begun += [start_call(partial(self._store_first_look, each)) for each in firsts]

    def _store_first_look(self, event: AuditEvent) -> None:
        try:
            self._put(event)
        except Conflict:  # another process, or another page of this moment, was first
            give_back(event.writer, event.sequence)
        if event.patient_id and event.seen_on:
            look = FirstLook(event.user_id, Action(event.action), event.patient_id, event.seen_on)
            first_looks_in(self._table).add(look)

    def _store(self, events: list[AuditEvent]) -> None:
        """Each on its own, side by side: together in a transaction each would cost a unit more."""
        if len(events) == 1:
            self._put(events[0])
            return
        puts = [start_call(partial(self._put, event)) for event in events]
        for each in puts:
            each.ended()
        for each in puts:
            each.result()

    def _put(self, event: AuditEvent) -> None:
        """One entry; if an answer was lost on the way, our own item there is as good as stored."""
        put = self.entry(event)["Put"]
        mine = f"{change.ABSENT['ConditionExpression']} OR requestId = :request"
        values = {":request": put["Item"]["requestId"]}
        self._table.put(put | {"ConditionExpression": mine, "ExpressionAttributeValues": values})
