"""For whom the actor acts just now, and what they may do: asked once for each request.

A relation is to a person: it holds under every id of a patient whose records were joined, and no
longer under those that were parted again.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from medisecure.access.actor import Actor
from medisecure.access.proxies import NONE, Proxy, Scope
from medisecure.dynamodb import change, keys
from medisecure.dynamodb.calls.parallel import Started, start_call
from medisecure.dynamodb.calls.wire import typed
from medisecure.dynamodb.item_types import PROXY
from medisecure.dynamodb.relations.links import Links
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.table import Table, wire_key
from medisecure.encryption.cipher import Cipher


class Acting:
    """The relation by which the actor acts for somebody just now, by a consistent read."""

    def __init__(
        self, actor: Actor, table: Table, cipher: Cipher, links: Links, at: datetime
    ) -> None:
        self._actor, self._table, self._cipher, self._at = actor, table, cipher, at
        self._links = links
        self._found: Started[Proxy | None] = Started.completed(None)
        if actor.acting_for:
            links.expect(actor.acting_for)
            self._found = start_call(self._look_up)

    @property
    def actor(self) -> Actor:
        """The actor with all ids of the patient for whom they act."""
        if not self._actor.acting_for:
            return self._actor
        others = self._links.of(self._actor.acting_for).others
        return replace(self._actor, also=frozenset(others)) if others else self._actor

    @property
    def scopes(self) -> frozenset[Scope]:
        """What the actor may do for them; nothing for whoever acts for nobody."""
        if not self._actor.acting_for:  # it is asked for every item of a page
            return NONE
        found = self._found.result()
        return found.scopes_at(self._at) if found else NONE

    def condition(self) -> list[change.Operation]:
        """What a write for somebody else waits for: that the relation is as it was read."""
        found = self._found.result()
        if found is None:
            return []
        seen: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(version)"}
        if found.version:
            seen = {"ConditionExpression": "version = :seen",
                    "ExpressionAttributeValues": {":seen": typed(found.version)}}  # fmt: skip
        return [{"ConditionCheck": {"Key": wire_key(PROXY.keys_of(found)), **seen}}]

    def _look_up(self) -> Proxy | None:
        """The relation that allows something now; one that is over where there is no other."""
        over: Proxy | None = None
        for found in self._relations():
            if found.scopes_at(self._at):
                return found
            over = over or found
        return over

    def _relations(self) -> Iterator[Proxy]:
        """The relation under the id that is acted for, then those under the patient's others."""
        whose = self._actor.acting_for
        if found := self._under(whose):
            yield found
        for other in self._links.of(whose).others:
            if found := self._under(other):
                yield found

    def _under(self, patient_id: str) -> Proxy | None:
        key = keys.PROXY.key(patient_id=patient_id, proxy_id=self._actor.user_id)
        raw = self._table.get(key, consistent=True)
        return codec.decode(PROXY, raw, self._cipher, self._table.sealed_as) if raw else None
