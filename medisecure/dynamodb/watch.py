"""Whom a colleague saw within an hour, and whether they have become too many."""

import time
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import structlog

from medisecure.access import limits
from medisecure.access.actor import Role
from medisecure.access.limits import Limit
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import Started, start_call
from medisecure.dynamodb.unit_of_work import UnitOfWork

DIGEST_BYTES = 6  # enough to tell the patients of one hour apart
COLLEAGUES = frozenset({Role.PROVIDER, Role.STAFF})
SEEN, LISTED = "seen", "listed"
log = structlog.get_logger()


@dataclass(slots=True)
class Watch:
    """Notes whom a colleague saw in an hour, and says when they have just become too many.

    Who was opened or found counts by itself; who stood on a board or in a list counts apart, for
    one board names a whole day.
    """

    uow: UnitOfWork
    user_id: str
    see: Callable[..., bool]  # `counters.see` in the table of sessions
    factor: int  # by which this installation multiplies its limits
    _begun: list[Started[bool]] = field(default_factory=list)
    _noted: dict[str, frozenset[str]] = field(default_factory=dict)  # under way, by counter

    def begin(self) -> None:
        """Begin to note whom this page has come to so far, beside whatever else it asks."""
        if self.uow.actor.role in COLLEAGUES:
            opened = self.uow.patients_opened
            self._note(SEEN, opened, limits.MANY_PATIENTS)
            self._note(LISTED, self.uow.patients_listed - opened, limits.MANY_LISTED)

    def are_many(self) -> bool:
        """Whether this page made them too many; every answer is waited for."""
        return any([each.result() for each in self._begun])

    def tell(self) -> None:
        """An entry of the trail, which compliance sees, and a line in the log."""
        self.uow.record(Action.MANY_PATIENTS_SEEN, self.user_id)
        self.uow.close()
        log.warning("many patients seen", code=Action.MANY_PATIENTS_SEEN)

    def _note(self, counter: str, people: AbstractSet[str], limit: Limit) -> None:
        user_id, at = self.user_id, time.time()
        under_way = self._noted.get(counter, frozenset())
        seen = people - under_way - _known(counter, user_id, at)
        if not seen:
            return
        self._noted[counter] = under_way | seen
        digests = [bytes.fromhex(self.uow.blind(each))[:DIGEST_BYTES] for each in seen]
        many = Limit(limit.most * self.factor, limit.seconds)

        def note() -> bool:
            are_many = self.see(user_id, digests, many, at, name=counter)
            _stored[counter, user_id] = (_hour(at), _known(counter, user_id, at) | seen)
            return are_many

        self._begun.append(start_call(note))


# What this process has noted already in an hour, by counter and colleague: it is stored.
_stored: dict[tuple[str, str], tuple[int, frozenset[str]]] = {}


def _hour(at: float) -> int:
    return int(at // limits.MANY_PATIENTS.seconds)


def _known(counter: str, user_id: str, at: float) -> frozenset[str]:
    kept, known = _stored.get((counter, user_id), (_hour(at), frozenset()))
    return known if kept == _hour(at) else frozenset()
