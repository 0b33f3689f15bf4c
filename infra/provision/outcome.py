"""What set-up reports about each thing: it was there, it was made, or it was put right."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """What happened to one declared thing."""

    EXISTS = "exists"
    CREATED = "created"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the report; `detail` names what was changed, never a secret."""

    kind: str
    name: str
    state: State
    detail: str = ""

    def __str__(self) -> str:
        more = f" ({self.detail})" if self.detail else ""
        return f"{self.state:8} {self.kind} {self.name}{more}"


class Mismatch(Exception):
    """Something of that name exists in a shape that cannot be changed into the declared one."""
