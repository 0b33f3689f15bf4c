"""Reminders: eight senders start at the same moment on the same due messages, over a bad road.

Each message may go out once. One whose sender never learned what became of it is reported as on its
way, and never sent again by itself; so every message is either sent once or reported, none twice.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Barrier, Lock
from typing import Any, ClassVar
from unittest.mock import patch

from django.conf import settings

from appointments.booking.services import BookingRequest, book
from appointments.notifications import sending
from appointments.outbox.models import ReminderDue, ReminderStatus
from appointments.outbox.repository import REMINDER, Outbox
from appointments.visits.models import REMIND_BEFORE
from medisecure import wiring
from medisecure.access.actor import system
from medisecure.audit.actions import Action
from medisecure.dynamodb.sealing import codec
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Unavailable
from medisecure.messages import Message
from medisecure.web.input.fields import new_id
from tools.drills.bad_road import bad_road
from tools.drills.cast import (
    FIRST_HOUR,
    LAST_HOUR,
    QUARTERS,
    address_of,
    contested_times,
    doctors,
    patients,
)
from tools.drills.clients import Client
from tools.drills.meeting import Meeting
from tools.drills.report import Drill, Mutant

NAME, TARGET = "reminders", "every message sent once or reported, 0 twice"
MESSAGES, COPIES, ALL_WANT = 400, 8, 2
# Nobody else has a visit then, so no message of others is due; a week or more lies between the two.
FAR_AHEAD, FARTHER, FARTHEST = 3_000, 3_030, 3_050
TELL_EACH = 50
ROUNDS = 20  # in which a sender that gave up is started again
ONE_DAY = (LAST_HOUR - FIRST_HOUR) * QUARTERS  # visits of a quarter of an hour with one doctor
JOB = "drill"
Scan = Callable[[], Iterable[dict[str, Any]]]
Say = Callable[[str], None]


class Postbox:
    """A carrier that counts what it is given, by whom it is for."""

    sent: ClassVar[Counter[str]] = Counter()
    say: ClassVar[Say]
    _guard = Lock()

    def send(self, message: Message) -> str:
        with self._guard:
            self.sent[message.to] += 1
            count = self.sent.total()
        if count % TELL_EACH == 0:
            type(self).say(f"reminders: {count:,} sent")
        return "drill"


@dataclass(frozen=True, slots=True)
class Seen:
    """How often each was sent, how many are reported, and how many nobody knows of."""

    sent: Counter[str]
    reported: int
    silent: int

    @property
    def once(self) -> int:
        return sum(count > 0 for count in self.sent.values())

    @property
    def twice(self) -> int:
        return sum(count > 1 for count in self.sent.values())


def run(
    endpoint: str, scan: Scan, *, seed: int, size: int = MESSAGES, copies: int = COPIES,
    say: Say = print,
) -> Drill:  # fmt: skip
    """All copies at once on so many due messages; then all on the same ones, and a fault planted.

    There all of them have read a message before any of them takes it.
    """
    with bad_road(endpoint, seed) as road:
        seen = _round(road.endpoint, scan, size, copies, days_ahead=FAR_AHEAD, say=say)
        faults = sum(road.faults().values())
    with Meeting(copies).before(sending, "_take"):
        sound = _round(endpoint, scan, ALL_WANT, copies, days_ahead=FARTHER, say=say)
    with _takes_unasked(), Meeting(copies).before(sending, "_take"):
        planted = _round(endpoint, scan, ALL_WANT, copies, days_ahead=FARTHEST, say=say)
    twice, silent = (one + other for one, other in
                     ((seen.twice, sound.twice), (seen.silent, sound.silent)))  # fmt: skip
    figure = (f"{seen.once:,} of {size:,} sent by {copies} copies, {seen.reported} reported, "
              f"{twice} twice, {silent} forgotten")  # fmt: skip
    mutant = Mutant("takes a message without a condition", caught=planted.twice > 0)
    return Drill(name=NAME, size=size, faults=faults, figure=figure, target=TARGET,
                 ok=not twice and not silent, seed=seed, mutants=[mutant])  # fmt: skip


def _round(endpoint: str, scan: Scan, size: int, copies: int, *, days_ahead: int, say: Say) -> Seen:
    """So many messages that are due at once, and all copies at work on them."""
    people = patients(size)
    at = _book_all(people, days_ahead)
    say(f"reminders: {size:,} visits booked")
    with _postbox(say) as sent, ThreadPoolExecutor(copies) as pool:
        ready = Barrier(copies)
        clients = [Client(endpoint, system(JOB)) for _ in range(copies)]
        list(pool.map(lambda client: _send(client, at, ready), clients))
        counts = Counter({each: sent[address_of(each)] for each in people})
    status = _statuses(scan, set(people))
    unsent = [each for each in people if not counts[each]]
    reported = [each for each in unsent if status.get(each) is ReminderStatus.SENDING]
    return Seen(counts, len(reported), len(unsent) - len(reported))


def _book_all(people: list[str], days_ahead: int) -> datetime:
    """A visit each; the instant at which all their reminders are due."""
    # As many doctors as it takes for one day: a message that is a week late is not sent any more.
    times = contested_times(doctors(-(-len(people) // ONE_DAY)), days_ahead)
    starts = []
    for n, patient_id in enumerate(people):
        if n % QUARTERS == 0:
            where = next(times)
        starts.append(where.at(n % QUARTERS))
        book(wiring.system_work(JOB), BookingRequest(
            appointment_id=new_id("appointment"), patient_id=patient_id,
            provider_id=where.provider_id, starts_at=starts[-1], minutes=15,
        ))  # fmt: skip
    return max(starts) - REMIND_BEFORE + timedelta(minutes=5)


def _send(client: Client, at: datetime, ready: Barrier) -> None:
    """One copy: until nothing is due, starting again whenever it gave up."""

    def begin() -> UnitOfWork:
        return client.unit_of_work()

    ready.wait()
    for _ in range(ROUNDS):
        try:
            if not sending.send_due(begin, at).outcomes:
                return
        except Unavailable:
            continue


def _statuses(scan: Scan, people: set[str]) -> dict[str, ReminderStatus]:
    found: Iterator[ReminderDue] = (
        codec.decode(REMINDER, item, wiring.cipher(), settings.TABLE_NAME)
        for item in scan()
        if item["SK"]["S"].startswith("REMINDER#")
    )
    return {each.patient_id: each.status for each in found if each.patient_id in people}


@contextmanager
def _postbox(say: Say) -> Iterator[Counter[str]]:
    """Every message goes into the postbox while the block lasts."""
    Postbox.sent, Postbox.say = Counter(), say
    carriers = {"email": f"{__name__}.{Postbox.__name__}"}
    with patch.object(settings, "MESSAGE_CARRIERS", carriers):
        yield Postbox.sent


@contextmanager
def _takes_unasked() -> Iterator[None]:
    """A sender takes a message whatever has become of it since it was read."""

    def taken(uow: UnitOfWork, due: ReminderDue) -> ReminderDue:
        begun = due.begun(uow.at)
        with uow:
            uow.record_change(Action.BEGIN_MESSAGE, due.appointment_id, due.patient_id)
            Outbox(uow).put(begun)
        return begun

    with patch.object(sending, "_take", taken):
        yield
