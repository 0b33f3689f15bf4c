"""The reading half of the gate: whatever it hands out was authorised as it was fetched.

Authorised first, opened then: what is refused is never decrypted, so that it takes no longer than
what is not there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

import structlog

from medisecure.access.actor import Actor
from medisecure.access.care import Ground, Kind, Opening
from medisecure.access.policy import Question, allows
from medisecure.audit.actions import Action, listing, reading
from medisecure.audit.event import Result
from medisecure.audit.trail import Access, Trail
from medisecure.dynamodb import codec, cursor, keys, seal
from medisecure.dynamodb.acting import Acting
from medisecure.dynamodb.care_relations import Relations
from medisecure.dynamodb.clear_view import clear
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.keys import Key, Pattern
from medisecure.dynamodb.query import Query, read_page
from medisecure.dynamodb.seal import Manifest
from medisecure.dynamodb.table import RawItem, Table, get_in_batches, wire_key
from medisecure.encryption.cipher import Cipher, Tampered
from medisecure.errors import AccessDenied, NotFound

E = TypeVar("E")
EMERGENCY_PURPOSE = "BTG"  # HL7 v3 PurposeOfUse: break the glass
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Storage:
    """The table and the cipher of its secrets."""

    table: Table
    cipher: Cipher


@dataclass(frozen=True, slots=True)
class Page(Generic[E]):
    """Some entities of a list, and the mark where the next ones start (empty at the end)."""

    items: list[E] = field(default_factory=list)
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A thing that is there and cannot be opened: its kind as the policy names it, and its id."""

    kind: str
    resource_id: str


class Reading:
    """One actor's reads. Each is allowed or refused on the thing itself, and remembered."""

    actor: Actor
    at: datetime
    _storage: Storage
    _trail: Trail
    _seen: dict[tuple[str, str, str], Any]
    _relations: Relations
    _acting: Acting
    _manifests: dict[tuple[str, str, str], Manifest | None]
    damaged: list["Damaged"]  # what could not be opened, of all that the actor may see
    patients_opened: set[str]  # opened, or shown by a search; not those on a board or in a list

    def get(self, item_type: ItemType[E], key: Key, *, consistent: bool = False) -> E:
        """The thing at `key`; `NotFound` or `AccessDenied`, both of them remembered."""
        self._relations.expect(item_type.key.parts_of(key).get("patient_id"))
        raw = self._storage.table.get(key, consistent=consistent, only=_only(item_type))
        if raw is None:
            raise self._absent(item_type, key)
        return self._single(item_type, raw)

    def first(self, item_type: ItemType[E], start: Key, *, pattern: Pattern | None = None) -> E:
        """The first thing whose key begins with `start`; errors as `get`."""
        self._relations.expect(
            item_type.key.parts_of(start).get("patient_id") or _patient_of(start)
        )
        page = self._storage.table.query(
            pattern or item_type.key,
            start,
            limit=1,
            only=_only(item_type),
            consistent=pattern is None,
        )
        if not page.items:
            raise self._absent(item_type, start)
        return self._single(item_type, page.items[0])

    def page(self, item_type: ItemType[E], query: Query, *, cursor_text: str = "") -> Page[E]:
        """The part of a list this actor may see; `NotFound` for a cursor that is not theirs."""
        self._relations.expect(_patient_of(query.start))
        bound = f"{self.actor.user_id}|{query.pattern.index}|{query.start}|{query.until}"
        cipher = self._storage.cipher
        after = cursor.opened(cipher, cursor_text, bound) if cursor_text else None
        raw, mark = read_page(self._storage.table, replace(query, only=_only(item_type)), after)
        in_list = "patient_id" not in keys.blanks(query.pattern.pk)
        items = self._several(item_type, raw, in_list=in_list)
        if item_type.trace is Trace.QUESTION:
            self._remember_question(item_type, query)
        return Page(items, cursor.sealed(cipher, mark, bound) if mark else "")

    def count(self, item_type: ItemType[E], query: Query) -> tuple[int, bool]:
        """How many of a list this actor may see, and whether there are more; nobody is shown."""
        self._relations.expect(_patient_of(query.start))
        raw, mark = read_page(self._storage.table, replace(query, only=_only(item_type)), None)
        entities = [self._decode(item_type, item) for item in raw]
        return sum(self._allowed(item_type, each, "read") for each in entities), mark is not None

    def many(self, item_type: ItemType[E], wanted: Sequence[Key]) -> list[E]:
        """What is found under these keys and open to the actor, in one round trip per hundred."""
        distinct = list({(key["PK"], key["SK"]): key for key in wanted}.values())
        cares = self._relations.keys_for(
            item_type.key.parts_of(k).get("patient_id") for k in distinct
        )
        raw = get_in_batches(self._storage.table, [wire_key(key) for key in distinct + cares])
        is_care = {(key["PK"], key["SK"]) for key in cares}
        self._relations.learn(cares, [item for item in raw if _key_of(item) in is_care])
        found = [item for item in raw if _key_of(item) not in is_care]
        return self._several(item_type, found, in_list=True)

    def ground_of(self, patient_id: str) -> Ground | None:
        """Why this patient's chart is open to the actor; None where no relation is looked at."""
        return self._relations.ground(patient_id)

    # inside

    def _refused(self, item_type: ItemType[E], entity: Any, action: Action) -> AccessDenied:
        self._trail.record(Access(action, id_of(entity), patient_of(entity), Result.DENIED))
        return AccessDenied()

    def _absent(self, item_type: ItemType[E], key: Key) -> NotFound:
        if item_type.trace is not Trace.NONE:
            query = key.get("SK", "").split("#")
            name = query[1] if len(query) > 1 and query[1] else "unknown"
            action = reading(item_type.name)
            self._trail.record(Access(action, name, _patient_of(key) or "", Result.ABSENT))
        return NotFound()

    def _single(self, item_type: ItemType[E], raw: RawItem) -> E:
        told = clear(item_type, raw)
        if not self._allowed(item_type, told, "read"):
            raise self._refused(item_type, told, reading(item_type.name))
        try:
            entity = self._decode(item_type, raw)
        except Tampered:
            self._report(item_type, told)
            raise
        self._remember(item_type, entity, in_list=False)
        return entity

    def _several(self, item_type: ItemType[E], raw: list[RawItem], *, in_list: bool) -> list[E]:
        views = [(clear(item_type, each), each) for each in raw]
        allowed = [(told, e) for told, e in views if self._allowed(item_type, told, "read")]
        opened = [self._opened(item_type, told, each) for told, each in allowed]
        open_to_actor = [each for each in opened if each is not None]
        for entity in open_to_actor:
            self._remember(item_type, entity, in_list=in_list)
        return open_to_actor

    def _decode(self, item_type: ItemType[E], raw: RawItem) -> E:
        entity = codec.decode(item_type, raw, self._storage.cipher, self._storage.table.name)
        known_as = identity(item_type, {"PK": raw["PK"]["S"], "SK": raw["SK"]["S"]})
        self._seen[known_as] = entity
        self._manifests[known_as] = codec.manifest_in(
            item_type, raw, self._storage.cipher, self._storage.table.name
        )
        return entity

    def _opened(self, item_type: ItemType[E], told: Any, raw: RawItem) -> E | None:
        """The thing; None where it does not open, for its list is shown all the same."""
        try:
            return self._decode(item_type, raw)
        except Tampered:
            self._report(item_type, told)
            return None

    def _report(self, item_type: ItemType[Any], told: Any) -> None:
        """Tell page, trail and log of a thing that the actor may see and that does not open."""
        name = id_of(told)
        self._trail.record(Access(Action.CANNOT_OPEN, name, patient_of(told), Result.FAILURE))
        log.error("an item does not open", code=item_type.name, item=name)
        self.damaged.append(Damaged(item_type.name, name))

    def _remember(self, item_type: ItemType[E], entity: E, *, in_list: bool) -> None:
        if item_type.trace is not Trace.EACH:
            return
        patient_id = patient_of(entity)
        if patient_id and not in_list:
            self.patients_opened.add(patient_id)
        if in_list:
            action, shown = listing(item_type.name), patient_id or id_of(entity)
            self._trail.record(Access(action, shown, patient_id, Result.SUCCESS, in_list=True))
        else:
            action, purpose = reading(item_type.name), self._purpose(patient_id)
            self._trail.record(
                Access(action, id_of(entity), patient_id, Result.SUCCESS, purpose=purpose)
            )

    def _purpose(self, patient_id: str) -> str:
        """Why the actor looks, where it is not what their role is for: in an emergency."""
        ground = self._relations.ground(patient_id)
        return EMERGENCY_PURPOSE if ground and ground.kind is Kind.EMERGENCY else ""

    def _remember_question(self, item_type: ItemType[E], query: Query) -> None:
        of = query.start[query.pattern.pk_name].partition("#")[2]
        patient_id = _patient_of(query.start) or ""
        self._trail.record(Access(reading(item_type.name), of, patient_id, Result.SUCCESS))

    def _question(self, thing: Any) -> Question:
        return Question(self.actor, thing, scopes=self._acting.scopes)

    def _allowed(self, item_type: ItemType[E], entity: Any, verb: str) -> bool:
        action = f"{item_type.name}:{verb}"
        if allows(self._question(entity), action):
            return True
        opening = self._relations.opening(patient_of(entity))
        if opening is Opening.CLOSED:
            return False
        return allows(Question(self.actor, entity, opening, self.at), action)


def _key_of(item: RawItem) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]


def _only(item_type: ItemType[Any]) -> tuple[str, ...]:
    """The attributes to ask for: all of a whole kind, else just those of the entity and its key."""
    if item_type.whole:
        return ()
    wanted = ("PK", "SK", seal.SEAL, "version", *codec.attribute_names(item_type.entity))
    return tuple(dict.fromkeys(wanted))


def identity(item_type: ItemType[Any], key: Key) -> tuple[str, str, str]:
    return item_type.name, key["PK"], key["SK"]


def id_of(entity: Any) -> str:
    return str(entity.resource_id)


def patient_of(entity: Any) -> str:
    return getattr(entity, "patient_id", None) or ""


def _patient_of(key: Key) -> str | None:
    """The patient whose partition a key names, if it names one."""
    for name, text in key.items():
        head, _, rest = text.partition("#")
        if name.endswith("PK") and head in ("USER", "PATIENT"):
            return rest
    return None
