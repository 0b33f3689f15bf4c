"""The gate: one actor's unit of work. Nothing reaches the table by another way.

Whatever it hands out was authorised as it was fetched and is recorded for the audit trail
(`gate/reading.py`); whatever it takes in is stored in one transaction together with its audit entry
(`writing.py`).
"""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from medisecure.access.actor import Actor, RequestContext
from medisecure.access.policy import allows
from medisecure.access.proxies import Scope
from medisecure.audit.actions import Action
from medisecure.audit.event import Result
from medisecure.audit.trail import Access, Trail
from medisecure.clock import clinic_date, now
from medisecure.dynamodb.audit_writer import first_looks_in
from medisecure.dynamodb.gate.answers import Page, Storage, Unopened
from medisecure.dynamodb.gate.names import id_of, patient_of
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.writing import Writing
from medisecure.errors import AccessDenied

__all__ = ["Page", "Storage", "UnitOfWork", "Unopened"]


class UnitOfWork(Writing):
    """One request's reads and writes on behalf of `actor`, and what it tells the trail."""

    def __init__(self, actor: Actor, storage: Storage, request_context: RequestContext) -> None:
        trail = Trail(actor, request_context, first_looks_in(storage.table))
        super().__init__(actor, storage, trail, now())
        self.beside_trail: list[Callable[[], None]] = []  # begun beside the trail

    @property
    def scopes(self) -> frozenset[Scope]:
        """What the actor may do for whom they act for; nothing for everybody else."""
        return self._acting.scopes

    def may(self, scope: Scope) -> bool:
        """Whether a page offers this: whoever acts for nobody is offered what is their own."""
        return not self.actor.acting_for or scope in self.scopes

    @property
    def today(self) -> date:
        """Today at the clinic."""
        return clinic_date(self.at)

    def forget_links(self) -> None:
        """What was asked about patients' ids holds no longer: some were joined or parted here."""
        self._links.forget()

    def begin_audit(self) -> None:
        """Begin to store the trail of what was read so far, beside the reads that follow.

        For lists: who stands in one is known before their names are. `close` waits for it, and
        stores whatever was not told yet. What may refuse the page is asked first.
        """
        for check in self.checks:
            check()
        self._audit_writer.begin()
        for begin in self.beside_trail:
            begin()

    @property
    def patients_listed(self) -> frozenset[str]:
        """Those who stand in a list of this page."""
        return self._trail.in_lists()

    def show_only(self, patient_ids: Collection[str]) -> None:
        """Of those read in lists so far only these are shown: the others are not told.

        For a list that is found by reading more than it shows: a day cut to a department, the
        patients under one word of a search.
        """
        self._trail.show_only(patient_ids)

    def show_nothing(self, result: Result) -> None:
        """The page showed nothing of what was read: its looks end with `result`, or as refused."""
        self._trail.show_nothing(result)

    def close(self) -> None:
        """Store the trail of what was read or refused; `Unavailable` means: show nothing."""
        self._audit_writer.finish()

    def require(self, action: str) -> None:
        """`AccessDenied`, remembered, unless this role may do `action` to whatever it concerns.

        For pages that may show nothing protected (an empty search) yet are not everyone's.
        """
        if not allows(self._permission.question(None), action):
            self._trail.record(Access(Action.OPEN_PAGE, action, "", Result.DENIED))
            raise AccessDenied

    def permit(self, item_type: ItemType[Any], entity: Any, verb: str, action: Action) -> None:
        """Ask the policy for leave to do what is no read or write here (a download).

        The leave is remembered as `action`, a refusal too; then it raises `AccessDenied`.
        """
        self.require_for(item_type, entity, verb, action)
        self._trail.record(Access(action, id_of(entity), patient_of(entity), Result.SUCCESS))

    def blind(self, word: str) -> str:
        """A search word as the index holds it."""
        return self._storage.cipher.blind(word)

    def record(self, action: Action, resource_id: str, patient_id: str = "") -> None:
        """Put a deed that is neither a read nor a write into the trail (sign-out, a download)."""
        self._trail.record(Access(action, resource_id, patient_id, Result.SUCCESS))
