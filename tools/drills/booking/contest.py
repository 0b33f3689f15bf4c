"""Many clients over the same hours, what each was told, and what is found of it in the end."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from appointments.visits.models import Appointment
from tools.drills.booking.limits_off import limits_off
from tools.drills.booking.oracle import Found, places_taken_twice
from tools.drills.booking.player import HURRIED, Manner, Player
from tools.drills.cast import QUARTER, QUARTERS, Contested, doctors, patients
from tools.drills.clients import Client, patient, staff
from tools.drills.history import Kind, Outcome, Press, is_linearizable
from tools.drills.meeting import Meeting

DOCTORS, LANES = 10, 2
MINUTES = 15
Scan = Callable[[], Iterable[dict[str, Any]]]


@dataclass(slots=True)
class Contest:
    """All clients over some contested hours, and what came of it."""

    clients: list[Client]
    patient_ids: list[str]
    provider_ids: list[str]
    seed: int
    manner: Manner = HURRIED
    meeting: Meeting | None = None
    played: dict[Contested, list[Player]] = field(default_factory=dict)

    def run(self, times: Iterable[Contested]) -> None:
        """Hour by hour, all clients at once; the next hour begins while the slowest end theirs.

        Where clients meet, there is one hour at a time.
        """
        with limits_off(), ThreadPoolExecutor(1 if self.meeting else LANES) as pool:
            list(pool.map(self._hour, count(len(self.played)), times))

    def _hour(self, n: int, where: Contested) -> None:
        people = zip(self.clients, self.patient_ids, strict=True)
        players = [
            Player(client, patient_id, where, f"{self.seed}/{n}/{m}", self.manner)
            for m, (client, patient_id) in enumerate(people)
        ]
        self.played[where] = players
        if self.meeting:
            self.meeting.begin()
        with ThreadPoolExecutor(len(players)) as pool:
            list(pool.map(Player.play, players))

    def bad_histories(self, found: Found) -> list[Contested]:
        """The hours whose history nothing explains."""
        by_doctor: dict[str, list[Appointment]] = defaultdict(list)
        for visit in found.live:
            by_doctor[visit.provider_id].append(visit)
        return [
            where for where in self.played
            if not is_linearizable(self._history(where, by_doctor[where.provider_id]), QUARTERS)
        ]  # fmt: skip

    def written_out(self, where: Contested, found: Found) -> str:
        """The history of one hour, a press a line, and what is in the table."""
        presses = self._history(where, found.live)
        return "\n".join(["a history nothing explains:", *(
            f"{each.began:.3f} to {each.ended:.3f} {each.kind} {each.quarters} by {each.form[-6:]}"
            f" whose clock shows {each.at}, until {each.until}: {each.outcome} {each.found or ''}"
            for each in sorted(presses, key=lambda each: each.began))])  # fmt: skip

    def acknowledged(self) -> set[str]:
        """The visits that somebody was told of, and did not touch afterwards; by id."""
        told: set[str] = set()
        for player in self.everyone():
            ids = {form.name: form.ids for form in player.forms}
            for press in player.history:
                told -= set(ids[press.form])
                stays = press.kind is Kind.MOVE and press.outcome is Outcome.REFUSED
                booked = press.kind in (Kind.BOOK, Kind.MOVE) and press.outcome is Outcome.DONE
                told |= {ids[press.form][-1]} if stays or booked else set()
        return told

    def everyone(self) -> Iterator[Player]:
        return (player for players in self.played.values() for player in players)

    def _history(self, where: Contested, visits: Iterable[Appointment]) -> list[Press]:
        """What everybody was told of an hour, and what is there at the end."""
        names = {n: form.name for p in self.played[where] for form in p.forms for n in form.ids}
        seen: list[str | None] = [None] * QUARTERS
        for visit in visits:
            first = (visit.starts_at - where.starts_at) // QUARTER
            if visit.provider_id == where.provider_id and 0 <= first < QUARTERS:
                for quarter in range(first, first + visit.minutes // MINUTES):
                    seen[quarter] = names[visit.appointment_id]
        told = [press for player in self.played[where] for press in player.history]
        end = max(press.ended for press in told)
        look = Press(kind=Kind.FOUND, form="", began=end, ended=end + 1, found=tuple(seen))
        return [*told, look]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong in the table, the bad histories, the visits told of, and those of them lost."""

    problems: list[str]
    bad: list[str]
    told: int
    lost: int

    @property
    def is_clean(self) -> bool:
        return not (self.problems or self.bad or self.lost)


def contest(endpoint: str, seed: int, clients: int, manner: Manner = HURRIED) -> Contest:
    """A contest on fresh doctors: half of the clients are patients, half sit at the desk."""
    patient_ids = patients(clients)
    actors = [
        patient(each) if n % 2 else staff("staff_drill") for n, each in enumerate(patient_ids)
    ]
    people = [Client(endpoint, actor) for actor in actors]
    return Contest(people, patient_ids, doctors(DOCTORS), seed, manner)


def judged(played: Contest, scan: Scan, *, whole: bool = False) -> Verdict:
    """The verdict on all that was played; on the whole table if nobody else is in it."""
    items = list(scan())
    found = Found(items, None if whole else played.provider_ids)
    told = played.acknowledged()
    lost = told - {visit.appointment_id for visit in found.live}
    bad = [played.written_out(where, found) for where in played.bad_histories(found)]
    asked = {each for client in played.clients for each in client.request_ids}
    problems = [*found.problems(), *places_taken_twice(items, asked)]
    return Verdict(problems, bad, len(told), len(lost))
