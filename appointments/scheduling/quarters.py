"""A doctor's day by quarter hours as the desk sees it: when nobody is seen, and why.

Worked out once for the same hours, day, zone and language, and for all doctors who share them: it
tells of nobody's visits, and hours that were changed are other hours. What is taken of the day, and
what of it is over, each page lays over it. The rules are those of `availability.day_slots` for
visits of fifteen minutes; the tests hold one against the other.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import compress
from zoneinfo import ZoneInfo

from appointments.scheduling.availability import hold_of
from appointments.scheduling.blocks import Block, blocks_on
from appointments.scheduling.day import CELL as CELL_NAME
from appointments.scheduling.rules_key import RulesKey
from appointments.scheduling.times import CELL, STEP_MINUTES, Reason
from medisecure.dynamodb.change import HOLD_PREFIX
from medisecure.local_day import day_bounds
from providers.directory.models import Availability
from providers.directory.rules import TimeOff

QUARTER = timedelta(minutes=STEP_MINUTES)
CELLS = QUARTER // CELL  # of the day in a quarter of an hour
SHUT = frozenset({Reason.CLOSED, Reason.HOLIDAY})
MOST = 1_024  # days by their rules: a hospital's week


@dataclass(frozen=True, slots=True, eq=False)
class Quarters:
    """One local day: `whys` says for each quarter hour from `midnight` on what it begins in.

    None where a visit of a quarter of an hour may begin, as far as hours and absences go.
    """

    midnight: datetime
    ends: datetime
    blocks: Sequence[Block]  # the reason that is told first coming first; none of what is over
    whys: Sequence[Reason | None]
    open: Sequence[bool]  # the same as yes or no
    hours: tuple[int, int] | None = None  # as `worked` tells them before the day has begun

    def over_at(self, now: datetime) -> int:
        """How many quarter hours of the day have begun before `now`."""
        return min(max(-((self.midnight - now) // QUARTER), 0), len(self.whys))

    def block_at(self, instant: datetime) -> Block | None:
        """What stands in the way of a visit at an instant, apart from other visits."""
        quarter = (instant - self.midnight) // QUARTER
        if 0 <= quarter < len(self.open) and self.open[quarter]:
            return None
        for each in self.blocks:
            if each.starts_at <= instant < each.ends_at:
                return each
        return None

    def at(self, quarter: int) -> datetime:
        """When it begins."""
        return self.midnight + quarter * QUARTER

    def free(self, busy: Collection[int], over: int) -> list[int]:
        """The quarter hours in which a visit may begin and end, the first `over` being past."""
        whole = compress(range(over, len(self.whys)), self.open[over:])
        return [each for each in whole if each not in busy]

    def worked(self, over: int) -> tuple[int, int] | None:
        """From which quarter hour to which (not included) the doctor works or worked that day.

        A holiday that is over is told as past; None on a day on which nobody is seen.
        """
        if not over or Reason.HOLIDAY not in self.whys:
            return self.hours
        return _from_to(
            n for n, why in enumerate(self.whys)
            if why not in SHUT or (n < over and why is not Reason.CLOSED)
        )  # fmt: skip


def quarters_of(
    rules: Availability, day: date, tz: ZoneInfo, *, time_off: Sequence[TimeOff], language: str
) -> Quarters:
    """The day under these rules, with the spans in which the doctor is away."""
    if time_off:
        return _laid_out(rules, day, tz, time_off, language)
    return _known(RulesKey(rules), day, tz, language)


def closed_all_day(day: date, tz: ZoneInfo) -> Quarters:
    """The day of somebody who sees no patients."""
    first, after = day_bounds(day, tz)
    return Quarters(first, after, (Block(first, after, Reason.CLOSED),), (), ())


def taken_quarters(taken: Mapping[str, str], now: datetime) -> set[int]:
    """The quarter hours of which any cell is somebody's; those of lapsed holds are nobody's."""
    lapsed = {
        owner
        for owner in set(taken.values())
        if owner.startswith(HOLD_PREFIX) and (hold := hold_of(owner)) and not hold.is_live(now)
    }
    if lapsed:
        taken = {name: owner for name, owner in taken.items() if owner not in lapsed}
    return {_QUARTER[name] for name in taken}


class _Quarter(dict[str, int]):
    """The quarter hour of each cell by its name; a day has no more than three hundred."""

    def __missing__(self, cell: str) -> int:
        found = self[cell] = int(cell.removeprefix(CELL_NAME)) // CELLS
        return found


_QUARTER = _Quarter()


@lru_cache(MOST)
def _known(key: RulesKey, day: date, tz: ZoneInfo, language: str) -> Quarters:
    return _laid_out(key.rules, day, tz, (), language)


def _laid_out(
    rules: Availability, day: date, tz: ZoneInfo, time_off: Sequence[TimeOff], language: str
) -> Quarters:
    first, after = day_bounds(day, tz)
    blocks = blocks_on(
        rules, day, tz, now=first, audience="staff", time_off=time_off, language=language
    )
    whys: list[Reason | None] = [None] * -((first - after) // QUARTER)
    for block in reversed(blocks):
        begins = max(-((first - block.starts_at) // QUARTER), 0)
        for n in range(begins, min(-((first - block.ends_at) // QUARTER), len(whys))):
            whys[n] = block.reason
    for n, why in enumerate(whys):
        start = first + n * QUARTER
        end = start + QUARTER
        runs_in = any(start < each.starts_at < end for each in blocks)
        if why is None and (runs_in or end > after):
            whys[n] = Reason.TOO_SHORT
    hours = _from_to(n for n, why in enumerate(whys) if why not in SHUT)
    return Quarters(first, after, blocks, tuple(whys), tuple(why is None for why in whys), hours)


def _from_to(quarters: Iterable[int]) -> tuple[int, int] | None:
    """From the first of them to the one after the last; None for none."""
    found = list(quarters)
    return (found[0], found[-1] + 1) if found else None
