"""The messages that go with a visit: planned and called off in the visit's transactions.

One item a visit and kind. Its version is the moment it was planned, so that whoever read an earlier
plan can no longer take it; `sequence` is the visit's, so that an old message tells nobody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from appointments.outbox.models import (
    DAY_BEFORE,
    GIVEN_UP,
    IN_FLIGHT,
    KINDS,
    MOVED,
    NEWS,
    ON_ITS_WAY,
    PROPOSAL,
    By,
    KnownVisit,
    ReminderDue,
    ReminderStatus,
)
from appointments.outbox.moved_news import untold
from appointments.visits.models import REMIND_BEFORE, Appointment
from medisecure.audit.actions import Action
from medisecure.clock import utc_text
from medisecure.dynamodb import change, keys
from medisecure.dynamodb.item_type import ItemType, Trace
from medisecure.dynamodb.query import Query
from medisecure.dynamodb.repository import Repository
from medisecure.dynamodb.unit_of_work import Page

OLDEST_CALL, A_PAGE = timedelta(days=62), 100
MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

REMINDER = ItemType(
    "reminder", ReminderDue, keys.REMINDER, (keys.REMINDER_DUE,), "REMINDER", Trace.NONE
)


class Outbox(Repository[ReminderDue]):
    """Messages still to be sent, and what became of the others."""

    item_type = REMINDER

    def get(self, patient_id: str, appointment_id: str, kind: str = DAY_BEFORE) -> ReminderDue:
        """One message as it stands now; `NotFound` if none is planned."""
        return self._get(
            patient_id=patient_id, appointment_id=appointment_id, kind=kind, consistent=True
        )

    def of_patient(self, patient_id: str) -> list[ReminderDue]:
        """The messages about a patient's visits, sent ones too."""
        start = keys.REMINDER.start(patient_id=patient_id)
        query = Query(pattern=keys.REMINDER, start=start, limit=A_PAGE, consistent=True)
        return self._all(query)

    def of_visits(self, visits: Iterable[Appointment], kind: str) -> dict[str, ReminderDue]:
        """The messages of one kind about several visits, by visit, in one round trip."""
        found = self._many(
            {"patient_id": each.patient_id, "appointment_id": each.appointment_id, "kind": kind}
            for each in visits
        )
        return {each.appointment_id: each for each in found}

    def due(self, since: datetime, until: datetime, at_once: int = 25) -> Iterator[ReminderDue]:
        """Everything to be sent that was due from one instant to another, by UTC day."""
        day = since.astimezone(UTC).date()
        while day <= until.astimezone(UTC).date():
            yield from self._under(day.isoformat(), until, at_once)
            day += timedelta(days=1)

    def in_flight(self, begun_before: datetime) -> Iterator[ReminderDue]:
        """Those begun before then whose sender never said what became of them."""
        for each in self._under(IN_FLIGHT, datetime.max.replace(tzinfo=UTC), at_once=100):
            if each.begun_at and each.begun_at < begun_before:
                yield each

    def failed(self, at: datetime) -> list[ReminderDue]:
        """Those that could not be sent, as far as it is not too late to ring, the soonest first.

        All of them: a page holds what is over too, and whoever is left out is called by nobody.
        """
        since = keys.REMINDER_DUE.start(due_on=GIVEN_UP, due_at=at - OLDEST_CALL)
        until = f"{utc_text(at + OLDEST_CALL)}"
        query = Query(
            pattern=keys.REMINDER_DUE, start=since, until=until, limit=A_PAGE, newest_first=False
        )
        return [each for each in self._all(query) if each.needs_call(at)]

    def stalled(self, at: datetime) -> list[ReminderDue]:
        """Those whose sender never said what became of them, as far as it is not too late."""
        return [each for each in self.in_flight(at - ON_ITS_WAY) if each.needs_call(at)]

    def plan(self, visit: Appointment) -> None:
        """Have the visit's reminder sent a day before it, in place of any earlier plan."""
        due_at = visit.starts_at - REMIND_BEFORE
        if not visit.status.is_reminded or due_at <= self._uow.at:
            self.call_off(visit)
            return
        self._uow.put(self.item_type, self.planned(visit, due_at))

    def tell(self, visit: Appointment, kind: str) -> None:
        """Have the patient told at once what has just happened to a visit that is still ahead.

        A message of the same kind that was not sent yet gives way to this one, and one of another
        kind says nothing once the visit is not as it tells any more.
        """
        if visit.starts_at <= self._uow.at:
            return
        news = self.planned(visit, self._uow.at, kind)
        self._uow.put(self.item_type, replace(news, by=self._by()))

    def unsent_news(self, visit: Appointment) -> list[ReminderDue]:
        """What the clinic did to the visit as it stands now, and its patient was not told yet.

        Of a visit of a series the unsent news about all of the series. Nothing for a patient, or
        who acts for one: they see what they do.
        """
        if self._by() is not By.CLINIC:
            return []
        query = Query(pattern=keys.REMINDER, start=_news_of(visit), limit=A_PAGE, consistent=True)
        return [
            each
            for each in self._all(query)
            if each.kind in NEWS
            and each.by is By.CLINIC
            and each.status is ReminderStatus.PENDING
            and (each.appointment_id != visit.appointment_id or each.sequence == visit.sequence)
        ]

    def tell_moved(
        self, moved: Sequence[tuple[Appointment, Appointment]], unsent: Iterable[ReminderDue] = ()
    ) -> None:
        """Have one patient told where visits are now: each as it was and as it is.

        `unsent` is their unsent news of them: they know the visits where they were before those,
        and what is back there is no news. Leaving the block raises `Conflict` if that left
        meanwhile.
        """
        now = {was.appointment_id: visit for was, visit in moved}
        left = untold([was for was, _ in moved], now, unsent)
        ahead = [each for each in left.visits if now[each.appointment_id].starts_at > self._uow.at]
        carrier = ""
        if ahead:
            carrier = ahead[0].appointment_id
        elif left.rest:  # news of others that was kept with a visit which is back
            carrier = left.gone[0].appointment_id
        if carrier:
            self.put(self._news_of_move(now[carrier], [*ahead, *left.rest]))
        for news in left.gone:
            if news.appointment_id != carrier:
                self._uow.follow(REMINDER, news, "write", change.removal(REMINDER, news))
        for news in left.kept:
            self._uow.store_following(REMINDER, news)

    def _news_of_move(self, visit: Appointment, told: Iterable[KnownVisit]) -> ReminderDue:
        """The message kept with that visit which tells of all these."""
        known = {each.appointment_id: each for each in told}
        own = known.pop(visit.appointment_id, None) or KnownVisit(
            appointment_id=visit.appointment_id
        )
        return replace(
            self.planned(visit, self._uow.at, MOVED),
            by=self._by(),
            was_at=own.was_at,
            known_with=own.known_with,
            known_place=own.known_place,
            along=list(known.values()) if visit.series_id else None,
        )

    def _by(self) -> By:
        actor = self._uow.actor
        if not actor.is_for_a_patient:
            return By.CLINIC
        return By.PROXY if actor.acting_for else By.SELF

    def call_off(self, visit: Appointment) -> None:
        """No reminder for a visit that does not take place, or is too near to remind of."""
        self._uow.delete(self.item_type, self.planned(visit, visit.starts_at))

    def withdraw(self, visit: Appointment) -> None:
        """No other time is proposed any more: the visit was moved or is off."""
        self._uow.delete(self.item_type, self.planned(visit, visit.starts_at, PROPOSAL))

    def about(self, patient_id: str, appointment_id: str) -> list[ReminderDue]:
        """The messages of all kinds about one visit, or one offered time."""
        return self._many(
            {"patient_id": patient_id, "appointment_id": appointment_id, "kind": kind}
            for kind in KINDS
        )

    def carry(self, message: ReminderDue, patient_id: str) -> None:
        """Stage a message that was read here under the patient's other id.

        One in the hands of a sender stays: that sender says what became of it.
        """
        if message.status is ReminderStatus.SENDING:
            return
        carried = replace(message, patient_id=patient_id)
        self._uow.follow(REMINDER, message, "write", change.removal(REMINDER, message))
        self._uow.put(REMINDER, carried)

    def put(self, message: ReminderDue) -> None:
        """Keep a message in the place of an earlier one of its kind."""
        self._uow.put(self.item_type, message)

    def remove(self, message: ReminderDue, action: Action) -> None:
        """Take a message that was read here away; `Conflict` if it changed since."""
        self._uow.remove(self.item_type, message, action)

    def planned(self, visit: Appointment, due_at: datetime, kind: str = DAY_BEFORE) -> ReminderDue:
        """A message about the visit as it stands, due at that instant."""
        return ReminderDue(
            patient_id=visit.patient_id,
            appointment_id=visit.appointment_id,
            kind=kind,
            due_at=due_at,
            sequence=visit.sequence,
            visit_at=visit.starts_at,
            provider_id=visit.provider_id,
            version=self.version_now,
        )

    def notice(self, kind: str, patient_id: str, about: str) -> ReminderDue:
        """A message that tells of no visit, but of the thing with the id `about`; due at once."""
        return ReminderDue(
            patient_id=patient_id, appointment_id=about, kind=kind, due_at=self._uow.at,
            version=self.version_now,
        )  # fmt: skip

    @property
    def version_now(self) -> int:
        """The version of a message planned at this moment."""
        return (self._uow.at - EPOCH) // MILLISECOND

    def take_back(self, patient_id: str, appointment_id: str, kind: str) -> None:
        """No message of this kind any more, if there is one."""
        self._uow.delete(
            self.item_type,
            ReminderDue(
                patient_id=patient_id, appointment_id=appointment_id, kind=kind, due_at=self._uow.at
            ),
        )

    def _under(self, place: str, until: datetime, at_once: int) -> Iterator[ReminderDue]:
        """What is in one partition of the index, in order, as far as `until`."""
        start, cursor = keys.REMINDER_DUE.start(due_on=place), ""
        while True:
            query = Query(pattern=keys.REMINDER_DUE, start=start, limit=at_once, newest_first=False)
            page: Page[ReminderDue] = self._page(query, cursor)
            for each in page.items:
                if each.due_at > until:
                    return
                yield each
            cursor = page.next_cursor
            if not cursor:
                return


def _news_of(visit: Appointment) -> keys.Key:
    """Where the messages about a visit begin, or about all visits of its series."""
    if visit.series_id is None:
        return keys.REMINDER.start(patient_id=visit.patient_id, appointment_id=visit.appointment_id)
    return keys.SERIES_REMINDER.start(patient_id=visit.patient_id, series_id=visit.series_id)
