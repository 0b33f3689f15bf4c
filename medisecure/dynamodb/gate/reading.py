"""The reads of a unit of work: whatever they hand out was authorised as it was fetched.

Authorised first, opened then: what is refused is never decrypted, so that it takes no longer than
what is not there.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from medisecure.access.actor import Actor, Role
from medisecure.access.care import Care, Ground
from medisecure.audit.actions import reading
from medisecure.audit.trail import Trail
from medisecure.dynamodb import keys
from medisecure.dynamodb.gate import cached_lists, cursor
from medisecure.dynamodb.gate.answers import Damaged, Page, Storage, Unopened
from medisecure.dynamodb.gate.cached_lists import CachedList
from medisecure.dynamodb.gate.fetching import Answer, Fetching, attributes_of, keys_alone
from medisecure.dynamodb.gate.looks import Looks
from medisecure.dynamodb.gate.names import id_of, partition_patient, patient_of
from medisecure.dynamodb.gate.opening import Opened
from medisecure.dynamodb.gate.permission import Permission
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.keys import Key, Pattern
from medisecure.dynamodb.query import Query, read_page
from medisecure.dynamodb.relations.acting import Acting
from medisecure.dynamodb.relations.care_relations import Relations
from medisecure.dynamodb.relations.links import Link, Links
from medisecure.dynamodb.sealing.clear_view import clear, view_of
from medisecure.dynamodb.table import RawItem

E = TypeVar("E")
Choice = Callable[[Sequence[Any]], Iterable[Any]]  # of things in clear: those to be opened


class Reading:
    """One actor's reads. Each is allowed or refused on the thing itself, and recorded."""

    damaged: list[Damaged]  # what could not be opened, of all that the actor may see
    patients_opened: set[str]  # opened, or shown by a search; not those on a board or in a list

    def __init__(self, actor: Actor, storage: Storage, trail: Trail, at: datetime) -> None:
        self.actor, self.at = actor, at
        table, cipher = storage.table, storage.cipher
        self._storage, self._trail = storage, trail
        self._links = Links(table)
        if actor.role is Role.PATIENT:
            self._links.know(actor.ids, actor.user_id)
        self._relations = Relations(actor, table, cipher, self._links, at)
        self._acting = Acting(actor, table, cipher, self._links, at)
        self._fetching = Fetching(table, self._relations, self._links)
        self._permission = Permission(actor, at, self._acting, self._fetching)
        self._looks = Looks(trail, self._relations)
        self._opened = Opened(storage, self._looks)
        self.damaged, self.patients_opened = self._looks.damaged, self._looks.patients_opened

    def hold(self, profile: RawItem) -> None:
        """Take in the actor's own profile, which was read with their session: it is asked no more.

        It is allowed and opened, and told to the trail, as if it were read here.
        """
        self._links.hold(profile)

    def get(self, item_type: ItemType[E], key: Key, *, consistent: bool = False) -> E:
        """The thing at `key`; `NotFound` or `AccessDenied`, both of them recorded."""
        raw = self._fetching.one(item_type, key, consistent=consistent)
        if raw is None:
            raise self._looks.absence(item_type, key)
        return self._single(item_type, raw)

    def first(self, item_type: ItemType[E], start: Key, *, pattern: Pattern | None = None) -> E:
        """The first thing whose key begins with `start`; errors as `get`."""
        raw = self._fetching.first(item_type, start, pattern)
        if raw is None:
            raise self._looks.absence(item_type, start)
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
        self._fetching.expect(partition_patient(query.start))
        bound = f"{self.actor.user_id}|{query.pattern.index}|{query.start}|{query.until}"
        cipher, asked = self._storage.cipher, replace(query, only=attributes_of(item_type))

        def read(question: Query) -> Answer:
            where = bound + "".join(f"|{each}" for each in question.also)
            after = cursor.opened(cipher, cursor_text, where) if cursor_text else None
            return read_page(self._storage.table, question, after)

        raw, mark, bound = self._fetching.under_all(asked, read, bound)
        if among is not None:
            raw = [each for each in raw if id_of(clear(item_type, each)) in among]
        in_list = "patient_id" not in keys.blanks(query.pattern.pk)
        open_ones, closed = self._permission.decided(item_type, raw)
        if choose is not None:
            open_ones = _chosen(choose, item_type, open_ones)
        items = self._opened.open_all(item_type, open_ones, in_list=in_list)
        self._looks.record_question(item_type, query)
        shut = self._shut(item_type, closed)
        return Page(items, partial(cursor.sealed, cipher, mark, bound) if mark else "", shut)

    def fetch(self, item_type: ItemType[E], query: Query) -> Unopened[E]:
        """The beginning of such a list, shut; the relations it is decided by may come with `many`.

        For a page that also names the patients: then both cost the same round trip.
        """
        if partition_patient(query.start):
            raise ValueError("a patient's own list is read under all their ids: by `page`")
        asked = replace(query, only=attributes_of(item_type))
        return Unopened(item_type, read_page(self._storage.table, asked, None)[0])

    def opened(self, unopened: Unopened[E]) -> list[E]:
        """What of it this actor may see."""
        return self._several(unopened.item_type, unopened.raw, in_list=True)

    def count(
        self, item_type: ItemType[E], query: Query, *, verb: str = "read"
    ) -> tuple[int, bool]:
        """How many of a list this actor may `verb`, and whether there are more; nobody is shown.

        Of a patient's list only what is kept under the id that is asked about. Whoever may do it to
        all of them is sent no more than their keys.
        """
        self._relations.expect(partition_patient(query.start))
        by_number = self._permission.permits_all(item_type, verb)
        only = keys_alone(query) if by_number else attributes_of(item_type)
        raw, mark = read_page(self._storage.table, replace(query, only=only), None)
        if by_number:
            return len(raw), mark is not None
        views = list(map(view_of(item_type), raw))
        allowed = sum(self._permission.permits(item_type, each, verb) for each in views)
        return allowed, mark is not None

    def cached(self, item_type: ItemType[E], pattern: Pattern, start: Key) -> list[E]:
        """The whole of a list this process keeps, as far as this actor may see it."""
        table, cipher = self._storage.table, self._storage.cipher
        kept = CachedList(table, cipher, item_type, pattern, start).now()
        reads_all = self._permission.permits_all(item_type, "read")
        taken = [
            self._opened.take_cached(item_type, place, each)
            for place, each in kept.items()
            if reads_all or self._permission.permits(item_type, each.clear_view, "read")
        ]
        found = [each for each in taken if each is not None]
        self._looks.record_listed(item_type, found)
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
        table, cipher = self._storage.table, self._storage.cipher
        listed = CachedList(table, cipher, item_type, pattern, start).now()

        def one(key: Key) -> E | None:
            found = listed.get((key["PK"], key["SK"]))
            if found is None or not self._permission.permits(item_type, found.clear_view, "read"):
                return None
            if found.entity is None:
                self._looks.record_damaged(item_type, found.clear_view)
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
        return self._several(item_type, self._fetching.many(item_type, keyed), in_list=True)

    def together(self, *wanted: tuple[ItemType[Any], Sequence[Key]]) -> list[list[Any]]:
        """Of each kind what is found under these keys and open to the actor, in one round trip.

        In the order of its keys. For kinds that are read beside each other wherever they are: each
        by itself is a call of its own.
        """
        raw = self._fetching.together([key for _, keys in wanted for key in keys])
        return [
            self._several(
                item_type,
                [raw[place] for key in keys if (place := (key["PK"], key["SK"])) in raw],
                in_list=True,
            )
            for item_type, keys in wanted
        ]

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

    def _single(self, item_type: ItemType[E], raw: RawItem) -> E:
        clear_view = clear(item_type, raw)
        if not self._permission.permits(item_type, clear_view, "read"):
            raise self._looks.refusal(clear_view, reading(item_type.name))
        entity = self._opened.open(item_type, raw)
        self._looks.record_opened(item_type, [entity])
        return entity

    def _several(self, item_type: ItemType[E], raw: list[RawItem], *, in_list: bool) -> list[E]:
        open_ones, _closed = self._permission.decided(item_type, raw)
        return self._opened.open_all(item_type, open_ones, in_list=in_list)

    def _shut(self, item_type: ItemType[E], closed: list[RawItem]) -> list[Any]:
        """Of those that are closed to the actor, what they may know of them."""
        if item_type.shut_as is None or not closed:
            return []
        return self._several(item_type.shut_as, closed, in_list=False)


def _chosen(choose: Choice, item_type: ItemType[Any], raw: list[RawItem]) -> list[RawItem]:
    """Those of the items that are chosen by what of them is in clear."""
    view = view_of(item_type)
    views = [(view(each), each) for each in raw]
    chosen = {id(view) for view in choose([view for view, _ in views])}
    return [each for view, each in views if id(view) in chosen]
