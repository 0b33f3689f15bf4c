"""Who is asking, and what for."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The roles of Cognito's groups, and our own for jobs without a person."""

    PATIENT = "patient"
    PROVIDER = "provider"
    STAFF = "staff"
    COMPLIANCE = "compliance"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A signed-in person or a named job; nothing is read or written without one.

    `also` are the other ids of the same patient, whose records were joined with theirs.
    """

    user_id: str
    role: Role
    also: frozenset[str] = frozenset()

    @property
    def ids(self) -> frozenset[str]:
        """All ids that are this person."""
        return self.also | {self.user_id}

    @property
    def purpose(self) -> str:
        """Why this role looks at health data (HL7 v3 PurposeOfUse words)."""
        return PURPOSES[self.role]


PURPOSES = {
    Role.PATIENT: "PATRQT",
    Role.PROVIDER: "TREAT",
    Role.STAFF: "HOPERAT",
    Role.COMPLIANCE: "HCOMPL",
    Role.SYSTEM: "HSYSADMIN",
}


def system(job: str) -> Actor:
    """The actor of a management command or background job."""
    return Actor(user_id=f"system_{job}", role=Role.SYSTEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContext:
    """The request in which the actor asks; what the audit trail says beside who and what."""

    request_id: str
    page: str = ""
    ip_address: str = ""
    user_agent: str = ""
