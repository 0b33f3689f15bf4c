"""What the actor may do with a thing, by the policy and by what a relation opens of a chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from medisecure.access.actor import Actor
from medisecure.access.care import Opening
from medisecure.access.policy import allows, allows_all
from medisecure.access.rules import AccessRequest
from medisecure.dynamodb.gate.fetching import Fetching
from medisecure.dynamodb.gate.names import patient_of
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.relations.acting import Acting
from medisecure.dynamodb.sealing.clear_view import view_of
from medisecure.dynamodb.table import RawItem


@dataclass(frozen=True, slots=True)
class Permission:
    """The policy's answers for one actor at one instant."""

    actor: Actor
    at: datetime
    acting: Acting
    fetching: Fetching

    def question(self, thing: Any) -> AccessRequest:
        """What the policy is asked of a thing, or of none."""
        return AccessRequest(self.acting.actor, thing, at=self.at, scopes=self.acting.scopes)

    def permits(self, item_type: ItemType[Any], entity: Any, verb: str) -> bool:
        """Whether the actor may `verb` it, a relation to its patient included."""
        action = f"{item_type.name}:{verb}"
        if allows(self.question(entity), action):
            return True
        opening = self.fetching.relations.opening(patient_of(entity))
        return self._opened_by(opening, entity, action)

    def permits_all(self, item_type: ItemType[Any], verb: str) -> bool:
        """Whether the actor's role may `verb` all there are, whosever they are."""
        return allows_all(self.actor.role, f"{item_type.name}:{verb}")

    def decided(
        self, item_type: ItemType[Any], raw: list[RawItem]
    ) -> tuple[list[RawItem], list[RawItem]]:
        """What of it the actor may read, and what not: each thing is asked about once.

        What a relation opens is looked up once for each patient of the list.
        """
        if self.permits_all(item_type, "read"):
            return raw, []
        action = f"{item_type.name}:read"
        views = list(map(view_of(item_type), raw))
        actor, at, scopes = self.acting.actor, self.at, self.acting.scopes
        allowed = [
            allows(AccessRequest(actor, each, at=at, scopes=scopes), action) for each in views
        ]
        self.fetching.relate(
            patient_of(each) for each, yes in zip(views, allowed, strict=True) if not yes
        )
        self._open_by_relations(views, allowed, action)
        decided = list(zip(raw, allowed, strict=True))
        return [each for each, yes in decided if yes], [each for each, yes in decided if not yes]

    def _open_by_relations(self, views: Sequence[Any], allowed: list[bool], action: str) -> None:
        """Allow what a relation opens of those that are not allowed yet."""
        openings: dict[str, Opening] = {}
        for n, view in enumerate(views):
            if not allowed[n]:
                whose = patient_of(view)
                if whose not in openings:
                    openings[whose] = self.fetching.relations.opening(whose)
                allowed[n] = self._opened_by(openings[whose], view, action)

    def _opened_by(self, opening: Opening, thing: Any, action: str) -> bool:
        """Whether what a relation opens of the patient's chart allows it."""
        if opening is Opening.CLOSED:
            return False
        return allows(AccessRequest(self.actor, thing, opening, self.at), action)
