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


def ticks_of(numbers: Sequence[float]) -> list[Decimal]:
    """Round numbers from below the lowest to above the highest; never fewer than two."""
    low, high = min(numbers), max(numbers)
    step = step_of(high - low or abs(high) or 1.0)
    first, last = floor(low / step), ceil(high / step)
    exact = Decimal(f"{step:.6g}")
    return [exact * place for place in range(first, max(last, first + 1) + 1)]


def drawn(
    points: Sequence[Point], low: Number | None, high: Number | None, least: Sequence[Number] = ()
) -> dict[str, Any]:
    """Path, dots, usual range and scale of a line chart; an absent number leaves a gap."""
    numbers = [float(number) for _when, number in points if number is not None]
    if not numbers:
        return {}
    usual = [] if low is None or high is None else [float(high), float(low)]
    places, ticks = places_in_time(points), ticks_of([*numbers, *usual, *map(float, least)])
    across = Scale(min(places), max(places), WIDTH)
    down = Scale(float(ticks[-1]), float(ticks[0]), HEIGHT)
    spots = [
        None if number is None else f"{across.at(place)} {down.at(float(number))}"
        for place, (_when, number) in zip(places, points, strict=True)
    ]
    dots = [f"M{spot}h0" for spot in spots if spot]
    pens = ["L" if before else "M" for before in [None, *spots]]
    return {
        "path": " ".join(f"{pen}{spot}" for pen, spot in zip(pens, spots, strict=False) if spot),
        "dots": " ".join(dots),
        "last_dot": dots[-1],
        "band_y": down.at(usual[0]) if usual else "",
        "band_height": down.at(down.start + usual[1] - usual[0]) if usual else "",
        "lines": [down.at(float(tick)) for tick in ticks],
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
    said: list[tuple[Any, Any]] = [*told]
    if second:
        said = [(when, f"{a}/{b}") for (when, a), (_when, b) in zip(told, second, strict=True)]
    latest = next(((when, each) for when, each in reversed(said) if each is not None), None)
    return {
        "points": said,
        "unit": unit,
        "label": label,
        "low": low,
        "high": high,
        "latest": latest,
        "first": said[0] if said else None,
        "last": said[-1] if said else None,
        **drawn(told, low, high, [*least, *_numbers(second)]),
        "beside": drawn(second, low, high, [*least, *_numbers(told)]),
    }


def _numbers(points: Iterable[Point]) -> list[Number]:
    return [number for _when, number in points if number is not None]
