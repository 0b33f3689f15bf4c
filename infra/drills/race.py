"""Race: many clients want the same hours, over a bad road, and nobody's clock agrees.

Every contested hour is held, booked, moved and cancelled by all clients at once, in unequal
lengths, with clocks up to a quarter of an hour apart so that ten-minute holds lapse in between.
What each was told is a history; the checker must find an order that explains it together with what
is in the table at the end, and the oracle must find nothing wrong in the whole table.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from appointments.models import Appointment
from infra.drills import mutants
from infra.drills.cast import QUARTER, QUARTERS, Contested, contested_times, doctors, patients
from infra.drills.clients import Client, patient, staff
from infra.drills.history import Kind, Outcome, Press, is_linearizable
from infra.drills.oracle import Found
from infra.drills.player import Player
from infra.drills.proxy import bad_road
from infra.drills.report import Drill, Mutant

NAME, TARGET = "race", "0 overlaps, 0 bad histories, 0 acknowledged bookings lost"
TIMES, CLIENTS, DOCTORS = 1_000, 8, 10
MUTANT_TIMES, AT_ONCE = 120, 10
Scan = Callable[[], Iterable[dict[str, Any]]]
Say = Callable[[str], None]
MINUTES = 15


@dataclass(slots=True)
class Race:
    """All clients over some contested hours, and what came of it."""

    clients: list[Client]
    patient_ids: list[str]
    seed: int
    new_ids: bool = False
    played: dict[Contested, list[Player]] = field(default_factory=dict)

    def run(self, times: Iterable[Contested]) -> None:
        """Hour by hour, all clients at once."""
        with ThreadPoolExecutor(len(self.clients)) as pool:
            for where in times:
                players = [
                    Player(client, patient_id, where, f"{self.seed}/{len(self.played)}/{n}")
                    for n, (client, patient_id) in enumerate(
                        zip(self.clients, self.patient_ids, strict=True))
                ]  # fmt: skip
                for player in players:
                    player.new_ids = self.new_ids
                self.played[where] = players
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


def run(
    endpoint: str, scan: Scan, *, seed: int, times: int = TIMES, clients: int = CLIENTS,
    mutant_times: int = MUTANT_TIMES, whole: bool = True, say: Say = print,
) -> Drill:  # fmt: skip
    """The race itself, then once with each planted fault until it is seen.

    `whole`: the table holds nothing but this drill's, so all of it is looked at.
    """
    with bad_road(endpoint, seed) as road:
        race, provider_ids = _race(road.endpoint, seed, clients)
        for n, part in enumerate(_in_parts(contested_times(provider_ids), times, 100)):
            race.run(part)
            say(f"race: {n * 100 + len(part):,} of {times:,} contested times")
        faults = sum(road.faults().values())
        problems, bad, lost, told = _verdict(race, scan, None if whole else provider_ids)
        for each in [*problems[:20], *bad]:
            say(f"race: {each}")
        planted = [
            Mutant(
                name,
                caught=_sees(
                    road.endpoint, scan, seed=seed, clients=clients, times=mutant_times, plant=plant
                ),
            )
            for name, plant in PLANTED.items()
        ]
    presses = Counter(press.outcome for player in race.everyone() for press in player.history)
    figure = (
        f"{len(problems)} wrong in the table, {len(bad)} bad histories in {len(race.played):,}, "
        f"{lost} of {told:,} acknowledged lost ({presses.total():,} presses by {clients} clients: "
        f"{presses[Outcome.DONE]:,} done, {presses[Outcome.REFUSED]:,} refused, "
        f"{presses[Outcome.UNKNOWN]:,} unanswered)"
    )
    ok = not problems and not bad and not lost and len(race.played) == times
    return Drill(name=NAME, size=times, faults=faults, figure=figure, target=TARGET, ok=ok,
                 seed=seed, mutants=planted)  # fmt: skip


def _race(
    endpoint: str, seed: int, clients: int, *, new_ids: bool = False
) -> tuple[Race, list[str]]:
    """A race on fresh doctors: half of the clients are patients, half sit at the desk."""
    patient_ids = patients(clients)
    actors = [
        patient(each) if n % 2 else staff("staff_drill") for n, each in enumerate(patient_ids)
    ]
    road = [Client(endpoint, actor) for actor in actors]
    return Race(road, patient_ids, seed, new_ids), doctors(DOCTORS)


def _verdict(
    race: Race, scan: Scan, provider_ids: list[str] | None
) -> tuple[list[str], list[str], int, int]:
    """What is wrong in the table, the bad histories, and how many of those told are lost."""
    found = Found(scan(), provider_ids)
    told = race.acknowledged()
    lost = told - {visit.appointment_id for visit in found.live}
    bad = [race.written_out(where, found) for where in race.bad_histories(found)]
    return found.problems(), bad, len(lost), len(told)


def _sees(
    endpoint: str, scan: Scan, *, seed: int, clients: int, times: int, plant: mutants.Mutant
) -> bool:
    """Whether the race notices the planted fault within so many contested times."""
    race, provider_ids = _race(endpoint, seed, clients, new_ids=plant is mutants.new_id_on_retry)
    with plant():
        for part in _in_parts(contested_times(provider_ids), times, AT_ONCE):
            race.run(part)
            if any(_verdict(race, scan, provider_ids)[:3]):
                return True
    return False


def _in_parts(times: Iterator[Contested], count: int, at_once: int) -> Iterator[list[Contested]]:
    """So many contested times, a few at once."""
    while count > 0:
        part = list(islice(times, min(at_once, count)))
        count -= len(part)
        yield part


PLANTED: dict[str, mutants.Mutant] = {
    "looks before it writes": mutants.look_before_write,
    "a hold's expiry is not checked in the write": mutants.expiry_not_checked,
    "a retry is a new visit": mutants.new_id_on_retry,
    "a lost answer is taken for a refusal": mutants.lost_answer_is_a_refusal,
}
