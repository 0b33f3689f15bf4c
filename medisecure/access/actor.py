"""Who is asking, and what for."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The roles of Cognito's groups, and our own for jobs without a person."""

    PATIENT = "patient"
    PROVIDER = "provider"
    STAFF = "staff"
    COMPLIANCE = "compliance"
    PROXY = "proxy"  # acts for a patient (FHIR RelatedPerson), who may be a patient too
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A signed-in person or a named job; nothing is read or written without one.

    `acting_for` is the patient for whom a proxy acts just now. `also` are the other ids of the
    same patient, whose records were joined with theirs: the actor's own, or the patient's.
    """

    user_id: str
    role: Role
    acting_for: str = ""
    also: frozenset[str] = frozenset()

    @property
    def subject_id(self) -> str:
        """Whose things are one's own here: one's own, or those of whom one acts for."""
        return self.acting_for or self.user_id

    @property
    def ids(self) -> frozenset[str]:
        """All ids whose things are one's own here."""
        return self.also | {self.subject_id}

    @property
    def is_proxy(self) -> bool:
        """Whether it is somebody who acts for a patient."""
        return self.role is Role.PROXY

    @property
    def is_for_a_patient(self) -> bool:
        """Whether the patient's rules bind: the patient themself, or somebody for them."""
        return self.role in (Role.PATIENT, Role.PROXY)

    @property
    def purpose(self) -> str:
        """Why this role looks at health data (HL7 v3 PurposeOfUse words)."""
        return PURPOSES[self.role]


PURPOSES = {
    Role.PATIENT: "PATRQT",
    Role.PROVIDER: "TREAT",
    Role.STAFF: "HOPERAT",
    Role.COMPLIANCE: "HCOMPL",
    Role.PROXY: "FAMRQT",
    Role.SYSTEM: "HSYSADMIN",
}


JOBS = "system_"  # how the ids of jobs begin: there is nobody behind them


def system(job: str) -> Actor:
    """The actor of a management command or background job."""
    return Actor(user_id=f"{JOBS}{job}", role=Role.SYSTEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContext:
    """The request in which the actor asks; what the audit trail says beside who and what."""

    request_id: str
    page: str = ""
    ip_address: str = ""
    user_agent: str = ""
