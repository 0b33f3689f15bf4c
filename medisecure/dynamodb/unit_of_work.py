"""The gate: one actor's unit of work. Nothing reaches the table by another way.

Whatever it hands out was authorised as it was fetched and is remembered for the audit trail;
whatever it takes in is stored in one transaction together with its audit entry.
"""

from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

from medisecure.access.actor import Actor, Occasion
from medisecure.access.policy import Question, allows
from medisecure.audit.event import Result
from medisecure.audit.trail import Access, Trail
from medisecure.clock import now
from medisecure.dynamodb import change, codec
from medisecure.dynamodb.audit_writer import TRANSACTION_LIMIT, Telling
from medisecure.dynamodb.care_relations import Relations
from medisecure.dynamodb.item_type import Kind
from medisecure.dynamodb.reading import Page, Reading, Vault, id_of, identity, patient_of
from medisecure.dynamodb.table import wire_key
from medisecure.errors import AccessDenied, Conflict, Unavailable

__all__ = ["Page", "UnitOfWork", "Vault"]

E = TypeVar("E")


class UnitOfWork(Reading):
    """One request's reads and writes on behalf of `actor`."""

    def __init__(self, actor: Actor, vault: Vault, occasion: Occasion) -> None:
        self.actor, self.at = actor, now()
        self._vault = vault
        self._trail = Trail(actor, occasion)
        self._telling = Telling(self._trail, vault.table, vault.cipher)
        self._seen: dict[tuple[str, str, str], Any] = {}
        self._relations = Relations(actor, vault.table, vault.cipher, self.at)
        self._staged: list[change.Operation] | None = None
        self._changes: list[Access] = []
        self._news: list[object] = []
        self.announced: list[object] = []  # what is stored and others may want to act on

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
        before = self._seen[identity(kind, kind.keys_of(entity))]
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
        if self._seen.get(identity(kind, kind.keys_of(before))) != before:
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
        if identity(kind, kind.keys_of(entity)) not in self._seen:
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
        self._telling.begin()

    def close(self) -> None:
        """Store the trail of what was read or refused; `Unavailable` means: show nothing."""
        self._telling.finish()

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
        self._trail.remember(Access(action, id_of(entity), patient_of(entity), Result.SUCCESS))

    def note(self, action: str, resource_id: str, patient_id: str = "") -> None:
        """Put a deed that is neither a read nor a write into the trail (sign-out, a download)."""
        self._trail.remember(Access(action, resource_id, patient_id, Result.SUCCESS))

    def blind(self, word: str) -> str:
        """A search word as the index holds it."""
        return self._vault.cipher.blind(word)

    # inside

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
                [*staged, *(self._telling.entry(event) for event in events)], uuid4().hex
            )
        except (Conflict, Unavailable) as error:
            result = Result.CONFLICT if isinstance(error, Conflict) else Result.FAILURE
            failed = [replace(access, result=result) for access in self._changes]
            self._trail.accesses[:0] = [*looks, *failed]
            raise

    def _stage(self, operation: change.Operation) -> None:
        if self._staged is None:
            raise RuntimeError("writes belong inside `with uow:`")
        self._staged.append(operation)

    def _permit(self, kind: Kind[E], entity: E, verb: str, action: str) -> None:
        if not self._allowed(kind, entity, verb):
            raise self._refused(kind, entity, action)
        self._changes.append(Access(action, id_of(entity), patient_of(entity), Result.SUCCESS))
