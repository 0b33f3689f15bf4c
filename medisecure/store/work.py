"""The gate: one actor's unit of work. Nothing reaches the table by another way.

Whatever it hands out was authorised as it was fetched and is remembered for the audit trail;
whatever it takes in is stored in one transaction together with its audit entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Generic, Self, TypeVar
from uuid import uuid4

from medisecure.actor import Actor, Occasion
from medisecure.audit.event import AuditEvent, Result
from medisecure.audit.trail import Access, Trail, read_action
from medisecure.clock import now
from medisecure.crypto import Cipher
from medisecure.errors import AccessDenied, Conflict, NotFound, Unavailable
from medisecure.policy import Question, allows
from medisecure.store import change, codec, cursor, keys
from medisecure.store.keys import Key, Pattern
from medisecure.store.kind import Kind, Trace
from medisecure.store.kinds import AUDIT
from medisecure.store.lanes import Started, lookup
from medisecure.store.pages import Asked, read_page
from medisecure.store.relations import Relations
from medisecure.store.table import RawItem, Table, get_in_batches, wire_key

E = TypeVar("E")
TRANSACTION_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Vault:
    """The table and the cipher of its secrets."""

    table: Table
    cipher: Cipher


@dataclass(frozen=True, slots=True)
class Page(Generic[E]):
    """Some entities of a list, and the mark where the next ones start (empty at the end)."""

    items: list[E] = field(default_factory=list)
    next_cursor: str = ""


class UnitOfWork:
    """One request's reads and writes on behalf of `actor`."""

    def __init__(self, actor: Actor, vault: Vault, occasion: Occasion) -> None:
        self.actor, self.at = actor, now()
        self._vault = vault
        self._trail = Trail(actor, occasion)
        self._seen: dict[tuple[str, str, str], Any] = {}
        self._relations = Relations(actor, vault.table, vault.cipher, self.at)
        self._staged: list[change.Operation] | None = None
        self._changes: list[Access] = []
        self._told: list[Started[None]] = []
        self._news: list[object] = []
        self.announced: list[object] = []  # what is stored and others may want to act on

    # reading

    def get(self, kind: Kind[E], key: Key, *, consistent: bool = False) -> E:
        """The thing at `key`; `NotFound` or `AccessDenied`, both of them remembered."""
        self._relations.expect(kind.key.parts_of(key).get("patient_id"))
        raw = self._vault.table.get(key, consistent=consistent, only=_only(kind))
        if raw is None:
            raise self._absent(kind, key)
        return self._single(kind, raw)

    def first(self, kind: Kind[E], start: Key, *, pattern: Pattern | None = None) -> E:
        """The first thing whose key begins with `start`; errors as `get`."""
        self._relations.expect(kind.key.parts_of(start).get("patient_id") or _patient_of(start))
        page = self._vault.table.query(
            pattern or kind.key, start, limit=1, only=_only(kind), consistent=pattern is None
        )
        if not page.items:
            raise self._absent(kind, start)
        return self._single(kind, page.items[0])

    def page(self, kind: Kind[E], asked: Asked, *, cursor_text: str = "") -> Page[E]:
        """The part of a list this actor may see; `NotFound` for a cursor that is not theirs."""
        self._relations.expect(_patient_of(asked.start))
        bound = f"{self.actor.user_id}|{asked.pattern.index}|{asked.start}|{asked.until}"
        cipher = self._vault.cipher
        after = cursor.opened(cipher, cursor_text, bound) if cursor_text else None
        raw, mark = read_page(self._vault.table, replace(asked, only=_only(kind)), after)
        in_list = "patient_id" not in keys.blanks(asked.pattern.pk)
        items = self._several(kind, raw, in_list=in_list)
        if kind.trace is Trace.QUESTION:
            self._remember_question(kind, asked)
        return Page(items, cursor.sealed(cipher, mark, bound) if mark else "")

    def many(self, kind: Kind[E], wanted: Sequence[Key]) -> list[E]:
        """What is found under these keys and open to the actor, in one round trip per hundred."""
        distinct = list({(key["PK"], key["SK"]): key for key in wanted}.values())
        cares = self._relations.keys_for(kind.key.parts_of(k).get("patient_id") for k in distinct)
        raw = get_in_batches(self._vault.table, [wire_key(key) for key in distinct + cares])
        is_care = {(key["PK"], key["SK"]) for key in cares}
        self._relations.learn(cares, [item for item in raw if _key_of(item) in is_care])
        found = [item for item in raw if _key_of(item) not in is_care]
        return self._several(kind, found, in_list=True)

    # writing

    def __enter__(self) -> Self:
        if self._staged is not None:
            raise RuntimeError("a unit of work is not entered twice")
        self._staged, self._changes, self._news = [], [], []
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        staged, self._staged = self._staged or [], None
        if error is None and staged:
            self._commit(staged)
            self.announced += self._news

    def add(self, kind: Kind[E], entity: E, action: str) -> None:
        """Store a new thing; leaving the block raises `Conflict` if its key is taken."""
        self._permit(kind, entity, "add", action)
        self._stage(change.addition(kind, entity, self._vault.cipher, self._vault.table.name))

    def save(self, kind: Kind[E], entity: E, action: str) -> E:
        """Store a changed thing that was read here; `Conflict` if someone else changed it since."""
        before = self._seen[_identity(kind, kind.keys_of(entity))]
        self._permit(kind, before, "write", action)
        cipher, table = self._vault.cipher, self._vault.table.name
        operation = change.update(kind, before, entity, cipher, table)
        if operation is None:
            return entity
        self._stage(operation)
        return change.stepped(entity)

    def ensure(self, kind: Kind[E], entity: E) -> None:
        """Store a thing that may be there already, with nothing of its own to lose."""
        if not allows(Question(self.actor, entity), f"{kind.name}:add"):
            raise self._refused(kind, entity, f"ADD_{kind.name.upper()}")
        self._stage(change.presence(kind, entity, self._vault.cipher, self._vault.table.name))

    def remove(self, kind: Kind[E], entity: E, action: str) -> None:
        """Take a thing that was read here away; `Conflict` if someone changed it since."""
        self._permit(kind, entity, "write", action)
        self._stage(change.removal(kind, entity))

    def move(self, kind: Kind[E], before: E, entity: E, action: str) -> E:
        """Store a thing that was read here as `before` under the new key its change gives it.

        The old item goes and the new one comes in the same transaction; `Conflict` if someone
        changed it since. One entry says so.
        """
        if self._seen.get(_identity(kind, kind.keys_of(before))) != before:
            raise ValueError(f"this {kind.name} was not read here")
        self._permit(kind, before, "write", action)
        moved = change.stepped(entity)
        cipher, table = self._vault.cipher, self._vault.table.name
        self._stage(change.removal(kind, before))
        self._stage(change.addition(kind, moved, cipher, table))
        return moved

    def put(self, kind: Kind[E], entity: E) -> None:
        """Store a thing in the place of whatever is there: for what follows from another change."""
        if not allows(Question(self.actor, entity), f"{kind.name}:write"):
            raise self._refused(kind, entity, f"WRITE_{kind.name.upper()}")
        item = codec.encode(kind, entity, self._vault.cipher, self._vault.table.name)
        self._stage({"Put": {"Item": item}})

    def drop(self, kind: Kind[E], entity: E) -> None:
        """Take away what follows from another change, if it is there."""
        if not allows(Question(self.actor, entity), f"{kind.name}:write"):
            raise self._refused(kind, entity, f"WRITE_{kind.name.upper()}")
        self._stage({"Delete": {"Key": wire_key(kind.keys_of(entity))}})

    def expect(self, kind: Kind[E], entity: E, path: tuple[str, ...], seen: int) -> None:
        """Have the open transaction fail if a number of a thing read here has changed since."""
        if _identity(kind, kind.keys_of(entity)) not in self._seen:
            raise ValueError(f"this {kind.name} was not read here")
        self._stage(change.expectation(kind, entity, path, seen))

    def deed(self, action: str, resource_id: str, patient_id: str = "") -> None:
        """Name what the open transaction does, where none of the things it stores says so."""
        self._changes.append(Access(action, resource_id, patient_id, Result.SUCCESS))

    def announce(self, news: object) -> None:
        """Have it stand in `announced` once the open transaction is stored."""
        self._news.append(news)

    def stage(self, noun: str, operation: change.Operation) -> None:
        """Add a bare operation (a claim on a day) to the transaction, if the policy allows."""
        if not allows(Question(self.actor, None), f"{noun}:write"):
            self._trail.remember(Access(f"WRITE_{noun.upper()}", noun, "", Result.DENIED))
            raise AccessDenied
        self._stage(operation)

    def tell_ahead(self) -> None:
        """Begin to store the trail of what was read so far, beside the reads that follow.

        For lists: who stands in one is known before their names are. `close` waits for it, and
        stores whatever was not told yet.
        """
        events = self._trail.take_ahead()
        if events:
            self._told.append(lookup(lambda: self._tell(events)))

    def close(self) -> None:
        """Store the trail of what was read or refused; `Unavailable` means: show nothing."""
        ahead, self._told = self._told, []
        try:
            self._tell(self._trail.take())
        finally:
            for each in ahead:
                each.ended()
        for each in ahead:
            each.result()

    def demand(self, action: str) -> None:
        """`AccessDenied`, remembered, unless this role may do `action` to whatever it concerns.

        For pages that may show nothing protected (an empty search) yet are not everyone's.
        """
        if not allows(Question(self.actor, None), action):
            name = action.replace(":", "_").upper()
            self._trail.remember(Access(name, "unknown", "", Result.DENIED))
            raise AccessDenied

    def permit(self, kind: Kind[Any], entity: Any, verb: str, action: str) -> None:
        """Ask the policy for leave to do what is no read or write here (a download).

        The leave is remembered as `action`, a refusal too; then it raises `AccessDenied`.
        """
        if not self._allowed(kind, entity, verb):
            raise self._refused(kind, entity, action)
        self._trail.remember(Access(action, _id(entity), _patient(entity), Result.SUCCESS))

    def note(self, action: str, resource_id: str, patient_id: str = "") -> None:
        """Put a deed that is neither a read nor a write into the trail (sign-out, a download)."""
        self._trail.remember(Access(action, resource_id, patient_id, Result.SUCCESS))

    def blind(self, word: str) -> str:
        """A search word as the index holds it."""
        return self._vault.cipher.blind(word)

    # inside

    def _tell(self, events: list[AuditEvent]) -> None:
        if not events:
            return
        puts = [self._entry(event) for event in events]
        if len(puts) == 1:
            mine = " OR requestId = :request"
            value = {":request": puts[0]["Put"]["Item"]["requestId"]}
            body = puts[0]["Put"] | {
                "ConditionExpression": change.ABSENT["ConditionExpression"] + mine,
                "ExpressionAttributeValues": value,
            }
            self._vault.table.put(body)
            return
        for n in range(0, len(puts), TRANSACTION_LIMIT):
            self._vault.table.transact(puts[n : n + TRANSACTION_LIMIT], uuid4().hex)

    def _commit(self, staged: list[change.Operation]) -> None:
        if not self._changes:
            raise RuntimeError("nothing is stored without an entry that says so")
        looks = list(self._trail.accesses)
        for access in self._changes:
            self._trail.remember(access)
        events = self._trail.take()
        if len(staged) + len(events) > TRANSACTION_LIMIT:
            raise ValueError("one unit of work changes too much at once")
        try:
            self._vault.table.transact(
                [*staged, *(self._entry(event) for event in events)], uuid4().hex
            )
        except (Conflict, Unavailable) as error:
            result = Result.CONFLICT if isinstance(error, Conflict) else Result.FAILURE
            failed = [replace(access, result=result) for access in self._changes]
            self._trail.accesses[:0] = [*looks, *failed]
            raise

    def _entry(self, event: AuditEvent) -> change.Operation:
        return change.addition(AUDIT, event, self._vault.cipher, self._vault.table.name)

    def _stage(self, operation: change.Operation) -> None:
        if self._staged is None:
            raise RuntimeError("writes belong inside `with uow:`")
        self._staged.append(operation)

    def _permit(self, kind: Kind[E], entity: E, verb: str, action: str) -> None:
        if not self._allowed(kind, entity, verb):
            raise self._refused(kind, entity, action)
        self._changes.append(Access(action, _id(entity), _patient(entity), Result.SUCCESS))

    def _refused(self, kind: Kind[E], entity: E, action: str) -> AccessDenied:
        self._trail.remember(Access(action, _id(entity), _patient(entity), Result.DENIED))
        return AccessDenied()

    def _absent(self, kind: Kind[E], key: Key) -> NotFound:
        if kind.trace is not Trace.NONE:
            asked = key.get("SK", "").split("#")
            name = asked[1] if len(asked) > 1 and asked[1] else "unknown"
            action = read_action(kind.name)
            self._trail.remember(Access(action, name, _patient_of(key) or "", Result.ABSENT))
        return NotFound()

    def _single(self, kind: Kind[E], raw: RawItem) -> E:
        entity = self._decode(kind, raw)
        if not self._allowed(kind, entity, "read"):
            raise self._refused(kind, entity, read_action(kind.name))
        self._remember(kind, entity, in_list=False)
        return entity

    def _several(self, kind: Kind[E], raw: list[RawItem], *, in_list: bool) -> list[E]:
        entities = [self._decode(kind, item) for item in raw]
        open_to_actor = [each for each in entities if self._allowed(kind, each, "read")]
        for entity in open_to_actor:
            self._remember(kind, entity, in_list=in_list)
        return open_to_actor

    def _decode(self, kind: Kind[E], raw: RawItem) -> E:
        entity = codec.decode(kind, raw, self._vault.cipher, self._vault.table.name)
        self._seen[_identity(kind, {"PK": raw["PK"]["S"], "SK": raw["SK"]["S"]})] = entity
        return entity

    def _remember(self, kind: Kind[E], entity: E, *, in_list: bool) -> None:
        if kind.trace is not Trace.EACH:
            return
        patient_id = _patient(entity)
        if in_list:
            action, shown = f"LIST_{kind.name.upper()}", patient_id or _id(entity)
            self._trail.remember(Access(action, shown, patient_id, Result.SUCCESS, in_list=True))
        else:
            self._trail.remember(
                Access(read_action(kind.name), _id(entity), patient_id, Result.SUCCESS)
            )

    def _remember_question(self, kind: Kind[E], asked: Asked) -> None:
        of = asked.start[asked.pattern.pk_name].partition("#")[2]
        patient_id = _patient_of(asked.start) or ""
        self._trail.remember(Access(read_action(kind.name), of, patient_id, Result.SUCCESS))

    def _allowed(self, kind: Kind[E], entity: E, verb: str) -> bool:
        action = f"{kind.name}:{verb}"
        if allows(Question(self.actor, entity), action):
            return True
        in_care = self._relations.in_force(_patient(entity))
        return in_care and allows(Question(self.actor, entity, in_care), action)


def _key_of(item: RawItem) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]


def _only(kind: Kind[Any]) -> tuple[str, ...]:
    """The attributes to ask for: all of a whole kind, else just those of the entity and its key."""
    return () if kind.whole else ("PK", "SK", *codec.attribute_names(kind.entity))


def _identity(kind: Kind[Any], key: Key) -> tuple[str, str, str]:
    return kind.name, key["PK"], key["SK"]


def _id(entity: Any) -> str:
    return str(entity.resource_id)


def _patient(entity: Any) -> str:
    return getattr(entity, "patient_id", None) or ""


def _patient_of(key: Key) -> str | None:
    """The patient whose partition a key names, if it names one."""
    for name, text in key.items():
        head, _, rest = text.partition("#")
        if name.endswith("PK") and head in ("USER", "PATIENT"):
            return rest
    return None
