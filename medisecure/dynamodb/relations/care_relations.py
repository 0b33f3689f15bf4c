"""The care relation between the acting doctor and a patient, fetched beside what it opens.

One consistent read for each patient, whatever its grounds are; a list asks in its own batch. Whose
records were joined is cared for by whoever cares for one of them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock

from medisecure.access.actor import Actor
from medisecure.access.care import Care, Ground, Opening
from medisecure.access.policy import RELATED
from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.parallel import Started, begun, start_call
from medisecure.dynamodb.item_types import CARE
from medisecure.dynamodb.keys import Key
from medisecure.dynamodb.relations.links import Links, Told
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.table import RawItem, Table
from medisecure.encryption.cipher import Cipher


class Relations:
    """What is known in this request of the actor's relations; each is asked for once."""

    def __init__(
        self, actor: Actor, table: Table, cipher: Cipher, links: Links, at: datetime
    ) -> None:
        self._actor, self._table, self._cipher, self._at = actor, table, cipher, at
        self.matter, self._links = actor.role in RELATED, links  # whether the policy asks for them
        self._known: dict[str, Started[Care | None]] = {}
        self._grounds: dict[str, tuple[list[Care], Ground | None]] = {}  # and of what they follow
        self._guard = Lock()

    def expect(self, patient_id: str | None) -> None:
        """Start asking now for what will be needed with the data."""
        if question := self.question(patient_id):
            begun(question)

    def question(self, patient_id: str | None) -> Started[Told] | None:
        """What is asked of a patient in one call, to be begun or waited for: ids and relation.

        None if it was asked already, if only the relation was left to be asked, which begins, or if
        relations do not matter to this actor.
        """
        if not self.matter or not patient_id:
            return None
        with self._guard:  # reads side by side expect the same relation at the same moment
            if patient_id in self._known:
                both = None
            elif both := self._links.question(patient_id, self._key(patient_id)):
                asked = both
                self._known[patient_id] = Started(lambda: self._mine(asked.result().beside))
            else:
                self._known[patient_id] = start_call(lambda: self._look_up(patient_id))
        if both is None:
            self._links.expect(patient_id)
        return both

    def unknown(self, patient_ids: Iterable[str]) -> list[str]:
        """Of whom it was not asked yet whether they are in care, or which ids they have."""
        return sorted(e for e in patient_ids if not (e in self._known and self._links.is_asked(e)))

    def expect_all(self, patient_ids: Collection[str]) -> None:
        """Start asking for all of them before the first answer is waited for."""
        for each in patient_ids:
            self.expect(each)
        for other in {other for each in patient_ids for other in self._links.of(each).others}:
            self.expect(other)

    def opening(self, patient_id: str) -> Opening:
        """How much of this patient's chart is open to the actor now, by a consistent read."""
        ground = self.ground(patient_id)
        return ground.opening_at(self._at) if ground else Opening.CLOSED

    def ground(self, patient_id: str) -> Ground | None:
        """Why it is open; None for a patient who is not in the actor's care."""
        found = self._cares(patient_id)
        before, ground = self._grounds.get(patient_id, ([], None))
        if len(before) != len(found) or any(a is not b for a, b in zip(before, found, strict=True)):
            care = _joined(found)
            ground = care.ground_at(self._at) if care else None
            self._grounds[patient_id] = found, ground
        return ground

    def care(self, patient_id: str) -> Care | None:
        """The whole relation with all its grounds, those that are over too."""
        return _joined(self._cares(patient_id))

    def _cares(self, patient_id: str) -> list[Care]:
        """The relation under each of the patient's ids where there is one."""
        if not self.matter or not patient_id:
            return []
        self.expect(patient_id)
        ids = self._links.of(patient_id).ids
        for each in ids:
            self.expect(each)
        return [care for each in ids if (care := self._known[each].result())]

    def keys_for(self, patient_ids: Iterable[str | None]) -> list[Key]:
        """The keys of the relations still unknown, to be fetched in the same batch."""
        if not self.matter:
            return []
        unknown = {each for each in patient_ids if each and each not in self._known}
        mine = {"provider_id": self._actor.user_id}
        return [keys.CARE.key(patient_id=each, **mine) for each in sorted(unknown)]

    def learn(self, query: Sequence[Key], found: Sequence[RawItem]) -> None:
        """Take in the relations of a batch; one that was asked for and not found is none."""
        there = {item["PK"]["S"]: item for item in found}
        for key in query:
            item = there.get(key["PK"])
            care = self._mine(item)
            self._known[keys.CARE.parts_of(key)["patient_id"]] = Started.completed(care)

    def _look_up(self, patient_id: str) -> Care | None:
        return self._mine(self._table.get(self._key(patient_id), consistent=True))

    def _key(self, patient_id: str) -> Key:
        return keys.CARE.key(patient_id=patient_id, provider_id=self._actor.user_id)

    def _mine(self, raw: RawItem | None) -> Care | None:
        if raw is None:
            return None
        care: Care = codec.decode(CARE, raw, self._cipher, self._table.sealed_as)
        return care if care.provider_id == self._actor.user_id else None


def _joined(found: Sequence[Care]) -> Care | None:
    """The relations under several ids of one patient as one."""
    if not found:
        return None
    grounds = tuple(ground for care in found for ground in care.all_grounds)
    return replace(found[0], since=None, grounds=grounds)
