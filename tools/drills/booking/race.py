"""Race: many clients want the same hours, over a bad road, and nobody's clock agrees.

Every contested hour is held, booked, moved and cancelled by all clients at once, in unequal
lengths, with clocks up to a quarter of an hour apart so that ten-minute holds lapse in between.
What each was told is a history; the checker must find an order that explains it together with what
is in the table at the end, and the oracle must find nothing wrong in the whole table.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from tools.drills.bad_road import bad_road
from tools.drills.booking.contest import Contest, Scan, Verdict, contest, judged
from tools.drills.booking.planted import PLANTED, SOUND, shows
from tools.drills.cast import Contested, contested_times
from tools.drills.history import Outcome
from tools.drills.report import Drill, Mutant

NAME, TARGET = "race", "0 overlaps, 0 bad histories, 0 acknowledged bookings lost"
TIMES, CLIENTS = 1_000, 8
AT_ONCE = 50
STILL_ON_ITS_WAY = 3.0  # seconds: longer than a call that nobody waits for any more takes
Say = Callable[[str], None]


def run(
    endpoint: str, scan: Scan, *, seed: int, times: int = TIMES, clients: int = CLIENTS,
    whole: bool = True, say: Say = print,
) -> Drill:  # fmt: skip
    """The race itself, then each planted fault until it is seen, and the same without any.

    `whole`: the table holds nothing but this drill's, so all of it is looked at.
    """
    with bad_road(endpoint, seed) as road:
        played = contest(road.endpoint, seed, clients)
        for part in _in_parts(contested_times(played.provider_ids), times):
            played.run(part)
            say(f"race: {len(played.played):,} of {times:,} contested times")
        faults = sum(road.faults().values())
    verdict = _settled(played, scan, whole=whole)
    problems = [*verdict.problems[:20], *verdict.bad]
    planted = []
    for each in PLANTED:
        planted.append(Mutant(each.name, shows(each, endpoint, scan, seed=seed, clients=clients)))
        say(f"race: {each.name}: {'seen' if planted[-1].caught else 'NOT SEEN'}")
    for each in SOUND:
        if shows(each, endpoint, scan, seed=seed, clients=clients, hours=1):
            problems.append(f"{each.name}, nothing is planted, and yet something is wrong")
    for line in problems:
        say(f"race: {line}")
    ok = not problems and verdict.is_clean and len(played.played) == times
    return Drill(name=NAME, size=times, faults=faults, figure=_figure(played, verdict),
                 target=TARGET, ok=ok, seed=seed, mutants=planted)  # fmt: skip


def _settled(played: Contest, scan: Scan, *, whole: bool) -> Verdict:
    """The verdict. A write may still be on its way as one looks; what is wrong stays wrong."""
    verdict = judged(played, scan, whole=whole)
    if verdict.is_clean:
        return verdict
    time.sleep(STILL_ON_ITS_WAY)
    return judged(played, scan, whole=whole)


def _figure(played: Contest, verdict: Verdict) -> str:
    presses = Counter(press.outcome for player in played.everyone() for press in player.history)
    return (
        f"{len(verdict.problems)} wrong in the table, {len(verdict.bad)} bad histories in "
        f"{len(played.played):,}, {verdict.lost} of {verdict.told:,} acknowledged lost "
        f"({presses.total():,} presses by {len(played.clients)} clients: "
        f"{presses[Outcome.DONE]:,} done, {presses[Outcome.REFUSED]:,} refused, "
        f"{presses[Outcome.UNKNOWN]:,} unanswered)"
    )


def _in_parts(times: Iterator[Contested], count: int) -> Iterator[list[Contested]]:
    """So many contested times, a part at once."""
    while count > 0:
        part = list(islice(times, min(AT_ONCE, count)))
        count -= len(part)
        yield part
