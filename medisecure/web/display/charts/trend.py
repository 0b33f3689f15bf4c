"""Measured values as a line: where each point, gap, tick and usual range is drawn."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import ceil, floor, log10
from typing import Any, NamedTuple

Number = int | float | Decimal
Point = tuple[Any, Number | None]
WIDTH, HEIGHT, MOST_STEPS = 240, 60, 5


class Scale(NamedTuple):
    """From measured numbers, `start` to `end`, to a length on the drawing."""

    start: float
    end: float
    length: float

    def at(self, measured: float) -> str:
        """The place with a full stop: an SVG with decimal commas draws nothing."""
        if self.start == self.end:
            return f"{self.length / 2:.1f}"
        return f"{(measured - self.start) / (self.end - self.start) * self.length:.1f}"


def places_in_time(points: Sequence[Point]) -> list[float]:
    """Where each point stands from left to right: by time if told, else evenly."""
    moments = [when for when, _number in points]
    if all(isinstance(when, datetime) for when in moments):
        return [when.timestamp() for when in moments]
    if all(isinstance(when, date) for when in moments):
        return [float(when.toordinal()) for when in moments]
    return [float(place) for place in range(len(points))]


def step_of(spread: float) -> float:
    """A round step (1, 2 or 5 times a power of ten) that cuts `spread` into two to five parts."""
    power = 10.0 ** floor(log10(spread / MOST_STEPS))
    return next(times * power for times in (1, 2, 5, 10) if times * power * MOST_STEPS >= spread)


def scale_of(numbers: Sequence[float]) -> tuple[Decimal, int, int]:
    """A round step, and between which of its multiples all of them lie; never just one."""
    low, high = min(numbers), max(numbers)
    step = step_of(high - low or abs(high) or 1.0)
    first = floor(low / step)
    return Decimal(f"{step:.6g}"), first, max(ceil(high / step), first + 1)


def ticks_of(numbers: Sequence[float]) -> list[Decimal]:
    """Round numbers from below the lowest to above the highest; never fewer than two."""
    step, first, last = scale_of(numbers)
    return [step * place for place in range(first, last + 1)]


class Drawn(NamedTuple):
    """A line as it is drawn: its path, the dot at its end, its usual range ("" without one)."""

    path: str
    last_dot: str
    band_y: str
    band_height: str
    spots: list[str | None]  # where each point lies; None for a gap
    down: Scale
    numbers: list[float]  # all that the scale must show


def line_of(
    points: Sequence[Point], low: Number | None, high: Number | None, least: Sequence[Number] = ()
) -> Drawn | None:
    """The line of these points; an absent number leaves a gap, and without any there is none."""
    numbers = [float(number) for _when, number in points if number is not None]
    if not numbers:
        return None
    usual = [] if low is None or high is None else [float(high), float(low)]
    shown = [*numbers, *usual, *map(float, least)]
    places, (step, first, last) = places_in_time(points), scale_of(shown)
    across = Scale(min(places), max(places), WIDTH)
    down = Scale(float(step * last), float(step * first), HEIGHT)
    spots = [
        None if number is None else f"{across.at(place)} {down.at(float(number))}"
        for place, (_when, number) in zip(places, points, strict=True)
    ]
    pens = ["L" if before else "M" for before in [None, *spots]]
    return Drawn(
        path=" ".join(f"{pen}{spot}" for pen, spot in zip(pens, spots, strict=False) if spot),
        last_dot=f"M{next(spot for spot in reversed(spots) if spot)}h0",
        band_y=down.at(usual[0]) if usual else "",
        band_height=down.at(down.start + usual[1] - usual[0]) if usual else "",
        spots=spots,
        down=down,
        numbers=shown,
    )


def drawn(
    points: Sequence[Point], low: Number | None, high: Number | None, least: Sequence[Number] = ()
) -> dict[str, Any]:
    """The same with all its dots and its scale, for a large chart; {} without a number."""
    line = line_of(points, low, high, least)
    if line is None:
        return {}
    ticks = ticks_of(line.numbers)
    return {
        "path": line.path,
        "dots": " ".join(f"M{spot}h0" for spot in line.spots if spot),
        "last_dot": line.last_dot,
        "band_y": line.band_y,
        "band_height": line.band_height,
        "lines": [line.down.at(float(tick)) for tick in ticks],
        "ticks": ticks[::-1],
    }


def chart(
    points: Iterable[Point],
    unit: str,
    label: str,
    low: Any,
    high: Any,
    *,
    least: Sequence[Number] = (),
    beside: Iterable[Point] = (),
) -> dict[str, Any]:
    """What the chart templates need; `points` are (when or label, number or None), oldest first.

    `beside` is a second line on the same scale, of the same moments: both numbers are told as one,
    "120/80".
    """
    told, second = list(points), list(beside)
    said = said_of(told, second)
    latest = latest_of(said)
    return {
        "points": said,
        "unit": unit,
        "label": label,
        "low": low,
        "high": high,
        "latest": latest,
        "first": said[0] if said else None,
        "last": said[-1] if said else None,
        **drawn(told, low, high, [*least, *numbers_of(second)]),
        "beside": drawn(second, low, high, [*least, *numbers_of(told)]),
    }


def said_of(told: Sequence[Point], second: Sequence[Point]) -> list[tuple[Any, Any]]:
    """What is told of each moment: its number, or both as one."""
    if not second:
        return [*told]
    return [(when, f"{a}/{b}") for (when, a), (_when, b) in zip(told, second, strict=True)]


def latest_of(said: Sequence[tuple[Any, Any]]) -> tuple[Any, Any] | None:
    """The last one that has a value."""
    return next((each for each in reversed(said) if each[1] is not None), None)


def numbers_of(points: Iterable[Point]) -> list[Number]:
    """Those that are there."""
    return [number for _when, number in points if number is not None]
