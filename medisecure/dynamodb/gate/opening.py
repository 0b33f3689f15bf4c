"""What is opened of the items that are allowed, as it was read: a write is conditional on that."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from medisecure.dynamodb.gate.answers import Storage
from medisecure.dynamodb.gate.cached_lists import CachedItem, Place
from medisecure.dynamodb.gate.looks import Looks
from medisecure.dynamodb.gate.names import Identity
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.sealing.clear_view import shut_view_of
from medisecure.dynamodb.sealing.seal import Manifest
from medisecure.dynamodb.table import RawItem
from medisecure.encryption.cipher import Tampered

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Opened:
    """The things this unit of work has read, by kind and key, each with its seal's manifest."""

    storage: Storage
    looks: Looks
    seen: dict[Identity, Any] = field(default_factory=dict)
    manifests: dict[Identity, Manifest | None] = field(default_factory=dict)

    def open(self, item_type: ItemType[E], raw: RawItem) -> E:
        """The thing an item is; `Tampered`, recorded, where it does not open."""
        cipher, table = self.storage.cipher, self.storage.table.sealed_as
        try:
            entity, manifest = codec.opened(item_type, raw, cipher, table)
        except Tampered:
            self.looks.record_damaged(item_type, shut_view_of(item_type)(raw))
            raise
        self._keep(item_type, raw, entity, manifest)
        return entity

    def open_all(self, item_type: ItemType[E], raw: list[RawItem], *, in_list: bool) -> list[E]:
        """What the actor may read, opened and told to the trail.

        What does not open is left out: its list is shown all the same.
        """
        whole = self._those_whole(item_type, raw)
        if in_list:
            self.looks.record_listed(item_type, whole)
        else:
            self.looks.record_opened(item_type, whole)
        return whole

    def take_cached(self, item_type: ItemType[E], place: Place, cached: CachedItem) -> E | None:
        """The thing of a list this process keeps; None, recorded, where it does not open."""
        if cached.entity is None:
            self.looks.record_damaged(item_type, cached.clear_view)
            return None
        known_as = item_type.name, *place
        if known_as not in self.seen:  # what this unit of work has read itself is newer
            self.seen[known_as], self.manifests[known_as] = cached.entity, cached.manifest
        found: E = cached.entity
        return found

    def _those_whole(self, item_type: ItemType[E], raw: list[RawItem]) -> list[E]:
        """Those of a list that open; the others are recorded."""
        opened = codec.opener(item_type, self.storage.cipher, self.storage.table.sealed_as)
        found: list[E] = []
        for each in raw:
            try:
                entity, manifest = opened(each)
            except Tampered:
                self.looks.record_damaged(item_type, shut_view_of(item_type)(each))
                continue
            self._keep(item_type, each, entity, manifest)
            found.append(entity)
        return found

    def _keep(
        self, item_type: ItemType[E], raw: RawItem, entity: E, manifest: Manifest | None
    ) -> None:
        """As it was read: a change of it is one of this."""
        # What only says where to look is no look, and a file of the trail has thousands of entries.
        if not (item_type.points or item_type.is_final):
            known_as = item_type.name, raw["PK"]["S"], raw["SK"]["S"]
            self.seen[known_as], self.manifests[known_as] = entity, manifest
