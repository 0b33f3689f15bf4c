"""The claimed cells of a day, sorted by whose they are, as spans and as the asker's own times."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from appointments.scheduling.blocks import Block
from appointments.scheduling.day import CELL as CELL_NAME
from appointments.scheduling.times import CELL, Reason, cells_between
from medisecure.local_day import ONE_DAY, day_bounds

_NUMBERS = {f"{CELL_NAME}{number}": number for number in range(2 * ONE_DAY // CELL)}


@dataclass(frozen=True, slots=True)
class Claims:
    """The cells of one day: which are others', and which are the asker's, held until when."""

    others: Mapping[str, Reason] = field(default_factory=dict)
    own: Mapping[str, datetime | None] = field(default_factory=dict)


def others_spans(claims: Mapping[date, Claims], tz: ZoneInfo) -> Iterator[Block]:
    """What is others' of these local days; cells beside each other that are alike are one span."""
    for day, each in claims.items():
        if each.others:
            yield from _spans(each.others, *day_bounds(day, tz))


def _spans(others: Mapping[str, Reason], midnight: datetime, ends: datetime) -> Iterator[Block]:
    """A name that is none of the day's cells claims nothing of it."""
    by_number = {_NUMBERS.get(name, -1): reason for name, reason in others.items()}
    last = (ends - midnight) // CELL - 1
    spans: list[tuple[int, int, Reason]] = []
    for number in sorted(each for each in by_number if 0 <= each <= last):
        reason = by_number[number]
        first, after, before = spans[-1] if spans else (-1, -1, None)
        if after == number and before is reason:
            spans[-1] = (first, number + 1, reason)
        else:
            spans.append((number, number + 1, reason))
    for first, after, reason in spans:
        yield Block(midnight + first * CELL, midnight + after * CELL, reason)


def own_steps(
    claims: Mapping[date, Claims], day: date, tz: ZoneInfo, visit: timedelta, step: timedelta
) -> dict[int, datetime | None]:
    """The day's steps whose whole time is the asker's, and when the first hold on it lapses.

    A visit may go on into the next day.
    """
    nothing = Claims()
    of_day, of_next = claims.get(day, nothing).own, claims.get(day + ONE_DAY, nothing).own
    if not of_day:
        return {}
    midnight, ends = day_bounds(day, tz)
    found: dict[int, datetime | None] = {}
    for n in range(-((midnight - ends) // step)):
        start, end = midnight + n * step, midnight + n * step + visit
        names = [(of_day, each) for each in cells_between(start, min(end, ends), midnight)]
        if end > ends:
            names += [(of_next, each) for each in cells_between(ends, end, ends)]
        if all(name in own for own, name in names):
            held = (until for own, name in names if (until := own[name]))
            found[n] = min(held, default=None)
    return found
