"""For whom the actor acts just now, and what they may do: asked once for each request."""

from datetime import datetime
from typing import Any

from medisecure.access.actor import Actor
from medisecure.access.proxies import NONE, Proxy, Scope
from medisecure.dynamodb import change, codec, keys
from medisecure.dynamodb.item_types import PROXY
from medisecure.dynamodb.parallel import Started, lookup
from medisecure.dynamodb.table import Table, wire_key
from medisecure.dynamodb.wire import typed
from medisecure.encryption.cipher import Cipher


class Acting:
    """The relation by which the actor acts for somebody just now, by a consistent read."""

    def __init__(self, actor: Actor, table: Table, cipher: Cipher, at: datetime) -> None:
        self._actor, self._table, self._cipher, self._at = actor, table, cipher, at
        self._found: Started[Proxy | None] = Started.known(None)
        if actor.acting_for:
            self._found = lookup(self._look_up)

    @property
    def scopes(self) -> frozenset[Scope]:
        """What the actor may do for them; nothing for whoever acts for nobody."""
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
        key = keys.PROXY.key(patient_id=self._actor.acting_for, proxy_id=self._actor.user_id)
        raw = self._table.get(key, consistent=True)
        return codec.decode(PROXY, raw, self._cipher, self._table.name) if raw else None
