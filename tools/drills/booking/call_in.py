"""Call in: several clerks start several patients of one doctor in the same moment, over a bad road.

Never are two with the doctor at once; who was told that theirs is, is; and nobody is let in beside
somebody whose *Done* is being taken back at that moment.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from appointments.booking.requests import BookingRequest
from appointments.visit_flow.one_at_a_time import Room
from appointments.visit_flow.services import step, undo, walk_in
from appointments.visits.models import WALKED_IN, Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from medisecure import wiring
from medisecure.clock import now
from medisecure.dynamodb.change import Operation
from medisecure.dynamodb.day_mark import DayMark
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.web.input.fields import new_id
from tools.drills.bad_road import bad_road
from tools.drills.cast import doctors, patients
from tools.drills.clients import Answer, Client, staff
from tools.drills.history import Outcome
from tools.drills.meeting import Meeting
from tools.drills.mutants import Mutant as Plant
from tools.drills.report import Drill, Mutant
from tools.drills.stage import Scan

NAME, TARGET = "call-in", "0 doctors with two patients, 0 untold, 0 told wrongly"
ROUNDS, CLERKS = 150, 4
MOST_ROUNDS = 24  # in which a planted fault has to show; each is more than likely to show it
TELL_EACH = 50
INSIDE, DONE = Status.IN_CONSULTATION, Status.COMPLETED
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One doctor's patients in the waiting room, each with a clerk of their own."""

    clerks: Sequence[Client]
    visits: Sequence[Appointment]

    def press(self, deeds: Sequence[tuple[int, Callable[[UnitOfWork], Any]]]) -> list[Answer]:
        """All at once, each by the clerk of that number."""
        with ThreadPoolExecutor(len(deeds)) as pool:
            asked = [pool.submit(self.clerks[n].press, deed, tries=4) for n, deed in deeds]
            return [each.result() for each in asked]

    def start(self, n: int) -> Callable[[UnitOfWork], Any]:
        visit = self.visits[n]
        return lambda uow: step(
            uow, visit.patient_id, visit.appointment_id, INSIDE, expected=Status.ARRIVED
        )

    def take_back(self, n: int) -> Callable[[UnitOfWork], Any]:
        visit = self.visits[n]
        return lambda uow: undo(uow, visit.patient_id, visit.appointment_id, expected=DONE)

    @property
    def inside(self) -> list[int]:
        """Whose visit is going on, as it is stored."""
        named = [(each.patient_id, each.appointment_id, each.starts_at) for each in self.visits]
        found = Appointments(wiring.system_work("drill")).as_named(named)
        ids = {each.appointment_id for each in found if each.status is INSIDE}
        return [n for n, each in enumerate(self.visits) if each.appointment_id in ids]


def run(
    endpoint: str, _scan: Scan, *, seed: int, rounds: int = ROUNDS, say: Say = print
) -> Drill:  # fmt: skip
    """So many waiting rooms over a bad road, then each planted fault until it is seen."""
    found: list[str] = []
    with bad_road(endpoint, seed) as road:
        for n in range(rounds):
            found += _round(road.endpoint)
            if n % TELL_EACH == TELL_EACH - 1:
                say(f"call-in: {n + 1:,} of {rounds:,} waiting rooms, {len(found)} found")
        faults = sum(road.faults().values())
    sound = _seen(endpoint, nullcontext, rounds=1)
    planted = [Mutant(name, bool(_seen(endpoint, plant))) for name, plant in PLANTED]
    for each in planted:
        say(f"call-in: {each.name}: {'seen' if each.caught else 'NOT SEEN'}")
    figure = f"{len(found)} found in {rounds:,} waiting rooms with {CLERKS} clerks each"
    return Drill(name=NAME, size=rounds, faults=faults, figure=figure, target=TARGET,
                 ok=not found and not sound, seed=seed, mutants=planted)  # fmt: skip


def _seen(endpoint: str, plant: Plant, *, rounds: int = MOST_ROUNDS) -> list[str]:
    """What is wrong where all have looked before any of them writes."""
    for _ in range(rounds):
        with plant():
            found = _round(endpoint, meet=True)
        if found:
            return found
    return []


def _round(endpoint: str, *, meet: bool = False) -> list[str]:
    """All start at once; then one of them is done, and taken back while another one starts."""
    room = _waiting_room(endpoint)
    everybody = range(len(room.visits))
    with _meeting(CLERKS, meet=meet):
        answers = room.press([(n, room.start(n)) for n in everybody])
    found = _wrong(room, dict(zip(everybody, answers, strict=True)))
    if len(room.inside) != 1:
        return found
    [first] = room.inside
    other = next(n for n in everybody if n != first)
    visit = room.visits[first]
    uow = wiring.system_work("drill")
    step(uow, visit.patient_id, visit.appointment_id, DONE, expected=INSIDE)
    uow.close()
    with _meeting(2, meet=meet):
        again = room.press([(first, room.take_back(first)), (other, room.start(other))])
    return found + _wrong(room, {first: again[0], other: again[1]})


def _wrong(room: Waiting, answers: dict[int, Answer]) -> list[str]:
    inside = room.inside
    told = [n for n, answer in answers.items() if answer.outcome is Outcome.DONE]
    found = []
    if len(inside) > 1:
        found.append(f"{len(inside)} patients with one doctor")
    if set(told) - set(inside):
        found.append("somebody was told theirs had begun, and it had not")
    if not inside and all(answer.outcome is Outcome.REFUSED for answer in answers.values()):
        found.append("everybody was refused, and nobody is with the doctor")
    return found


def _waiting_room(endpoint: str) -> Waiting:
    [provider_id] = doctors(1)
    visits = []
    for patient_id in patients(CLERKS):
        uow = wiring.system_work("drill")
        wanted = BookingRequest(
            appointment_id=new_id("appointment"), patient_id=patient_id, provider_id=provider_id,
            starts_at=now().replace(minute=0, second=0, microsecond=0), minutes=15,
            overrule=WALKED_IN,
        )  # fmt: skip
        visits.append(walk_in(uow, wanted))
        uow.close()
    clerks = [Client(endpoint, staff(f"staff_drill_{n}")) for n in range(CLERKS)]
    return Waiting(clerks, visits)


@contextmanager
def _meeting(parties: int, *, meet: bool) -> Iterator[None]:
    with Meeting(parties).before(Days, "call_in") if meet else nullcontext():
        yield


@contextmanager
def _unconditional() -> Iterator[None]:
    """Who is with the doctor is written without a look at who it was."""
    careful = DayMark.operation

    def careless(self: DayMark) -> Operation:
        update = dict(careful(self)["Update"])
        del update["ConditionExpression"]
        values = {":next": update["ExpressionAttributeValues"][":next"]}
        return {"Update": {**update, "ExpressionAttributeValues": values}}

    with patch.object(DayMark, "operation", careless):
        yield


@contextmanager
def _nameless() -> Iterator[None]:
    """A visit that is called in again is written as it was the first time."""
    careful = Room.enter

    def careless(self: Room, uow: UnitOfWork, visit: Appointment) -> None:
        kept = Days.call_in

        def unversioned(days: Days, day: Any, name: str) -> None:
            kept(days, day, f"{name.rpartition('/')[0]}/0")

        with patch.object(Days, "call_in", unversioned):
            careful(self, uow, visit)

    with patch.object(Room, "enter", careless):
        yield


PLANTED = (
    ("who is with the doctor is not looked at in the write", _unconditional),
    ("the same visit called in again looks the same", _nameless),
)
