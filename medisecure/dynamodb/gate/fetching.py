"""What is asked of the table: under all ids of a patient, with the relations it is decided by.

Nothing here is allowed or opened yet; what comes back does not leave the gate as it is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from medisecure.dynamodb import keys
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.gate.names import is_profile, key_of, partition_patient
from medisecure.dynamodb.item_type import ItemType
from medisecure.dynamodb.keys import Key, Pattern
from medisecure.dynamodb.query import Mark, Query
from medisecure.dynamodb.relations.care_relations import Relations
from medisecure.dynamodb.relations.links import OF_A_LINK, Links, same_start
from medisecure.dynamodb.sealing import codec, seal
from medisecure.dynamodb.sealing.readers import path
from medisecure.dynamodb.table import RawItem, Table, get_in_batches, wire_key
from medisecure.errors import NotFound

Answer = tuple[list[RawItem], Mark | None]


@dataclass(frozen=True, slots=True)
class Fetching:
    """The table, and what has to be known beside what is fetched of it."""

    table: Table
    relations: Relations
    links: Links

    def expect(self, patient_id: str | None) -> None:
        """Start asking now for the patient's other ids, and for the actor's relation to them."""
        self.relations.expect(patient_id)  # which asks for the ids as well, where it matters
        self.links.expect(patient_id)

    def one(self, item_type: ItemType[Any], key: Key, *, consistent: bool) -> RawItem | None:
        """The item under this key, or under the same one of the patient's other ids."""
        patient_id = item_type.key.parts_of(key).get("patient_id")
        if is_profile(key):
            return self._profile(item_type, key, patient_id, consistent=consistent)
        self.expect(patient_id)
        raw = self.table.get(key, consistent=consistent, only=attributes_of(item_type))
        if raw is None:
            raw = self._under_others(key, partial(self.table.get, consistent=consistent))
        return raw

    def _profile(
        self, item_type: ItemType[Any], key: Key, patient_id: str | None, *, consistent: bool
    ) -> RawItem | None:
        """Each id has a profile of its own, and it says which others there are.

        What that is asked by, beside whatever else the page reads, brings the profile along.
        """
        if patient_id:
            self.relations.question(patient_id) or self.links.question(patient_id)  # asked here
        if told := self.links.take(partition_patient(key) or ""):
            return told.profile
        raw = self.table.get(key, consistent=consistent, only=attributes_of(item_type))
        if raw is not None:
            self.links.learn(raw)
        return raw

    def first(
        self, item_type: ItemType[Any], start: Key, pattern: Pattern | None
    ) -> RawItem | None:
        """The first item whose key begins with `start`."""
        self.expect(item_type.key.parts_of(start).get("patient_id") or partition_patient(start))

        def ask(begin: Key) -> RawItem | None:
            page = self.table.query(
                pattern or item_type.key,
                begin,
                limit=1,
                only=attributes_of(item_type),
                consistent=pattern is None,
            )
            return page.items[0] if page.items else None

        return ask(start) or self._under_others(start, ask)

    def many(self, item_type: ItemType[Any], wanted: Sequence[Mapping[str, str]]) -> list[RawItem]:
        """What is found under these keys, in one round trip per hundred."""
        distinct = list({(key["PK"], key["SK"]): key for key in wanted}.values())
        parts = (item_type.key.parts_of(key).get("patient_id") for key in distinct)
        return self._in_batches(distinct, parts, only=attributes_of(item_type))

    def together(self, wanted: Sequence[Mapping[str, str]]) -> dict[tuple[str, str], RawItem]:
        """What is found under keys of several kinds in one round trip per hundred, by its key.

        Each item comes as it is stored, for no projection suits all kinds.
        """
        return {key_of(raw): raw for raw in get_in_batches(self.table, list(map(wire_key, wanted)))}

    def relate(self, patient_ids: Iterable[str]) -> None:
        """Ask in one batch for all relations a list is decided by, not for one after another."""
        if not self.relations.matter:
            return
        whose = set(patient_ids) - {""}
        unknown = self.relations.unknown(whose)
        if len(unknown) > 1:
            unasked = [each for each in unknown if not self.links.is_asked(each)]
            self._in_batches([keys.PATIENT.key(patient_id=each) for each in unasked], unknown)
        self.relations.expect_all(whose)

    def under_all(
        self, asked: Query, read: Callable[[Query], Answer], bound: str
    ) -> tuple[list[RawItem], Mark | None, str]:
        """A list, beside which it is asked whether the patient has other ids: then all of them."""
        patient_id = partition_patient(asked.start)
        if not patient_id:
            return *read(asked), bound
        link = self.links.if_answered(patient_id)
        if link is None:  # ask both side by side: nearly every patient has one id
            answer = _tried(read, asked)
            link = self.links.of(patient_id)
            if answer and not link.others:
                return *answer, bound
        if not link.others:  # told meanwhile, and as good as asked side by side
            return *read(asked), bound
        link = self.links.of(patient_id)  # what is read now did have to wait for it
        also = same_start(asked.start, patient_id, link.others)
        return *read(replace(asked, also=also)), bound + "".join(f"|{each}" for each in also)

    def _under_others(self, key: Key, ask: Callable[[Key], RawItem | None]) -> RawItem | None:
        """What is not under the id it was asked for by is looked for under the patient's others."""
        patient_id = partition_patient(key)
        others = self.links.of(patient_id).others if patient_id else ()
        if not patient_id or not others:
            return None
        starts = same_start(key, patient_id, others)
        found = in_parallel(*(partial(ask, start) for start in starts))
        return next((each for each in found if each is not None), None)

    def _in_batches(
        self,
        wanted: Sequence[Mapping[str, str]],
        whose: Iterable[str | None],
        only: Sequence[str] = (),
    ) -> list[RawItem]:
        """What is under these keys; the relations still unknown come along and are taken in.

        Of all of it just the attributes of `only` if given, and of a profile which ids the patient
        has; relations come whole, and so does what they come along with.
        """
        cares = self.relations.keys_for(whose)
        profiles = [key for key in wanted if is_profile(key)]
        if only:
            only = () if cares else tuple(dict.fromkeys((*only, *OF_A_LINK))) if profiles else only
        raw = get_in_batches(self.table, [wire_key(key) for key in (*wanted, *cares)], only)
        if profiles:
            self._learn_profiles(profiles, raw)
        if not cares:
            return raw
        is_care = {(key["PK"], key["SK"]) for key in cares}
        self.relations.learn(cares, [item for item in raw if key_of(item) in is_care])
        return [item for item in raw if key_of(item) not in is_care]

    def _learn_profiles(self, profiles: Sequence[Mapping[str, str]], raw: list[RawItem]) -> None:
        """Take in which ids these patients have, as far as they are there."""
        for each in raw:
            self.links.learn(each)
        there = {key_of(item) for item in raw}
        for key in profiles:
            if (key["PK"], key["SK"]) not in there:
                self.links.learn_absent(partition_patient(key) or "")


def _tried(read: Callable[[Query], Answer], asked: Query) -> Answer | None:
    """The list under this id alone; None if the cursor is none of such a list."""
    try:
        return read(asked)
    except NotFound:
        return None


def attributes_of(item_type: ItemType[Any]) -> tuple[str, ...]:
    """The attributes to ask for: all of a whole kind, else just those of the entity and its key."""
    if item_type.whole:
        return ()
    sealed = () if item_type.points else (seal.SEAL,)
    names = tuple(map(path, item_type.fields)) or codec.attribute_names(item_type.entity)
    wanted = ("PK", "SK", *sealed, "version", *names)
    return tuple(dict.fromkeys(wanted))


def keys_alone(query: Query) -> tuple[str, ...]:
    """The item's own key, and what several lists are put in order by."""
    return tuple(dict.fromkeys(("PK", "SK", query.pattern.sk_name)))
