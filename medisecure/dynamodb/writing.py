"""The writes of a unit of work: one transaction, of the data and of the entry that tells it."""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

from medisecure.access.actor import Actor
from medisecure.access.policy import allows
from medisecure.audit.actions import Action
from medisecure.audit.event import Result
from medisecure.audit.sequence import give_back
from medisecure.audit.trail import Access, Trail
from medisecure.dynamodb import change
from medisecure.dynamodb.audit_writer import TRANSACTION_LIMIT, AuditWriter
from medisecure.dynamodb.gate import cached_lists
from medisecure.dynamodb.gate.answers import Storage
from medisecure.dynamodb.gate.names import id_of, identity, patient_of
from medisecure.dynamodb.gate.reading import Reading
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.table import wire_key
from medisecure.errors import AccessDenied, Conflict, Unavailable

E = TypeVar("E")


class Writing(Reading):
    """One actor's changes, collected in `with uow:` and stored together when it is left."""

    def __init__(self, actor: Actor, storage: Storage, trail: Trail, at: datetime) -> None:
        super().__init__(actor, storage, trail, at)
        self._audit_writer = AuditWriter(trail, storage.table, storage.cipher)
        self.checks: list[Callable[[], None]] = []  # each may refuse what is about to be stored
        self._staged: list[change.Operation] | None = None
        self._changes: list[Access] = []
        self._events: list[object] = []
        self.published: list[object] = []  # what is stored and others may want to act on

    def __enter__(self) -> Self:
        if self._staged is not None:
            raise RuntimeError("a unit of work is not entered twice")
        self._staged, self._changes, self._events = [], [], []
        return self

    def __exit__(
        self,
        item_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        staged, self._staged = self._staged or [], None
        if error is None and staged:
            self._commit(staged)
            self.published += self._events

    def add(self, item_type: ItemType[E], entity: E, action: Action) -> None:
        """Store a new thing; leaving the block raises `Conflict` if its key is taken."""
        self._permit(item_type, entity, "add", action)
        self._stage(
            change.addition(item_type, entity, self._storage.cipher, self._storage.table.sealed_as)
        )
        self._note(item_type, entity)

    def save(self, item_type: ItemType[E], entity: E, action: Action) -> E:
        """Store a changed thing that was read here; `Conflict` if someone else changed it since."""
        known_as = identity(item_type, item_type.keys_of(entity))
        before = self._opened.seen[known_as]
        self._permit(item_type, before, "write", action)
        cipher, table = self._storage.cipher, self._storage.table.sealed_as
        manifest = self._opened.manifests.get(known_as)
        operation = change.update(item_type, before, entity, cipher, table, manifest=manifest)
        if operation is None:
            return entity
        self._stage(operation)
        self._note(item_type, entity)
        return change.next_version(entity)

    def put_if_absent(self, item_type: ItemType[E], entity: E) -> None:
        """Store a thing that may be there already, with nothing of its own to lose."""
        if not self._permission.permits(item_type, entity, "add"):
            raise self._refused_change(item_type, entity)
        self._stage(
            change.put_if_absent(
                item_type, entity, self._storage.cipher, self._storage.table.sealed_as
            )
        )

    def follow(
        self, item_type: ItemType[E], entity: E, verb: str, operation: change.Operation
    ) -> None:
        """Stage what follows from another change, if the policy lets the actor `verb` it."""
        if not allows(self._permission.question(entity), f"{item_type.name}:{verb}"):
            raise self._refused_change(item_type, entity)
        self._stage(operation)

    def remove(self, item_type: ItemType[E], entity: E, action: Action) -> None:
        """Take a thing that was read here away; `Conflict` if someone changed it since."""
        self._permit(item_type, entity, "write", action)
        self._stage(change.removal(item_type, entity))
        self._note(item_type, entity)

    def move(self, item_type: ItemType[E], before: E, entity: E, action: Action) -> E:
        """Store a thing that was read here as `before` under the new key its change gives it.

        The old item goes and the new one comes in the same transaction; `Conflict` if someone
        changed it since. One entry says so.
        """
        if self._opened.seen.get(identity(item_type, item_type.keys_of(before))) != before:
            raise ValueError(f"this {item_type.name} was not read here")
        self._permit(item_type, before, "write", action)
        moved = change.next_version(entity)
        cipher, table = self._storage.cipher, self._storage.table.sealed_as
        self._stage(change.removal(item_type, before))
        self._stage(change.addition(item_type, moved, cipher, table))
        return moved

    def put(self, item_type: ItemType[E], entity: E) -> None:
        """Store a thing in the place of whatever is there: for what follows from another change."""
        if not allows(self._permission.question(entity), f"{item_type.name}:write"):
            raise self._refused_change(item_type, entity)
        item = codec.encode(item_type, entity, self._storage.cipher, self._storage.table.sealed_as)
        self._stage({"Put": {"Item": item}})

    def store_following(self, item_type: ItemType[E], entity: E) -> None:
        """Store what follows from another change, new or as it was read here.

        Leaving the block raises `Conflict` if somebody else has stored or changed it meanwhile.
        """
        if not allows(self._permission.question(entity), f"{item_type.name}:write"):
            raise self._looks.refusal(entity, Action.CHANGE)
        known_as = identity(item_type, item_type.keys_of(entity))
        before, cipher, table = (
            self._opened.seen.get(known_as),
            self._storage.cipher,
            self._storage.table.sealed_as,
        )
        if before is None:
            self._stage(change.addition(item_type, entity, cipher, table))
            return
        manifest = self._opened.manifests.get(known_as)
        operation = change.update(item_type, before, entity, cipher, table, manifest=manifest)
        if operation is not None:
            self._stage(operation)

    def delete(self, item_type: ItemType[E], entity: E) -> None:
        """Take away what follows from another change, if it is there."""
        if not allows(self._permission.question(entity), f"{item_type.name}:write"):
            raise self._refused_change(item_type, entity)
        self._stage({"Delete": {"Key": wire_key(item_type.keys_of(entity))}})

    def expect(
        self, item_type: ItemType[E], entity: E, path: tuple[str, ...], expected: int
    ) -> None:
        """Have the open transaction fail if a number of a thing read here has changed since."""
        if identity(item_type, item_type.keys_of(entity)) not in self._opened.seen:
            raise ValueError(f"this {item_type.name} was not read here")
        self._stage(change.expectation(item_type, entity, path, expected))

    def record_change(self, action: Action, resource_id: str, patient_id: str = "") -> None:
        """Name what the open transaction does, where none of the things it stores says so."""
        self._changes.append(Access(action, resource_id, patient_id, Result.SUCCESS))

    def publish(self, event: object) -> None:
        """Have it stand in `published` once the open transaction is stored."""
        self._events.append(event)

    def stage(self, noun: str, operation: change.Operation) -> None:
        """Add a bare operation (a claim on a day) to the transaction, if the policy allows."""
        if not allows(self._permission.question(None), f"{noun}:write"):
            self._trail.record(Access(Action.CHANGE, noun, "", Result.DENIED))
            raise AccessDenied
        self._stage(operation)

    def require_for(self, item_type: ItemType[Any], entity: Any, verb: str, action: Action) -> None:
        """`AccessDenied`, remembered as `action`, for who may not do this to the thing.

        Asked before anything else that could be said of it: a refusal by another rule would tell.
        """
        if not self._permission.permits(item_type, entity, verb):
            raise self._looks.refusal(entity, action)

    # inside

    def _commit(self, staged: list[change.Operation]) -> None:
        if not self._changes:
            raise RuntimeError("nothing is stored without an entry that says so")
        for check in self.checks:
            check()
        self._links.forget_profiles()
        staged = [*staged, *self._acting.condition()]
        looks = [each for each in self._trail.accesses if not each.in_list]
        for access in self._changes:
            self._trail.record(access)
        events = self._trail.take_single()
        if len(staged) + len(events) > TRANSACTION_LIMIT:
            raise ValueError("one unit of work changes too much at once")
        try:
            self._storage.table.transact(
                [*staged, *(self._audit_writer.entry(event) for event in events)], uuid4().hex
            )
        except (Conflict, Unavailable) as error:
            result = Result.CONFLICT if isinstance(error, Conflict) else Result.FAILURE
            if result is Result.CONFLICT:  # after a failure it may be there all the same
                for event in events:
                    give_back(event.writer, event.sequence)
            failed = [access._replace(result=result) for access in self._changes]
            self._trail.accesses[:0] = [*looks, *failed]
            raise

    def _refused_change(self, item_type: ItemType[E], entity: E) -> AccessDenied:
        """What follows from another change has no action of its own: its item type is named."""
        whose = patient_of(entity)
        self._trail.record(Access(Action.CHANGE, item_type.name, whose, Result.DENIED))
        return AccessDenied()

    def _stage(self, operation: change.Operation) -> None:
        if self._staged is None:
            raise RuntimeError("writes belong inside `with uow:`")
        self._staged.append(operation)

    def _note(self, item_type: ItemType[E], entity: E) -> None:
        """Have the same transaction tell those who keep a list of these."""
        cipher, table = self._storage.cipher, self._storage.table.sealed_as
        for operation in cached_lists.note(item_type, entity, cipher, table):
            self._stage(operation)

    def _permit(self, item_type: ItemType[E], entity: E, verb: str, action: Action) -> None:
        self.require_for(item_type, entity, verb, action)
        self._changes.append(Access(action, id_of(entity), patient_of(entity), Result.SUCCESS))
