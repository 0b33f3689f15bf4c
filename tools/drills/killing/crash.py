"""Crash: workers die by `kill -9` anywhere in a booking, move, swap or cancellation.

Whoever pressed the button presses the same form again, in a new process. Whatever the first one had
stored by then, and whatever answer the bad road had swallowed: there must be exactly one live visit
where it was last put, its claim and no other, and one reminder.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from appointments.visits.models import Appointment
from medisecure.web.input.fields import new_id
from tools.drills import mutants
from tools.drills.bad_road import bad_road
from tools.drills.booking.oracle import Found
from tools.drills.cast import QUARTERS, Contested, contested_times, doctors, patients
from tools.drills.killing.nursery import Nursery, nursery
from tools.drills.report import Drill, Mutant

NAME, TARGET = "crash", "after every kill exactly one visit, one claim, one reminder"
KILLS, LANES, AT_ONCE = 500, 4, 100
LATEST_KILL = 1.3  # times as long as a worker usually needs for its job
PRESSES = 6
MINUTES = 30
Scan = Callable[[], Iterable[dict[str, Any]]]
Say = Callable[[str], None]


@dataclass(slots=True)
class Visit:
    """A visit as whoever pressed the buttons believes it to be; None as `at` is cancelled."""

    patient_id: str
    provider_id: str
    at: datetime | None = None
    sequence: int = 0
    appointment_id: str = field(default_factory=lambda: new_id("appointment"))

    @property
    def names(self) -> tuple[str, str]:
        return self.patient_id, self.appointment_id


@dataclass(slots=True)
class Lane:
    """One person at one desk, whose workers keep dying."""

    workers: Nursery
    times: Iterator[Contested]
    patient_ids: tuple[str, str]
    chance: random.Random
    die_at_seam: bool = False
    visits: list[Visit] = field(default_factory=list)
    kills: int = 0
    unsettled: list[str] = field(default_factory=list)

    def run(self, kills: int) -> None:
        """Two visits booked, one moved, both swapped, one cancelled; until so many have died."""
        wanted = self.kills + kills
        while self.kills < wanted:
            one, other = (self.book(each) for each in self.patient_ids)
            self._move(one)
            self._swap(one, other)
            self._cancel(self.chance.choice([one, other]))

    def book(self, patient_id: str) -> Visit:
        """A new visit for that patient, booked at the next of the lane's times."""
        where = next(self.times)
        visit = Visit(patient_id, where.provider_id)
        self.visits.append(visit)
        at = where.at(self.chance.randrange(QUARTERS - 1))
        if self._press({"deed": "book", **self._place(visit, at)}):
            visit.at = at
        return visit

    def _move(self, visit: Visit) -> None:
        where = next(self.times)
        visit.provider_id = where.provider_id
        at = where.at(self.chance.randrange(QUARTERS - 1))
        if self._press({"deed": "move", **self._place(visit, at), "sequence": visit.sequence}):
            visit.at, visit.sequence = at, visit.sequence + 1

    def _swap(self, one: Visit, other: Visit) -> None:
        seen = [one.sequence, other.sequence]
        if self._press({"deed": "swap", "visits": [one.names, other.names], "seen": seen}):
            one.at, other.at = other.at, one.at
            one.provider_id, other.provider_id = other.provider_id, one.provider_id
            one.sequence, other.sequence = one.sequence + 1, other.sequence + 1

    def _cancel(self, visit: Visit) -> None:
        names = {"patient_id": visit.patient_id, "appointment_id": visit.appointment_id}
        if self._press({"deed": "cancel", **names}, done="already cancelled"):
            visit.at = None

    def _place(self, visit: Visit, at: datetime) -> dict[str, Any]:
        return {"patient_id": visit.patient_id, "provider_id": visit.provider_id,
                "appointment_id": visit.appointment_id, "starts_at": at.isoformat(),
                "minutes": MINUTES}  # fmt: skip

    def _press(self, job: dict[str, Any], done: str = "") -> bool:
        """Press until somebody says how it ended; the first worker, and some others, are killed."""
        said = None
        for n in range(PRESSES):
            latest = LATEST_KILL * self.workers.usual_seconds
            kill = self.chance.uniform(0, latest) if self.chance.random() < 0.6**n else None
            if self.die_at_seam:
                job, kill = job | {"dies_at_seam": n == 0}, None
            said = self.workers.do(job, kill_after=kill)
            self.kills += said is None
            if said and (said["outcome"] == "done" or (done and done in said["said"])):
                return True
        self.unsettled.append(f"{job['deed']}: {said['said'] if said else 'no answer'}")
        return False


def run(
    endpoint: str, scan: Scan, *, seed: int, kills: int = KILLS, lanes: int = LANES,
    whole: bool = True, say: Say = print,
) -> Drill:  # fmt: skip
    """The kills, then some where a fault is planted."""
    with bad_road(endpoint, seed) as road:
        provider_ids = doctors(lanes)
        with nursery(road.endpoint) as workers:
            people = _lanes(workers, provider_ids, seed)
            _kill(people, kills, say)
            problems = _problems(people, scan, None if whole else provider_ids)
        faults = sum(road.faults().values())
    for each in problems[:20]:
        say(f"crash: {each}")
    planted = [Mutant("claim and visit are two writes", _sees(endpoint, scan, seed))]
    died = sum(lane.kills for lane in people)
    visits = sum(len(lane.visits) for lane in people)
    figure = f"{len(problems)} wrong after {died:,} kills in {visits:,} visits"
    return Drill(name=NAME, size=died, faults=faults, figure=figure, target=TARGET,
                 ok=not problems and died >= kills, seed=seed, mutants=planted)  # fmt: skip


def _lanes(workers: Nursery, provider_ids: list[str], seed: int) -> list[Lane]:
    """One lane a doctor, so that nobody is in anybody's way."""
    found = []
    for n, provider_id in enumerate(provider_ids):
        one, other = patients(2)
        chance = random.Random(f"{seed}/{n}")  # noqa: S311 - a drill is repeated from its seed
        found.append(Lane(workers, contested_times([provider_id]), (one, other), chance))
    return found


def _kill(lanes: list[Lane], kills: int, say: Say) -> None:
    """All lanes at once, until at least so many workers have died."""
    with ThreadPoolExecutor(len(lanes)) as pool:
        while (died := sum(lane.kills for lane in lanes)) < kills:
            part = -(-min(AT_ONCE, kills - died) // len(lanes))
            list(pool.map(partial(Lane.run, kills=part), lanes))
            say(f"crash: {sum(lane.kills for lane in lanes):,} of {kills:,} workers killed")


def _problems(lanes: list[Lane], scan: Scan, provider_ids: list[str] | None) -> list[str]:
    """What is wrong now that they have died."""
    found = Found(scan(), provider_ids)
    return [
        *(each for lane in lanes for each in lane.unsettled),
        *_misplaced(found.visits, [visit for lane in lanes for visit in lane.visits]),
        *found.problems(),
    ]


def _misplaced(stored: list[Appointment], believed: list[Visit]) -> Iterator[str]:
    """Visits that are not where the last press put them."""
    places = {
        each.appointment_id: (each.provider_id, each.starts_at) if each.is_live else None
        for each in stored
    }
    for visit in believed:
        wanted = (visit.provider_id, visit.at) if visit.at else None
        if places.get(visit.appointment_id, "nowhere") != wanted:
            yield f"{visit.appointment_id}: not where it was last put"


def _sees(endpoint: str, scan: Scan, seed: int) -> bool:
    """Whether the drill notices a claim that is not in the visit's transaction.

    The worker dies right between the two writes, and nothing else goes wrong.
    """
    provider_ids = doctors(1)
    with nursery(endpoint, mutants.two_writes.__name__) as workers:
        (lane,) = _lanes(workers, provider_ids, seed)
        lane.die_at_seam = True
        lane.book(lane.patient_ids[0])
        return any("claimed by None" in each for each in _problems([lane], scan, provider_ids))
