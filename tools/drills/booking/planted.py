"""The faults that the race must see: where each shows for certain, and that nothing shows without.

Chance alone would have two clients meet in a gap of milliseconds now and then. Here all of them
have looked before any of them writes, or no answer about a write gets through.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import islice

from medisecure.dynamodb.change import Cells
from tools.drills import mutants
from tools.drills.bad_road import bad_road
from tools.drills.booking.contest import Scan, contest, judged
from tools.drills.booking.player import Manner
from tools.drills.cast import contested_times
from tools.drills.meeting import Meeting
from tools.drills.proxy import UNHEARD

HOURS = 12  # at most, and one at a time: each of them is very likely to show it


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault, the share of writes whose answer is lost on the way to it, and the clients' manner.

    Where no answers are lost, all clients meet between look and write.
    """

    name: str
    plant: mutants.Mutant
    manner: Manner
    unheard: float = 0.0


UNHURRIED = Manner(patience=(20.0,))
REPEATING = Manner(patience=(0.5,), tries=(2,))
FORGETFUL = Manner(patience=(0.5,), tries=(2,), new_ids=True)
PLANTED = (
    Planted("looks before it writes", mutants.look_before_write, UNHURRIED),
    Planted("a hold's expiry is not checked in the write", mutants.expiry_not_checked, UNHURRIED),
    Planted("a retry is a new visit", mutants.nothing, FORGETFUL, unheard=1.0),
    Planted("a lost answer is taken for a refusal", mutants.lost_answer_is_a_refusal,
            REPEATING, unheard=0.8),
)  # fmt: skip
SOUND = (
    Planted("all meet between look and write", mutants.nothing, UNHURRIED),
    Planted("most answers are lost", mutants.nothing, REPEATING, unheard=0.8),
)


def shows(
    planted: Planted, endpoint: str, scan: Scan, *, seed: int, clients: int, hours: int = HOURS
) -> bool:
    """Whether anything is wrong within so many contested hours."""
    with _road(endpoint, seed, planted.unheard) as road:
        played = contest(road, seed, clients, planted.manner)
        played.meeting = None if planted.unheard else Meeting(clients)
        meeting = played.meeting.before(Cells, "operation") if played.meeting else nullcontext()
        with planted.plant(), meeting:
            for where in islice(contested_times(played.provider_ids), hours):
                played.run([where])
                if not judged(played, scan).is_clean:
                    return True
    return False


@contextmanager
def _road(endpoint: str, seed: int, unheard: float) -> Iterator[str]:
    if not unheard:
        yield endpoint
        return
    with bad_road(endpoint, seed, {UNHEARD: unheard}) as road:
        yield road.endpoint
