"""Could this have happened one thing after another? The histories of contested times, checked.

Linearizability (Herlihy and Wing 1990) with the search of Wing, Gong and Lowe: each press took
effect at one instant between its beginning and its answer, an unanswered one at any later instant
or never, and every answer is right about what was there at its instant.

A contested time is a few quarters of an hour. What is in a quarter is nobody's, a form's hold that
lapses at an instant, or a form's visit. Each press carries the instant its own clock showed.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

VISIT = 0  # in the place of an instant at which it lapses: never
Quarter = tuple[str, int] | None  # the form, and when its hold lapses in epoch seconds
State = tuple[Quarter, ...]


class Kind(StrEnum):
    HOLD = "hold"
    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    FOUND = "found"  # the look into the table at the end


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One button pressed once by one form.

    A repeat after a lost answer is the same press, but for a hold: the hold of the first try may
    lapse before the second, which is then rightly refused.

    `at` is what the presser's clock showed in epoch seconds, `until` when the hold lapses; `began`
    and `ended` are instants of the drill's own clock. `found` are the visits of a FOUND.
    """

    kind: Kind
    form: str
    quarters: tuple[int, ...] = ()
    at: int = 0
    until: int = VISIT
    began: float = 0.0
    ended: float = math.inf
    outcome: Outcome = Outcome.DONE
    found: tuple[str | None, ...] = ()


def is_linearizable(presses: Sequence[Press], quarters: int) -> bool:
    """Whether some order explains every answer; `quarters` is how many the contested time has."""
    return _Search(presses).finds((None,) * quarters)


class _Search:
    """Depth first over (what has taken effect, what is there), never twice from the same point."""

    def __init__(self, presses: Sequence[Press]) -> None:
        self._presses = sorted(presses, key=lambda each: each.began)
        self._must = sum(
            1 << n for n, each in enumerate(self._presses) if each.outcome is not Outcome.UNKNOWN
        )

    def finds(self, start: State) -> bool:
        stack, been = [(0, start)], {(0, start)}
        while stack:
            done, state = stack.pop()
            if done & self._must == self._must:
                return True
            for step in self._steps(done, state):
                if step not in been:
                    been.add(step)
                    stack.append(step)
        return False

    def _steps(self, done: int, state: State) -> list[tuple[int, State]]:
        """What may happen next. An answer that changes nothing is taken at once where it is right:
        whatever order explains the rest explains it with that answer given now."""
        steps: list[tuple[int, State]] = []
        for n in self._open(done):
            press = self._presses[n]
            after = effect(press, state)
            if after is None:
                continue
            if press.outcome is Outcome.REFUSED or press.kind is Kind.FOUND:
                return [(done | 1 << n, state)]
            steps.append((done | 1 << n, after))
        return steps

    def _open(self, done: int) -> list[int]:
        """Those that began before the first answer still to come."""
        waiting = [n for n in range(len(self._presses)) if not done >> n & 1]
        first = min(
            (self._presses[n].ended for n in waiting
             if self._presses[n].outcome is not Outcome.UNKNOWN), default=math.inf,
        )  # fmt: skip
        return [n for n in waiting if self._presses[n].began <= first]


def effect(press: Press, state: State) -> State | None:
    """What is there after the press took effect with its outcome; None if it could not have."""
    if press.outcome is Outcome.REFUSED:
        return state if press.kind is not Kind.CANCEL and not _fits(press, state) else None
    return _EFFECTS[press.kind](press, state)


def _taken(press: Press, state: State) -> State | None:
    """A hold or a booking: its quarters are the form's, and what else it held is given back."""
    if not _fits(press, state):
        return None
    return _with(press, tuple(None if _is_held_by(press.form, each) else each for each in state))


def _moved(press: Press, state: State) -> State | None:
    if (press.form, VISIT) not in state or not _fits(press, state):
        return None
    return _with(press, tuple(None if each and each[0] == press.form else each for each in state))


def _cancelled(press: Press, state: State) -> State | None:
    if (press.form, VISIT) not in state:
        return None
    return tuple(None if each == (press.form, VISIT) else each for each in state)


def _found(press: Press, state: State) -> State | None:
    visits = tuple(each[0] if each and each[1] == VISIT else None for each in state)
    return state if visits == press.found else None


_EFFECTS: dict[Kind, Callable[[Press, State], State | None]] = {
    Kind.HOLD: _taken, Kind.BOOK: _taken, Kind.MOVE: _moved, Kind.CANCEL: _cancelled,
    Kind.FOUND: _found,
}  # fmt: skip


def _with(press: Press, state: State) -> State:
    own: Quarter = (press.form, press.until)
    return tuple(own if n in press.quarters else each for n, each in enumerate(state))


def _fits(press: Press, state: State) -> bool:
    """Whether all of its quarters are nobody's, lapsed by its clock, or the form's own to take."""
    return all(_is_open_to(press, state[n]) for n in press.quarters)


def _is_open_to(press: Press, quarter: Quarter) -> bool:
    if quarter is None:
        return True
    form, until = quarter
    if until == VISIT:
        return form == press.form and press.kind is Kind.MOVE
    return form == press.form or until < press.at


def _is_held_by(form: str, quarter: Quarter) -> bool:
    return quarter is not None and quarter[0] == form and quarter[1] != VISIT
