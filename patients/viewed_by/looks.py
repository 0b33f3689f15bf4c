"""Who looked at a patient's record, in words the patient understands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from medisecure.access.actor import Role
from medisecure.audit.actions import Action
from medisecure.audit.event import AuditEvent, Result
from medisecure.audit.grouping import Line, folded
from medisecure.clock import zone
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.display.frame import ROLE_NAMES
from medisecure.web.display.words.programs import program_of
from medisecure.web.display.words.trail_words import for_patient
from medisecure.web.display.words.wording import Words

REASONS: Words = {
    "TREAT": gettext_lazy("for treatment"),
    "HOPERAT": gettext_lazy("to arrange visits"),
    "HCOMPL": gettext_lazy("to check that access is right"),
    "BTG": gettext_lazy("in an emergency"),
    "FAMRQT": gettext_lazy("acting for the patient"),
}
MOST_THINGS = 3


class Named(Protocol):
    """Somebody who may have looked."""

    @property
    def display_name(self) -> str:
        """The name as it is spoken."""


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody's look at the record: who, as what, when, what they did and why.

    `things` are the visits, entries and documents it was at, as far as they have a name; `more` is
    how many others there were; `times` how often it was done that day, the last time `at`.
    """

    at: datetime
    name: str
    role: str
    deed: str
    reason: str
    things: Sequence[str] = ()
    more: int = 0
    times: int = 1


def by_others(events: Iterable[AuditEvent], *own_ids: str) -> list[Line]:
    """What other people did with the record, looks of a day by the same person in one line.

    No refusals, no jobs, not the patient themself. A calendar that fetched the private feed is no
    job of ours: whoever has the address may be anybody. It asks every hour, so that the latest
    fetch of a day stands for all of that day.
    """
    others: list[AuditEvent] = []
    fetched_on: set[str] = set()
    for each in events:
        if each.result is not Result.SUCCESS or each.user_id in own_ids:
            continue
        if each.action == Action.SEND_CALENDAR_FEED and each.on_date not in fetched_on:
            fetched_on.add(each.on_date)
            others.append(each)
        elif each.role != Role.SYSTEM:
            others.append(each)
    return folded(others, zone(timezone.get_current_timezone_name()), by_thing=False)


def names_of(
    uow: UnitOfWork, patient_id: str, lines: Iterable[Line], people: Mapping[str, Named]
) -> dict[str, str]:
    """Who looked, by id: colleagues, and those who act for the patient as the relation has them."""
    names = {user_id: person.display_name for user_id, person in people.items()}
    if any(each.entry.role == Role.PROXY for each in lines):
        names |= {each.proxy_id: each.proxy_name for each in Proxies(uow).of_patient(patient_id)}
    return names


def looks(
    lines: Iterable[Line], names: Mapping[str, str], things: Mapping[str, str] | None = None
) -> list[Look]:
    """The lines in words."""
    return [look_of(line, names.get(line.entry.user_id, ""), things or {}) for line in lines]


def role_of(event: AuditEvent) -> str:
    """What the person was here, in words; a role that only another release knows as it stands."""
    known = {str(role): str(name) for role, name in ROLE_NAMES.items()}
    return known.get(event.role, event.role)


def look_of(line: Line, name: str, things: Mapping[str, str]) -> Look:
    """One line in words; of an account that is gone only its role is left."""
    event = line.entry
    named = [things[each] for each in line.things if each in things]
    count = line.count - (event.patient_id in line.things)
    if event.action == Action.SEND_CALENDAR_FEED:
        name, role = program_of(event.user_agent), gettext("Calendar")
    else:
        role = role_of(event)
        if event.role == Role.PROXY and not name:  # a proxy knows of the others that they are there
            name = gettext("Another person who acts for the patient")
    return Look(
        at=event.timestamp,
        name=name,
        role=role,
        deed=for_patient(event.action, contact=line.shows_contact),
        reason=str(REASONS.get(event.purpose, "")),
        things=named[:MOST_THINGS],
        more=count - len(named[:MOST_THINGS]) if named else 0,
        times=line.times,
    )
