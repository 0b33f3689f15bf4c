"""Who is who on the pages of the trail: a name beside each id, as far as compliance may know it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from medisecure.access.actor import JOBS, Role
from medisecure.audit.actions import Action
from medisecure.audit.event import AuditEvent
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import Person
from medisecure.identity.repository import Colleagues, PatientNames, ProxyNames
from medisecure.web.oversight.questions import TrailQuery

COLLEAGUES = frozenset({Role.PROVIDER, Role.STAFF, Role.COMPLIANCE})
PORTAL = frozenset({Role.PATIENT, Role.PROXY})
# Their entries name somebody as the thing that was changed: who acts, who cares, whose account.
ABOUT_SOMEBODY = frozenset(
    {
        Action.REGISTER_PROXY, Action.GRANT_PROXY, Action.RENEW_PROXY, Action.END_PROXY,
        Action.BEGIN_ACTING, Action.STOP_ACTING, Action.ASSIGN_CARE, Action.END_CARE,
        Action.DISABLE_ACCOUNT, Action.ENABLE_ACCOUNT, Action.RESET_SECOND_FACTOR,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """By id: those who work here or act for patients, and patients."""

    people: Mapping[str, str]
    patients: Mapping[str, str]

    def of(self, user_id: str) -> str:
        """What whoever has this id is called; empty if nobody knows it."""
        return self.people.get(user_id) or self.patients.get(user_id, "")

    def unknown_of(self, question: TrailQuery) -> str:
        """The id it asks about that nobody has; empty where all are somebody's, or a job's."""
        asked = (question.person, question.patient)
        unknown = (each for each in asked if each and not self.of(each))
        return next((each for each in unknown if not each.startswith(JOBS)), "")


def names_on(uow: UnitOfWork, shown: Iterable[AuditEvent], question: TrailQuery) -> Names:
    """Of everybody whom these entries and the question name, in one round trip.

    Each kind hands out its own and leaves the others out: a patient may act for another one.
    """
    entries = list(shown)
    asked = {question.person, question.patient} - {""}
    things = {each.resource_id for each in entries if each.action in ABOUT_SOMEBODY}
    unknown = asked | things
    colleagues, proxies, patients = in_parallel(
        lambda: colleagues_in(uow, entries, unknown),
        lambda: ProxyNames(uow).by_id(_acted(entries, {Role.PROXY}) | unknown),
        lambda: PatientNames(uow).by_id(_acted(entries, PORTAL) | _concerned(entries) | unknown),
    )
    people = {user_id: person.display_name for user_id, person in colleagues.items()}
    return Names(people | proxies, patients)


def colleagues_in(
    uow: UnitOfWork, entries: Iterable[AuditEvent], others: Iterable[str] = ()
) -> dict[str, Person]:
    """Those who work here, by id."""
    return Colleagues(uow).named(_acted(entries, COLLEAGUES) | set(others))


def _acted(entries: Iterable[AuditEvent], roles: Iterable[str]) -> set[str]:
    return {each.user_id for each in entries if each.role in roles}


def _concerned(entries: Iterable[AuditEvent]) -> set[str]:
    return {each.patient_id for each in entries if each.patient_id}
