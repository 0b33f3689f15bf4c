"""The reading half of the gate: whatever it hands out was authorised as it was fetched.

Authorised first, opened then: what is refused is never decrypted, so that it takes no longer than
what is not there.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Generic, TypeVar

import structlog

from medisecure.access.actor import Actor
from medisecure.access.care import Care, CareKind, Ground, Opening
from medisecure.access.policy import allows, allows_all
from medisecure.access.rules import AccessRequest
from medisecure.audit.actions import Action, listing, reading
from medisecure.audit.event import Result
from medisecure.audit.trail import Access, Trail
from medisecure.dynamodb import cached_lists, cursor, keys
from medisecure.dynamodb.cached_lists import CachedList
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.keys import Key, Pattern
from medisecure.dynamodb.query import Mark, Query, read_page
from medisecure.dynamodb.relations.acting import Acting
from medisecure.dynamodb.relations.care_relations import Relations
from medisecure.dynamodb.relations.links import OF_A_LINK, PROFILE, Link, Links, same_start
from medisecure.dynamodb.sealing import codec, seal
from medisecure.dynamodb.sealing.clear_view import ClearView, clear
from medisecure.dynamodb.sealing.readers import camel
from medisecure.dynamodb.sealing.seal import Manifest
from medisecure.dynamodb.table import RawItem, Table, get_in_batches, wire_key
from medisecure.encryption.cipher import Cipher, Tampered
from medisecure.errors import AccessDenied, NotFound

E = TypeVar("E")
Answer = tuple[list[RawItem], Mark | None]
Choice = Callable[[Sequence[Any]], Iterable[Any]]  # of things in clear: those to be opened
EMERGENCY_PURPOSE = "BTG"  # HL7 v3 PurposeOfUse: break the glass
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Storage:
    """The table and the cipher of its secrets."""

    table: Table
    cipher: Cipher


@dataclass(frozen=True, slots=True)
class Page(Generic[E]):
    """Some entities of a list, and where the next ones start: "" at the end, a mark or its maker.

    `shut` is what the actor may know of those of the same stretch that they may not read.
    """

    items: list[E] = field(default_factory=list)
    goes_on: str | Callable[[], str] = ""
    shut: list[Any] = field(default_factory=list)

    @property
    def next_cursor(self) -> str:
        """The mark where the next ones start, sealed when it is asked for; empty at the end."""
        return self.goes_on if isinstance(self.goes_on, str) else self.goes_on()


@dataclass(frozen=True, slots=True)
class Unopened(Generic[E]):
    """A list of several patients' things as it was fetched: shut until `opened` decides on each."""

    item_type: ItemType[E]
    raw: list[RawItem] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Damaged:
    """A thing that is there and cannot be opened: its kind as the policy names it, and its id."""

    kind: str
    resource_id: str


class Reading:
    """One actor's reads. Each is allowed or refused on the thing itself, and remembered."""

    actor: Actor
    at: datetime
    _storage: Storage
    _trail: Trail
    _seen: dict[tuple[str, str, str], Any]
    _relations: Relations
    _acting: Acting
    _links: Links
    _manifests: dict[tuple[str, str, str], Manifest | None]
    damaged: list["Damaged"]  # what could not be opened, of all that the actor may see
    patients_opened: set[str]  # opened, or shown by a search; not those on a board or in a list

    def get(self, item_type: ItemType[E], key: Key, *, consistent: bool = False) -> E:
        """The thing at `key`; `NotFound` or `AccessDenied`, both of them remembered."""
        patient_id, is_profile = item_type.key.parts_of(key).get("patient_id"), _is_profile(key)
        self._relations.expect(patient_id)
        if not is_profile:  # each id has a profile of its own, and it says which others there are
            self._links.expect(patient_id)
        raw = self._storage.table.get(key, consistent=consistent, only=_only(item_type))
        if raw is not None and is_profile:
            self._links.learn(raw)
        elif raw is None and not is_profile:
            raw = self._under_others(
                key, lambda other: self._storage.table.get(other, consistent=consistent)
            )
        if raw is None:
            raise self._absent(item_type, key)
        return self._single(item_type, raw)

    def first(self, item_type: ItemType[E], start: Key, *, pattern: Pattern | None = None) -> E:
        """The first thing whose key begins with `start`; errors as `get`."""
        self._expect(item_type.key.parts_of(start).get("patient_id") or _patient_of(start))

        def ask(begin: Key) -> RawItem | None:
            page = self._storage.table.query(
                pattern or item_type.key,
                begin,
                limit=1,
                only=_only(item_type),
                consistent=pattern is None,
            )
            return page.items[0] if page.items else None

        raw = ask(start) or self._under_others(start, ask)
        if raw is None:
            raise self._absent(item_type, start)
        return self._single(item_type, raw)

    def page(
        self,
        item_type: ItemType[E],
        query: Query,
        *,
        cursor_text: str = "",
        among: Collection[str] | None = None,
        choose: Choice | None = None,
    ) -> Page[E]:
        """The part of a list this actor may see; `NotFound` for a cursor that is not theirs.

        A patient's list is read under all ids of the patient; a cursor from before they were
        joined or parted is good no longer. With `among` only the things of these ids are handed
        out: the others are neither opened nor told. `choose` says the same of what the actor may
        read, by what stands there in clear; of what it leaves out nothing is handed out either.
        """
        self._expect(_patient_of(query.start))
        bound = f"{self.actor.user_id}|{query.pattern.index}|{query.start}|{query.until}"
        cipher, asked = self._storage.cipher, replace(query, only=_only(item_type))

        def read(question: Query) -> Answer:
            where = bound + "".join(f"|{each}" for each in question.also)
            after = cursor.opened(cipher, cursor_text, where) if cursor_text else None
            return read_page(self._storage.table, question, after)

        raw, mark, bound = self._under_all(asked, read, bound)
        if among is not None:
            raw = [each for each in raw if id_of(clear(item_type, each)) in among]
        in_list = "patient_id" not in keys.blanks(query.pattern.pk)
        open_ones, closed = self._decided(item_type, raw)
        if choose is not None:
            views = [(clear(item_type, each), each) for each in open_ones]
            chosen = {id(told) for told in choose([told for told, _ in views])}
            open_ones = [each for told, each in views if id(told) in chosen]
        items = self._open_all(item_type, open_ones, in_list=in_list)
        if item_type.trace is Trace.QUESTION:
            self._remember_question(item_type, query)
        shut = self._shut(item_type, closed)
        return Page(items, partial(cursor.sealed, cipher, mark, bound) if mark else "", shut)

    def fetch(self, item_type: ItemType[E], query: Query) -> Unopened[E]:
        """The beginning of such a list, shut; the relations it is decided by may come with `many`.

        For a page that also names the patients: then both cost the same round trip.
        """
        if _patient_of(query.start):
            raise ValueError("a patient's own list is read under all their ids: by `page`")
        asked = replace(query, only=_only(item_type))
        return Unopened(item_type, read_page(self._storage.table, asked, None)[0])

    def opened(self, unopened: Unopened[E]) -> list[E]:
        """What of it this actor may see."""
        return self._several(unopened.item_type, unopened.raw, in_list=True)

    def count(
        self, item_type: ItemType[E], query: Query, *, verb: str = "read"
    ) -> tuple[int, bool]:
        """How many of a list this actor may `verb`, and whether there are more; nobody is shown.

        Of a patient's list only what is kept under the id that is asked about.
        """
        self._relations.expect(_patient_of(query.start))
        raw, mark = read_page(self._storage.table, replace(query, only=_only(item_type)), None)
        views = [clear(item_type, item) for item in raw]
        return sum(self._allowed(item_type, each, verb) for each in views), mark is not None

    def cached(self, item_type: ItemType[E], pattern: Pattern, start: Key) -> list[E]:
        """The whole of a list this process keeps, as far as this actor may see it."""
        storage, found = self._storage, []
        listed = CachedList(storage.table, storage.cipher, item_type, pattern, start).now()
        for each in listed.values():
            if not self._allowed(item_type, each.clear_view, "read"):
                continue
            if each.entity is None:
                self._report(item_type, each.clear_view)
                continue
            known_as = identity(item_type, item_type.key.key_of(each.entity))
            if known_as not in self._seen:  # what this unit of work has read itself is newer
                self._seen[known_as], self._manifests[known_as] = each.entity, each.manifest
            found.append(each.entity)
        self._remember_listed(item_type, found)
        return found

    def among_cached(
        self, item_type: ItemType[E], pattern: Pattern, start: Key
    ) -> Callable[[Key], E | None]:
        """The same list, asked for one by its key: None if it is not on it, or not for the actor.

        Only what is asked for is judged, and it is not here to be changed. For kinds that leave no
        trace: nobody would know whom it shows.
        """
        if item_type.trace is not Trace.NONE:
            raise ValueError(f"a {item_type.name} leaves a trace: it is read as a list")
        storage = self._storage
        listed = CachedList(storage.table, storage.cipher, item_type, pattern, start).now()

        def one(key: Key) -> E | None:
            found = listed.get((key["PK"], key["SK"]))
            if found is None or not self._allowed(item_type, found.clear_view, "read"):
                return None
            if found.entity is None:
                self._report(item_type, found.clear_view)
            entity: E | None = found.entity
            return entity

        return one

    def cached_before(self, item_type: ItemType[E]) -> list[E]:
        """What this process last knew of a cached list: to choose by whom to ask, never to show."""
        return cached_lists.last_cached(self._storage.table, item_type)

    def many(
        self,
        item_type: ItemType[E],
        wanted: Sequence[Mapping[str, str]],
        of: Sequence[Unopened[Any]] = (),
    ) -> list[E]:
        """What is found under these keys and open to the actor, in one round trip per hundred.

        With `of` also what there is of the patients whose things lie in those lists.
        """
        whose = {patient_of(clear(each.item_type, raw)) for each in of for raw in each.raw} - {""}
        keyed = [*wanted, *(item_type.key.key(patient_id=each) for each in sorted(whose))]
        distinct = list({(key["PK"], key["SK"]): key for key in keyed}.values())
        parts = (item_type.key.parts_of(key).get("patient_id") for key in distinct)
        raw = self._in_batches(distinct, parts, only=_only(item_type))
        return self._several(item_type, raw, in_list=True)

    def ground_of(self, patient_id: str) -> Ground | None:
        """Why this patient's chart is open to the actor; None where no relation is looked at."""
        return self._relations.ground(patient_id)

    def link_of(self, patient_id: str) -> Link:
        """Which ids are the same patient as this one, and which of them answers for all."""
        return self._links.of(patient_id)

    def known_link(self, patient_id: str) -> Link | None:
        """The same, as far as something was read under that id; it costs nothing."""
        return self._links.if_asked(patient_id)

    def care_of(self, patient_id: str) -> Care | None:
        """The actor's relation to this patient, as it was read with what it opened."""
        return self._relations.care(patient_id)

    # inside

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
        cares = self._relations.keys_for(whose)
        profiles = [key for key in wanted if key["SK"] == PROFILE]
        if only:
            only = () if cares else tuple(dict.fromkeys((*only, *OF_A_LINK))) if profiles else only
        raw = get_in_batches(
            self._storage.table, [wire_key(key) for key in (*wanted, *cares)], only
        )
        if profiles:
            self._learn_profiles(profiles, raw)
        if not cares:
            return raw
        is_care = {(key["PK"], key["SK"]) for key in cares}
        self._relations.learn(cares, [item for item in raw if _key_of(item) in is_care])
        return [item for item in raw if _key_of(item) not in is_care]

    def _learn_profiles(self, profiles: Sequence[Mapping[str, str]], raw: list[RawItem]) -> None:
        """Take in which ids these patients have, as far as they are there."""
        for each in raw:
            self._links.learn(each)
        there = {_key_of(item) for item in raw}
        for key in profiles:
            if (key["PK"], key["SK"]) not in there:
                self._links.learn_absent(_patient_of(key) or "")

    def _relate(self, undecided: Iterable[Any]) -> None:
        """Ask in one batch for all relations a list is decided by, not for one after another."""
        if not self._relations.matter:
            return
        whose = {patient_of(each) for each in undecided} - {""}
        unknown = self._relations.unknown(whose)
        if len(unknown) > 1:
            unasked = [each for each in unknown if not self._links.is_asked(each)]
            self._in_batches([keys.PATIENT.key(patient_id=each) for each in unasked], unknown)
        self._relations.expect_all(whose)

    def _expect(self, patient_id: str | None) -> None:
        self._links.expect(patient_id)
        self._relations.expect(patient_id)

    def _under_others(self, key: Key, ask: Callable[[Key], RawItem | None]) -> RawItem | None:
        """What is not under the id it was asked for by is looked for under the patient's others."""
        patient_id = _patient_of(key)
        others = self._links.of(patient_id).others if patient_id else ()
        if not patient_id or not others:
            return None
        starts = same_start(key, patient_id, others)
        found = in_parallel(*(partial(ask, start) for start in starts))
        return next((each for each in found if each is not None), None)

    def _under_all(
        self, asked: Query, read: Callable[[Query], Answer], bound: str
    ) -> tuple[list[RawItem], Mark | None, str]:
        """A list, beside which it is asked whether the patient has other ids: then all of them."""
        patient_id = _patient_of(asked.start)
        if not patient_id:
            return *read(asked), bound
        link = self._links.if_answered(patient_id)
        if link is None:  # ask both side by side: nearly every patient has one id
            answer = self._tried(read, asked)
            link = self._links.of(patient_id)
            if answer and not link.others:
                return *answer, bound
        if not link.others:  # told meanwhile, and as good as asked side by side
            return *read(asked), bound
        link = self._links.of(patient_id)  # what is read now did have to wait for it
        also = same_start(asked.start, patient_id, link.others)
        return *read(replace(asked, also=also)), bound + "".join(f"|{each}" for each in also)

    @staticmethod
    def _tried(read: Callable[[Query], Answer], asked: Query) -> Answer | None:
        """The list under this id alone; None if the cursor is none of such a list."""
        try:
            return read(asked)
        except NotFound:
            return None

    def _refused(self, item_type: ItemType[E], entity: Any, action: Action) -> AccessDenied:
        self._trail.record(Access(action, id_of(entity), patient_of(entity), Result.DENIED))
        return AccessDenied()

    def _absent(self, item_type: ItemType[E], key: Key) -> NotFound:
        if item_type.trace is not Trace.NONE:
            query = key.get("SK", "").split("#")
            name = query[1] if len(query) > 1 and query[1] else "unknown"
            action = reading(item_type.name)
            self._trail.record(Access(action, name, _patient_of(key) or "", Result.ABSENT))
        return NotFound()

    def _single(self, item_type: ItemType[E], raw: RawItem) -> E:
        told = clear(item_type, raw)
        if not self._allowed(item_type, told, "read"):
            raise self._refused(item_type, told, reading(item_type.name))
        try:
            entity = self._decode(item_type, raw)
        except Tampered:
            self._report(item_type, told)
            raise
        self._remember(item_type, [entity])
        return entity

    def _several(self, item_type: ItemType[E], raw: list[RawItem], *, in_list: bool) -> list[E]:
        return self._open_all(item_type, self._decided(item_type, raw)[0], in_list=in_list)

    def _decided(
        self, item_type: ItemType[E], raw: list[RawItem]
    ) -> tuple[list[RawItem], list[RawItem]]:
        """What of it the actor may read, and what not: each thing is asked about once.

        What a relation opens is looked up once for each patient of the list.
        """
        action = f"{item_type.name}:read"
        if allows_all(self.actor.role, action):
            return raw, []
        views = [clear(item_type, each) for each in raw]
        actor, at, scopes = self._acting.actor, self.at, self._acting.scopes
        allowed = [
            allows(AccessRequest(actor, told, at=at, scopes=scopes), action) for told in views
        ]
        self._relate(told for told, yes in zip(views, allowed, strict=True) if not yes)
        openings: dict[str, Opening] = {}
        for n, told in enumerate(views):
            if not allowed[n]:
                whose = patient_of(told)
                if whose not in openings:
                    openings[whose] = self._relations.opening(whose)
                allowed[n] = self._allowed_by(openings[whose], told, action)
        decided = list(zip(raw, allowed, strict=True))
        return [each for each, yes in decided if yes], [each for each, yes in decided if not yes]

    def _open_all(self, item_type: ItemType[E], raw: list[RawItem], *, in_list: bool) -> list[E]:
        """What the actor may read, opened and told to the trail."""
        opened = [self._opened(item_type, each) for each in raw]
        open_to_actor = [each for each in opened if each is not None]
        if in_list:
            self._remember_listed(item_type, open_to_actor)
        else:
            self._remember(item_type, open_to_actor)
        return open_to_actor

    def _shut(self, item_type: ItemType[E], closed: list[RawItem]) -> list[Any]:
        """Of those that are closed to the actor, what they may know of them."""
        if item_type.shut_as is None or not closed:
            return []
        return self._several(item_type.shut_as, closed, in_list=False)

    def _decode(self, item_type: ItemType[E], raw: RawItem) -> E:
        storage = self._storage
        entity, manifest = codec.opened(item_type, raw, storage.cipher, storage.table.sealed_as)
        if item_type.points:  # it says where to look, and is no look
            return entity
        known_as = item_type.name, raw["PK"]["S"], raw["SK"]["S"]
        self._seen[known_as], self._manifests[known_as] = entity, manifest
        return entity

    def _opened(self, item_type: ItemType[E], raw: RawItem) -> E | None:
        """The thing; None where it does not open, for its list is shown all the same."""
        try:
            return self._decode(item_type, raw)
        except Tampered:
            self._report(item_type, ClearView(item_type, raw))
            return None

    def _report(self, item_type: ItemType[Any], told: Any) -> None:
        """Tell page, trail and log of a thing that the actor may see and that does not open."""
        name = id_of(told)
        self._trail.record(Access(Action.CANNOT_OPEN, name, patient_of(told), Result.FAILURE))
        log.error("an item does not open", code=item_type.name, item=name)
        self.damaged.append(Damaged(item_type.name, name))

    def _remember(self, item_type: ItemType[E], entities: Iterable[E]) -> None:
        """Each of them; why the actor looks is asked once for each patient."""
        if item_type.trace is not Trace.EACH:
            return
        action, purposes = reading(item_type.name), dict[str, str]()
        for entity in entities:
            patient_id = patient_of(entity)
            if patient_id not in purposes:
                purposes[patient_id] = self._purpose(patient_id)
                self.patients_opened.update({patient_id} - {""})
            self._trail.record(
                Access(
                    action,
                    id_of(entity),
                    patient_id,
                    Result.SUCCESS,
                    purpose=purposes[patient_id],
                )
            )

    def _remember_listed(self, item_type: ItemType[E], entities: Iterable[E]) -> None:
        """Who stands in a list, each of them once."""
        if item_type.trace is not Trace.EACH:
            return
        action = listing(item_type.name)
        listed: dict[tuple[str, str], None] = {}
        for each in entities:
            own = patient_of(each)
            listed[own or id_of(each), own] = None
        for shown, patient_id in listed:
            self._trail.record(Access(action, shown, patient_id, Result.SUCCESS, in_list=True))

    def _purpose(self, patient_id: str) -> str:
        """Why the actor looks, where it is not what their role is for: in an emergency."""
        ground = self._relations.ground(patient_id)
        return EMERGENCY_PURPOSE if ground and ground.kind is CareKind.EMERGENCY else ""

    def _remember_question(self, item_type: ItemType[E], query: Query) -> None:
        of = query.start[query.pattern.pk_name].partition("#")[2]
        patient_id = _patient_of(query.start) or ""
        self._trail.record(Access(reading(item_type.name), of, patient_id, Result.SUCCESS))

    def _question(self, thing: Any) -> AccessRequest:
        return AccessRequest(self._acting.actor, thing, at=self.at, scopes=self._acting.scopes)

    def _allowed(self, item_type: ItemType[E], entity: Any, verb: str) -> bool:
        action = f"{item_type.name}:{verb}"
        if allows(self._question(entity), action):
            return True
        return self._allowed_by(self._relations.opening(patient_of(entity)), entity, action)

    def _allowed_by(self, opening: Opening, thing: Any, action: str) -> bool:
        """Whether what a relation opens of the patient's chart allows it."""
        if opening is Opening.CLOSED:
            return False
        return allows(AccessRequest(self.actor, thing, opening, self.at), action)


def _is_profile(key: Mapping[str, str]) -> bool:
    return key.get("SK") == PROFILE


def _key_of(item: RawItem) -> tuple[str, str]:
    return item["PK"]["S"], item["SK"]["S"]


def _only(item_type: ItemType[Any]) -> tuple[str, ...]:
    """The attributes to ask for: all of a whole kind, else just those of the entity and its key."""
    if item_type.whole:
        return ()
    sealed = () if item_type.points else (seal.SEAL,)
    names = tuple(map(camel, item_type.fields)) or codec.attribute_names(item_type.entity)
    wanted = ("PK", "SK", *sealed, "version", *names)
    return tuple(dict.fromkeys(wanted))


def identity(item_type: ItemType[Any], key: Key) -> tuple[str, str, str]:
    return item_type.name, key["PK"], key["SK"]


def id_of(entity: Any) -> str:
    return str(entity.resource_id)


def patient_of(entity: Any) -> str:
    return getattr(entity, "patient_id", None) or ""


def _patient_of(key: Mapping[str, str]) -> str | None:
    """The patient whose partition a key names, if it names one."""
    for name, text in key.items():
        head, _, rest = text.partition("#")
        if name.endswith("PK") and head in ("USER", "PATIENT"):
            return rest
    return None
