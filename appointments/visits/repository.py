"""Where visits are kept, and the time of a provider's day that each of them holds."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from appointments.scheduling.availability import Hold
from appointments.scheduling.day import IN_CONSULTATION, STAND_IN, TIME_OFF, Day
from appointments.visits.board_visits import BoardVisit
from appointments.visits.day_cells import Changes, Where, held_cells, occupied, own_cells
from appointments.visits.models import (
    OPEN,
    Appointment,
    PaidVisit,
    VisitKey,
    VisitPlace,
)
from medisecure.audit.actions import Action
from medisecure.clock import utc_text
from medisecure.dynamodb import change, keys
from medisecure.dynamodb.day_mark import DayMark
from medisecure.dynamodb.day_rules import DayRules
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.keys import Key
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page
from medisecure.errors import NotFound

APPOINTMENT = ItemType(
    "appointment",
    Appointment,
    keys.APPOINTMENT,
    (keys.VISIT_BY_PROVIDER, keys.VISIT_BY_DATE, keys.VISIT_TIMELINE, keys.VISITS_OPEN),
    "APPOINTMENT",
)
BESIDE = replace(APPOINTMENT, trace=Trace.BESIDE)
BOARD_VISIT = ItemType(
    "appointment", BoardVisit, keys.APPOINTMENT, (), "APPOINTMENT", whole=False,
    fields=(
        "provider_id", "scheduling_info.duration", "scheduling_info.mode",
        "scheduling_info.time_zone", "stand_in_id", "status", "overruled", "arrived_at", "steps",
        "sequence", "updated_at",
    ),
)  # fmt: skip
PAID_VISIT = ItemType("appointment", PaidVisit, keys.APPOINTMENT, (), "APPOINTMENT", whole=False)
PLACE = ItemType(
    "appointment", VisitPlace, keys.APPOINTMENT, (), "APPOINTMENT", whole=False, points=True
)
VISIT_KEY = ItemType(
    "appointment", VisitKey, keys.APPOINTMENT, (), "APPOINTMENT", whole=False, points=True,
    fields=("provider_id", "stand_in_id", "status"),
)  # fmt: skip
DAY = ItemType("day", Day, keys.DAY, (), "DAY", Trace.NONE)
AT_ONCE = 200
FAR_AHEAD = timedelta(days=3660)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # no visit is older
LAST = "#~"  # sorts after every id


class Appointments(Repository[Appointment]):
    """Visits."""

    item_type = APPOINTMENT

    def get(self, patient_id: str, appointment_id: str) -> Appointment:
        return self._first(patient_id=patient_id, appointment_id=appointment_id)

    def latest(self, patient_id: str, limit: int = 25, cursor: str = "") -> Page[Appointment]:
        """A patient's visits, the furthest ahead first."""
        return self._latest(keys.VISIT_TIMELINE, limit, cursor, patient_id=patient_id)

    def past(
        self, patient_id: str, before: datetime, cursor: str = "", limit: int = 25
    ) -> Page[Appointment]:
        """A patient's visits before an instant, the latest first."""
        return self._page(_before(patient_id, before, limit), cursor)

    def coming(self, patient_id: str, after: datetime, limit: int = 10) -> list[Appointment]:
        """A patient's visits from an instant on, the next one first."""
        return self._between(after, after + FAR_AHEAD, limit, patient_id=patient_id)

    def between(
        self, patient_id: str, since: datetime, until: datetime, limit: int
    ) -> list[Appointment]:
        """A patient's visits that start from one instant to another, in order."""
        return self._between(since, until, limit, patient_id=patient_id)

    def of_provider(self, provider_id: str, since: datetime, until: datetime) -> list[Appointment]:
        """A provider's visits that start in [since, until), in order."""
        return self._all(of_provider(provider_id, since, until))

    def all_ahead(self, provider_id: str, since: datetime) -> list[Appointment]:
        """Every visit of a provider from an instant on, however many, in order."""
        pattern = keys.VISIT_BY_PROVIDER
        start = pattern.key(provider_id=provider_id, starts_at=since)
        end = pattern.key(provider_id=provider_id, starts_at=since + FAR_AHEAD)[pattern.sk_name]
        query = Query(pattern=pattern, start=start, until=end, limit=500, newest_first=False)
        return self._all(query)

    def on(self, day: date) -> list[Appointment]:
        """Every visit of a clinic-local day, in order."""
        return self._in_order(keys.VISIT_BY_DATE, local_date=day)

    def over_and_open(self, now: datetime, cursor: str = "", limit: int = 100) -> Page[Appointment]:
        """Visits whose time is over and whose end nobody said, the oldest first, of any age."""
        return self._page(self._over_by(now, limit), cursor)

    def count_open(self, now: datetime, at_most: int) -> tuple[int, bool]:
        """How many those are, and whether there are more than that; whose they are is not told."""
        return self._uow.count(self.item_type, self._over_by(now, at_most))

    @staticmethod
    def _over_by(now: datetime, limit: int) -> Query:
        return Query(
            pattern=keys.VISITS_OPEN,
            start=keys.VISITS_OPEN.start(listed=OPEN, ends_at=LONG_AGO),
            until=f"{utc_text(now)}{LAST}",
            limit=limit,
            newest_first=False,
        )

    def require(self, visit: Appointment, action: Action) -> None:
        """`AccessDenied`, remembered as `action`, for who may not change this visit."""
        self._uow.require_for(self.item_type, visit, "write", action)

    def find(self, patient_id: str, appointment_id: str) -> list[Appointment]:
        """Whatever is stored under this patient's visit id just now; empty if nothing is."""
        start = keys.APPOINTMENT.start(patient_id=patient_id, appointment_id=appointment_id)
        query = Query(pattern=keys.APPOINTMENT, start=start, limit=2, consistent=True)
        return self._page(query).items

    def of_series(self, patient_id: str, series_id: str) -> list[Appointment]:
        """All visits of a series as they stand now, in its order; empty for what is none."""
        start = keys.SERIES.start(patient_id=patient_id, series_id=series_id)
        query = Query(pattern=keys.SERIES, start=start, newest_first=False, consistent=True)
        return self._page(query).items

    def all_of(self, patient_id: str) -> list[Appointment]:
        """Every visit of a patient as it stands now, under all of the patient's ids."""
        start = keys.APPOINTMENT.start(patient_id=patient_id)
        query = Query(pattern=keys.APPOINTMENT, start=start, limit=AT_ONCE, consistent=True)
        return self._all(query)

    def as_they_are(self, visits: Iterable[Appointment | VisitPlace]) -> list[Appointment]:
        """The same visits read by their own keys: an index may lag behind what was just written."""
        return self._many(map(_own_key, visits))

    def as_named(self, names: Iterable[tuple[str, str, datetime]]) -> list[Appointment]:
        """Visits by patient, id and start, read by their own keys; absent ones are left out."""
        return self._many(
            {"patient_id": who, "appointment_id": each, "starts_at": starts_at}
            for who, each, starts_at in names
        )

    def _between(
        self, since: datetime, until: datetime, limit: int, patient_id: str
    ) -> list[Appointment]:
        pattern = keys.VISIT_TIMELINE
        query = Query(
            pattern=pattern,
            start=pattern.key(patient_id=patient_id, starts_at=since),
            until=pattern.key(patient_id=patient_id, starts_at=until)["GSI4SK"],
            limit=limit,
            newest_first=False,
        )
        return self._page(query).items


class BoardVisits(Repository[BoardVisit]):
    """Visits as far as a board shows them."""

    item_type = BOARD_VISIT

    def as_they_are(self, visits: Iterable[VisitKey]) -> list[BoardVisit]:
        """What stands under these keys now."""
        return self._uow.many(self.item_type, [each.key for each in visits])


class PaidVisits(Repository[PaidVisit]):
    """Visits as far as it counts that they were, and whether they are paid."""

    item_type = PAID_VISIT

    def past(self, patient_id: str, before: datetime, limit: int) -> list[PaidVisit]:
        """A patient's visits before an instant, the latest first."""
        return self._page(_before(patient_id, before, limit)).items


class VisitsBeside(Appointments):
    """Visits shown beside a patient whose own entry in the trail says that they were shown."""

    item_type = BESIDE


class Places(Repository[VisitPlace]):
    """Where visits stand, by indexes that may lag: to be read by their own keys."""

    item_type = PLACE

    def among_latest(
        self, patient_id: str, visit_ids: Collection[str], limit: int
    ) -> list[VisitPlace]:
        """Of a patient's visits furthest ahead those of these ids; the others leave no trace."""
        pattern = keys.VISIT_TIMELINE
        query = Query(pattern=pattern, start=pattern.start(patient_id=patient_id), limit=limit)
        return self._page(query, among=visit_ids).items

    def on(self, day: date) -> list[VisitPlace]:
        """Those of a clinic-local day, in order."""
        return self._in_order(keys.VISIT_BY_DATE, local_date=day)


class VisitKeys(Repository[VisitKey]):
    """Under which keys visits are kept, by indexes that may lag."""

    item_type = VISIT_KEY

    def on(self, day: date, provider_ids: Collection[str] = ()) -> list[VisitKey]:
        """Those of a clinic-local day, in order; with `provider_ids` (100 at most) only theirs."""
        among = ("providerId", tuple(provider_ids)) if provider_ids else None
        return self._in_order(keys.VISIT_BY_DATE, among=among, local_date=day)

    def of_provider(self, provider_id: str, since: datetime, until: datetime) -> list[VisitKey]:
        """Those of a provider that start in [since, until), in order."""
        return self._all(of_provider(provider_id, since, until))


def _before(patient_id: str, instant: datetime, limit: int) -> Query:
    """A patient's visits before an instant, the latest first."""
    pattern = keys.VISIT_TIMELINE
    until = pattern.key(patient_id=patient_id, starts_at=instant)[pattern.sk_name]
    start = pattern.start(patient_id=patient_id)
    return Query(pattern=pattern, start=start, until=until, limit=limit)


def _own_key(visit: VisitPlace) -> dict[str, Any]:
    return {
        "patient_id": visit.patient_id,
        "appointment_id": visit.appointment_id,
        "starts_at": visit.starts_at,
    }


def of_provider(provider_id: str, since: datetime, until: datetime) -> Query:
    """A provider's visits that start in [since, until), in order."""
    pattern = keys.VISIT_BY_PROVIDER
    start = pattern.key(provider_id=provider_id, starts_at=since)
    end = f"APPOINTMENT#{utc_text(until - timedelta(milliseconds=1))}"
    return Query(pattern=pattern, start=start, until=end, limit=AT_ONCE, newest_first=False)


def day_keys(provider_days: Iterable[Where]) -> list[Key]:
    """Under which keys these days are kept."""
    return [keys.DAY.key(provider_id=who, local_date=day) for who, day in provider_days]


def among(found: Iterable[Day], wanted: Iterable[Where]) -> dict[Where, Day]:
    """The wanted days, in their order, as they were found; an empty one where none was."""
    days = {(each.provider_id, each.local_date): each for each in found}
    return {
        (who, day): days.get((who, day)) or Day(provider_id=who, local_date=day)
        for who, day in wanted
    }


class Days(Repository[Day]):
    """What is taken of each provider's days."""

    item_type = DAY

    def get(self, provider_id: str, day: date) -> Day:
        """The day as it stands now; an empty one if nothing was ever claimed."""
        try:
            return self._get(provider_id=provider_id, local_date=day, consistent=True)
        except NotFound:
            return Day(provider_id=provider_id, local_date=day)

    def several(self, provider_days: Iterable[Where]) -> dict[Where, Day]:
        """Days by (provider id, local date) as they stand now, in one round trip per hundred."""
        query = list(provider_days)
        return among(self._uow.many(self.item_type, day_keys(query)), query)

    def claim(
        self, visit: Appointment, *, read: Iterable[Day] = (), offer: tuple[str, ...] = ()
    ) -> None:
        """Take the visit's time in the transaction that stores it, and end all holds for it.

        `read` are the days the time was found free on: if their rules have changed, it fails.
        `offer` is the id of the offer that holds the time for this visit, if one does.
        """
        mine = (visit.appointment_id, *offer)
        self._take(
            visit.provider_id, occupied(visit), visit.appointment_id, read, own_ids=mine, ends=mine
        )

    def hold(
        self,
        provider_id: str,
        cells: Mapping[date, Iterable[str]],
        hold: Hold,
        *,
        read: Iterable[Day],
        own_ids: tuple[str, ...] = (),
        ends: tuple[str, ...] = (),
    ) -> None:
        """Hold these cells; like a claim, it fails if they or the day's rules have changed.

        Holds for one of `own_ids` do not stand in the way; what `ends` held elsewhere on the days
        that were read is given back.
        """
        self._take(provider_id, cells, hold.owner, read, own_ids=own_ids, ends=ends)

    def release(self, visit: Appointment, days: Iterable[Day]) -> None:
        """Give back whatever of the visit's time is its own in the days just read."""
        for day in days:
            given = own_cells(day, visit)
            if given:
                self._change(visit.provider_id, day.local_date, give=given, claims_seen=day.claims)

    def release_holds(self, days: Iterable[Day], *holder_ids: str) -> None:
        """Give back what is held for one of these in the days just read."""
        for day in days:
            given = held_cells(day, *holder_ids)
            if given:
                self._change(day.provider_id, day.local_date, give=given, claims_seen=day.claims)

    def exchange(self, changes: Changes) -> None:
        """Have cells of several days change hands as `exchanged` worked out."""
        for (provider_id, day), cells in changes.items():
            self._change(provider_id, day, **cells)

    def set_time_off(self, day: Day, time_off_id: str, span: Mapping[str, str] | None) -> None:
        """Put a span away into a day that was just read, or take it out of it (None)."""
        key = keys.DAY.key(provider_id=day.provider_id, local_date=day.local_date)
        changed = DayRules(
            key=key, name=f"{TIME_OFF}{time_off_id}", value=span, seen=day.rules_version
        )
        self._uow.stage("day", changed.operation())

    def set_stand_in(self, day: Day, stand_in_id: str | None) -> None:
        """Write who stands in into a day that was just read, so that it is claimed with them.

        None for nobody any more, on a day that has somebody.
        """
        key = keys.DAY.key(provider_id=day.provider_id, local_date=day.local_date)
        changed = DayRules(
            key=key,
            name=STAND_IN,
            value={"providerId": stand_in_id} if stand_in_id else None,
            seen=day.rules_version,
            may_replace=True,
        )
        self._uow.stage("day", changed.operation())

    def call_in(self, day: Day, name: str) -> None:
        """Write who is with the doctor into a day that was just read; of two the second fails."""
        key = keys.DAY.key(provider_id=day.provider_id, local_date=day.local_date)
        mark = DayMark(key=key, name=IN_CONSULTATION, value=name, seen=day.in_consultation)
        self._uow.stage("day", mark.operation())

    def of_visit(self, visit: Appointment) -> list[Day]:
        """The day, or two days, a visit's time lies in."""
        wanted = [(visit.provider_id, day) for day in occupied(visit)]
        return list(self.several(wanted).values())

    def _take(
        self,
        provider_id: str,
        wanted: Mapping[date, Iterable[str]],
        owner: str,
        read: Iterable[Day],
        *,
        own_ids: tuple[str, ...],
        ends: tuple[str, ...],
    ) -> None:
        known = {day.local_date: day for day in read}
        for when in {*wanted, *known}:
            day = known.get(when) or Day(provider_id=provider_id, local_date=when)
            take = dict.fromkeys(wanted.get(when, ()), owner)
            give = {c: text for c, text in held_cells(day, *ends).items() if c not in take}
            if take or give:
                rules = day.rules_version if take and when in known else None
                self._change(
                    provider_id, when, take=take, give=give, own_holders=own_ids,
                    seen=day.taken, rules_seen=rules, claims_seen=day.claims,
                )  # fmt: skip

    def _change(self, provider_id: str, day: date, **cells: Any) -> None:
        key = keys.DAY.key(provider_id=provider_id, local_date=day)
        change_of_day = change.Cells(key=key, now=self._uow.at, **cells)
        self._uow.stage("day", change_of_day.operation())
