"""What a request has looked at so far, and the fewest entries that say all of it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import NamedTuple

from medisecure.access.actor import Actor, RequestContext, Role
from medisecure.audit.actions import Action, is_look
from medisecure.audit.event import LONGEST_AGENT, MOST_RESOURCES, AuditEvent, Result
from medisecure.audit.first_looks import FirstLook, FirstLooks
from medisecure.audit.sequence import next_place
from medisecure.clock import clinic_date, now

# From the most to the least telling: a page that shows several kinds is named after the first.
WEIGHT = (
    Action.READ_SENSITIVE_RECORD,
    Action.CHECK_LETTER,
    Action.PRINT_LETTER,
    Action.PRINT_SUMMARY,
    Action.DOWNLOAD_DOCUMENT,
    Action.VIEW_DOCUMENT,
    Action.READ_MEDICAL_RECORD,
    Action.READ_DOCUMENT,
    Action.READ_LETTER,
    Action.READ_APPOINTMENT,
    Action.READ_PATIENT,
    Action.READ_DEMOGRAPHICS,
)


class Access(NamedTuple):
    """One touch of one thing. `patient_id` is empty for what concerns no single patient."""

    action: Action
    resource_id: str
    patient_id: str
    result: Result
    in_list: bool = False
    purpose: str = ""  # where it is not the role's own


@dataclass(slots=True)
class Trail:
    """The accesses of one request, until they are stored; its lines of work may record in turn."""

    actor: Actor
    request_context: RequestContext
    first_looks: FirstLooks = field(default_factory=FirstLooks)
    accesses: list[Access] = field(default_factory=list)
    _listed: set[str] = field(default_factory=set)
    _stood: set[str] = field(default_factory=set)
    _guard: Lock = field(default_factory=Lock, repr=False, compare=False)

    def record(self, access: Access) -> None:
        """Keep it for the entries; that somebody stands in a list is said once a request."""
        with self._guard:
            if not (access.in_list and access.resource_id in self._listed):
                self.accesses.append(access)

    def record_list(self, action: Action, listed: Iterable[tuple[str, str]]) -> None:
        """Keep who or what stands in a list, each as its id and the patient's, if it is one's."""
        with self._guard:
            self.accesses += [
                Access(action, shown, patient_id, Result.SUCCESS, in_list=True)
                for shown, patient_id in listed
                if shown not in self._listed
            ]

    def show_only(self, patient_ids: Collection[str]) -> None:
        """Forget who was read in lists only to find those who are shown."""
        with self._guard:
            self.accesses = [
                each
                for each in self.accesses
                if not each.in_list or not each.patient_id or each.patient_id in patient_ids
            ]

    def show_nothing(self, result: Result) -> None:
        """The page came to nothing: its looks end as it did, refused before anything else.

        Nobody was seen in a list. What was changed stays as it is told.
        """
        with self._guard:
            ends = {each.result for each in self.accesses}
            end = Result.DENIED if Result.DENIED in ends else result
            self.accesses = [
                each._replace(result=end)
                if each.result is Result.SUCCESS and is_look(each.action)
                else each
                for each in self.accesses
                if not each.in_list
            ]

    def in_lists(self) -> frozenset[str]:
        """The patients who stand in a list of this request."""
        with self._guard:
            return frozenset({*self._stood, *_stand_in(self.accesses)})

    def take_ahead(self) -> list[AuditEvent]:
        """`take`, while reading goes on: whoever is listed in these entries is not listed again."""
        taken = self._taken()
        self._listed |= {each.resource_id for each in taken if each.in_list}
        self._stood |= _stand_in(taken)
        return self._events(taken)

    def take(self) -> list[AuditEvent]:
        """The entries for everything recorded, which is then forgotten here."""
        return self._events(self._taken())

    def take_single(self) -> list[AuditEvent]:
        """The entries for everything but lists, which stay here for `take`."""
        taken = self._taken()
        self.accesses += [each for each in taken if each.in_list]
        return self._events([each for each in taken if not each.in_list])

    def _taken(self) -> list[Access]:
        with self._guard:
            taken, self.accesses = self.accesses, []
        return taken

    def _events(self, taken: list[Access]) -> list[AuditEvent]:
        """One entry a group, and one for each patient whom this person sees for the first time."""
        if self.actor.role is Role.SYSTEM:  # a job sees nobody
            return [self._event(group) for group in grouped(taken)]
        named = [each for each in taken if not (each.in_list and each.patient_id)]
        events = [self._event(group) for group in grouped(named)]
        return [*events, *self._first_looks(taken)]

    def _first_looks(self, taken: list[Access]) -> Iterator[AuditEvent]:
        day = clinic_date(now())
        opened = {each.patient_id for each in taken if not each.in_list and is_shown(each)}
        listed: dict[str, Access] = {}
        for each in taken:
            if each.in_list and each.patient_id and each.patient_id not in opened:
                listed.setdefault(each.patient_id, each)
        for patient_id, each in listed.items():
            look = FirstLook(self.actor.user_id, each.action, patient_id, day)
            if look not in self.first_looks:
                event = self._event([each])
                yield replace(event, patient_id=patient_id, seen_on=day)

    def _event(self, group: list[Access]) -> AuditEvent:
        writer, sequence = next_place()
        first = group[0]
        whose = "" if first.in_list else first.patient_id
        ids = list(dict.fromkeys(access.resource_id for access in group))
        return AuditEvent(
            action=first.action,
            user_id=self.actor.user_id,
            role=self.actor.role,
            resource_id=ids[0],
            resources=ids[:MOST_RESOURCES] if len(ids) > 1 else None,
            resource_count=len(ids) if len(ids) > MOST_RESOURCES else None,
            patient_id=whose or None,
            result=first.result,
            timestamp=now(),
            ip_address=self.request_context.ip_address,
            user_agent=self.request_context.user_agent[:LONGEST_AGENT],
            purpose=first.purpose or self.actor.purpose,
            request_id=self.request_context.request_id,
            page=self.request_context.page,
            writer=writer,
            sequence=sequence,
        )


def _stand_in(accesses: Iterable[Access]) -> set[str]:
    return {each.patient_id for each in accesses if each.in_list and each.patient_id}


def is_shown(access: Access) -> bool:
    """Whether it is a look that succeeded."""
    return access.result is Result.SUCCESS and is_look(access.action)


def grouped(accesses: Iterable[Access]) -> Iterator[list[Access]]:
    """One group a patient and outcome for reads, one a change, lists in groups of twenty ids.

    A patient's group stays whole however much was read: one entry a request and patient.
    """
    reads: dict[tuple[str, Result, bool], list[Access]] = {}
    for access in accesses:
        if is_look(access.action):
            of = "" if access.in_list else access.patient_id
            reads.setdefault((of, access.result, access.in_list), []).append(access)
        else:
            yield [access]
    for group in reads.values():
        yield from slices_of(group) if group[0].in_list else [sorted(group, key=weight)]


def slices_of(group: list[Access]) -> Iterator[list[Access]]:
    """A group cut so that each part names at most twenty different ids."""
    distinct = list({access.resource_id: access for access in group}.values())
    for begin in range(0, len(distinct), MOST_RESOURCES):
        yield distinct[begin : begin + MOST_RESOURCES]


def weight(access: Access) -> int:
    return WEIGHT.index(access.action) if access.action in WEIGHT else len(WEIGHT)
