"""Which ids are one person: the records of one patient that were joined by a link (FHIR `link`).

Nothing of a joined record is rewritten: what is sealed is bound to the id it was written under.
So whoever reads under one of the ids reads under all of them. See
docs/adr/0051-one-patient-several-ids.md.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import NamedTuple

from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.parallel import Started, begun
from medisecure.dynamodb.calls.wire import Typed, plain
from medisecure.dynamodb.keys import Key
from medisecure.dynamodb.table import RawItem, Table, get_in_batches, wire_key

REPLACED_BY, LINKED = "replacedBy", "linked"
OF_A_LINK = ("PK", REPLACED_BY, LINKED)
PROFILE = keys.PERSON.sk
MOST_LINKED = 8  # ids of one person: every list is read under each of them, side by side


@dataclass(frozen=True, slots=True)
class Link:
    """What an id stands for: the id that answers for it, and all ids of the same person.

    `ids` begins with the id that was asked about; it stands alone there for nearly everybody.
    """

    survivor: str
    ids: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """The other ids of the same person."""
        return self.ids[1:]


class Told(NamedTuple):
    """What a profile says of its id, the profile itself, and what was asked for beside it."""

    link: Link
    profile: RawItem | None = None
    beside: RawItem | None = None


class Links:
    """What is known in this request of patients' ids; each is asked for once, beside the data.

    Ids are told by the profile, which comes whole: a page that shows it takes it from here.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._known: dict[str, Started[Told]] = {}
        self._untaken: dict[str, Started[Told]] = {}  # whose profiles nobody has taken yet
        self._guard = Lock()

    def expect(self, patient_id: str | None) -> None:
        """Start asking now for what will be needed with the data."""
        if patient_id and (question := self.question(patient_id)):
            begun(question)

    def question(self, patient_id: str, beside: Key | None = None) -> Started[Told] | None:
        """The question about an id, to be begun or waited for; None if it was asked already.

        With `beside` it asks for the item under that key as well, in the same call.
        """
        with self._guard:
            if patient_id in self._known:
                return None
            asked = Started(partial(self._look_up, patient_id, beside))
            self._known[patient_id] = self._untaken[patient_id] = asked
        return asked

    def take(self, person_id: str) -> Told | None:
        """What was read of a profile, the first time it is asked for; None: it has to be read.

        Whoever asks again wants to know how it stands by then.
        """
        with self._guard:
            asked = self._untaken.pop(person_id, None)
        return asked.result() if asked else None

    def of(self, patient_id: str) -> Link:
        """What this id stands for, by a consistent read; just itself for nobody's id."""
        if not patient_id:
            return Link("", ())
        self.expect(patient_id)
        return self._known[patient_id].result().link

    def if_asked(self, patient_id: str) -> Link | None:
        """The same, if this request has asked already."""
        started = self._known.get(patient_id)
        return started.result().link if started else None

    def is_asked(self, patient_id: str) -> bool:
        """Whether this request has asked already."""
        return patient_id in self._known

    def if_answered(self, patient_id: str) -> Link | None:
        """The same, if the answer is there already: nothing waits for it."""
        started = self._known.get(patient_id)
        told = started.result_if_done() if started else None
        return told.link if told else None

    def learn(self, raw: Mapping[str, Typed]) -> None:
        """Take in what a profile says that was read for something else."""
        patient_id = raw["PK"]["S"].partition("#")[2]
        if raw.get("SK", {}).get("S") == PROFILE:
            self._known.setdefault(patient_id, Started.completed(Told(link_in(patient_id, raw))))

    def learn_absent(self, patient_id: str) -> None:
        """Take in that there is no such profile: the id stands for itself."""
        self._known.setdefault(patient_id, Started.completed(Told(link_in(patient_id, {}))))

    def hold(self, profile: RawItem) -> None:
        """Take in a whole profile that was read just now, for whoever asks for it."""
        person_id = profile["PK"]["S"].partition("#")[2]
        held = Started.completed(Told(link_in(person_id, profile), profile))
        self._known.setdefault(person_id, held)
        self._untaken[person_id] = held

    def know(self, ids: Collection[str], survivor: str) -> None:
        """Take in whose ids these are: a patient's own are known from their session."""
        for each in ids:
            others = sorted(set(ids) - {each})
            self._known[each] = Started.completed(Told(Link(survivor, (each, *others))))

    def forget(self) -> None:
        """Ask anew from now on: this request has joined or parted records itself."""
        with self._guard:
            self._known.clear()
            self._untaken.clear()

    def forget_profiles(self) -> None:
        """Have profiles read anew from now on: this request is changing something."""
        with self._guard:
            self._untaken.clear()

    def _look_up(self, patient_id: str, beside: Key | None) -> Told:
        key = keys.PATIENT.key(patient_id=patient_id)
        if beside is None:
            profile = self._table.get(key, consistent=True)
            return Told(link_in(patient_id, profile or {}), profile)
        wanted = [wire_key(key), wire_key(beside)]
        found = {each["SK"]["S"]: each for each in get_in_batches(self._table, wanted)}
        profile = found.get(PROFILE)
        return Told(link_in(patient_id, profile or {}), profile, found.get(beside["SK"]))


def link_in(patient_id: str, raw: Mapping[str, Typed]) -> Link:
    """What a profile says of its id."""
    survivor = str(plain(raw[REPLACED_BY])) if REPLACED_BY in raw else patient_id
    others = [str(each) for each in plain(raw[LINKED])] if LINKED in raw else []
    return Link(survivor, (patient_id, *others))


def same_start(start: Key, patient_id: str, others: tuple[str, ...]) -> list[Key]:
    """The key a list begins at under each of the other ids.

    >>> same_start({"PK": "USER#a", "SK": "RECORD#"}, "a", ("b",))
    [{'PK': 'USER#b', 'SK': 'RECORD#'}]
    """
    name, text = next((n, t) for n, t in start.items() if n.endswith("PK"))
    head = text.removesuffix(patient_id)
    return [{**start, name: head + each} for each in others]
