"""The care relation between the acting doctor and a patient, fetched beside what it opens."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from threading import Lock

from medisecure.access.actor import Actor
from medisecure.access.policy import RELATED
from medisecure.dynamodb import codec, keys
from medisecure.dynamodb.item_types import CARE
from medisecure.dynamodb.keys import Key
from medisecure.dynamodb.parallel import Started, lookup
from medisecure.dynamodb.table import RawItem, Table
from medisecure.encryption.cipher import Cipher


class Relations:
    """What is known in this request of the actor's relations; each is asked for once."""

    def __init__(self, actor: Actor, table: Table, cipher: Cipher, at: datetime) -> None:
        self._actor, self._table, self._cipher, self._at = actor, table, cipher, at
        self._matters = actor.role in RELATED
        self._known: dict[str, Started[bool]] = {}
        self._guard = Lock()

    def expect(self, patient_id: str | None) -> None:
        """Start asking now for what will be needed with the data."""
        if not self._matters or not patient_id:
            return
        with self._guard:  # reads side by side expect the same relation at the same moment
            if patient_id not in self._known:
                self._known[patient_id] = lookup(lambda: self._look_up(patient_id))

    def in_force(self, patient_id: str) -> bool:
        """Whether the actor cares for this patient today, by a consistent read."""
        if not self._matters or not patient_id:
            return False
        self.expect(patient_id)
        return self._known[patient_id].result()

    def keys_for(self, patient_ids: Iterable[str | None]) -> list[Key]:
        """The keys of the relations still unknown, to be fetched in the same batch."""
        if not self._matters:
            return []
        unknown = {each for each in patient_ids if each and each not in self._known}
        mine = {"provider_id": self._actor.user_id}
        return [keys.CARE.key(patient_id=each, **mine) for each in sorted(unknown)]

    def learn(self, query: Sequence[Key], found: Sequence[RawItem]) -> None:
        """Take in the relations of a batch; one that was asked for and not found is none."""
        there = {item["PK"]["S"]: item for item in found}
        for key in query:
            item = there.get(key["PK"])
            in_force = item is not None and self._is_in_force(item)
            self._known[keys.CARE.parts_of(key)["patient_id"]] = Started.known(in_force)

    def _look_up(self, patient_id: str) -> bool:
        key = keys.CARE.key(patient_id=patient_id, provider_id=self._actor.user_id)
        raw = self._table.get(key, consistent=True)
        return raw is not None and self._is_in_force(raw)

    def _is_in_force(self, raw: RawItem) -> bool:
        care = codec.decode(CARE, raw, self._cipher, self._table.name)
        return care.provider_id == self._actor.user_id and care.in_force_at(self._at)
