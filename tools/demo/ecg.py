"""A 12-lead ECG report: the usual sheet at 25 mm/s and 10 mm/mV with a drawn heartbeat."""

import math
import random
from functools import lru_cache
from itertools import pairwise

from tools.demo.dice import dice
from tools.demo.letterhead import letterhead, signature
from tools.demo.pdf import A4_LANDSCAPE, Point, Sheet, pdf_bytes
from tools.demo.schema_items import Item

_MM = 72 / 25.4
_LEFT, _BOTTOM = 40.0, 84.0
_WIDE_MM, _HIGH_MM = 265, 124
_PINK, _RED = (0.98, 0.86, 0.86), (0.93, 0.68, 0.68)
_SPEED, _GAIN = 25 * _MM, 10 * _MM
_STEP = 0.0125
_STRAIGHT_MV = 0.012

_WAVES = ((-0.20, 0.025), (-0.035, 0.009), (0.0, 0.011), (0.035, 0.010), (0.24, 0.045))
"""P, Q, R, S and T: seconds from the R peak, and width in seconds."""
_LEADS = (
    (("I", (0.10, -0.05, 0.7, -0.10, 0.22)), ("aVR", (-0.11, 0.05, -0.8, 0.05, -0.25))),
    (("II", (0.15, -0.06, 1.1, -0.15, 0.30)), ("aVL", (0.04, -0.04, 0.3, -0.10, 0.10))),
    (("III", (0.08, -0.05, 0.5, -0.10, 0.12)), ("aVF", (0.12, -0.06, 0.8, -0.12, 0.22))),
)
_CHEST = (
    (("V1", (0.06, 0.0, 0.25, -0.95, -0.08)), ("V4", (0.10, -0.08, 1.4, -0.40, 0.40))),
    (("V2", (0.08, 0.0, 0.45, -1.25, 0.40)), ("V5", (0.10, -0.09, 1.2, -0.20, 0.35))),
    (("V3", (0.09, -0.03, 0.9, -0.85, 0.45)), ("V6", (0.10, -0.09, 0.9, -0.08, 0.28))),
)
_LONG_LEAD = _LEADS[1][0]
_SECONDS_EACH = 2.5
_FIRST_BEAT = 0.35
_ROW_MM = 31


def ecg_report(document: Item) -> bytes:
    """The PDF of an ECG_REPORT document item."""
    source = dice("ecg", document["documentId"])
    rate, flat_t = source.randint(58, 92), source.random() < 1 / 4
    sheet = Sheet(A4_LANDSCAPE)
    letterhead(sheet, document)
    _paper(sheet)
    for row, leads in enumerate(zip(_LEADS, _CHEST, strict=True)):
        for column, lead in enumerate((*leads[0], *leads[1])):
            start = column * _SECONDS_EACH
            _lead(sheet, source, lead, (row, start, _SECONDS_EACH), rate)
    _lead(sheet, source, _LONG_LEAD, (len(_LEADS), 0, 4 * _SECONDS_EACH), rate)
    _findings(sheet, source, rate, flat_t=flat_t)
    signature(sheet, (600, 40), document)
    return pdf_bytes(sheet, title=document["documentInfo"]["title"])


def _paper(sheet: Sheet) -> None:
    for fine, ink, width in ((1, _PINK, 0.2), (5, _RED, 0.4)):
        upright = [[_place(x, 0), _place(x, _HIGH_MM)] for x in range(0, _WIDE_MM + 1, fine)]
        level = [[_place(0, y), _place(_WIDE_MM, y)] for y in range(0, _HIGH_MM + 1, fine)]
        sheet.lines([*upright, *level], width=width, ink=ink)


def _lead(
    sheet: Sheet,
    source: random.Random,
    lead: tuple[str, tuple[float, ...]],
    strip: tuple[int, float, float],
    rate: int,
) -> None:
    name, heights = lead
    row, start, seconds = strip
    middle = _BOTTOM + (_HIGH_MM - _ROW_MM * (row + 0.55)) * _MM
    left = _LEFT + 7 * _MM
    beat = _beat(heights, round(60 / rate / _STEP))
    first = round((start - _FIRST_BEAT) / _STEP)
    wander = source.uniform(0, math.tau)
    trace = [
        (
            left + (start + step * _STEP) * _SPEED,
            middle + _GAIN * (beat[(first + step) % len(beat)] + _wander(step, wander)),
        )
        for step in range(int(seconds / _STEP))
    ]
    sheet.lines([_without_straight_points(trace)], width=0.7)
    sheet.text((left + start * _SPEED + 3, middle + 13.5 * _MM), name, size=8, bold=True)


@lru_cache(maxsize=512)
def _beat(heights: tuple[float, ...], steps: int) -> tuple[float, ...]:
    """Millivolts from one R peak to the next: five bell curves around each peak."""
    moments = [step * _STEP for step in range(steps)]
    return tuple(
        sum(
            height * math.exp(-(((at - turn * steps * _STEP - centre) / width) ** 2) / 2)
            for (centre, width), height in zip(_WAVES, heights, strict=True)
            for turn in (0, 1)
        )
        for at in moments
    )


def _wander(step: int, phase: float) -> float:
    """The slow drift of the line as the patient breathes, in millivolts."""
    return 0.03 * math.sin(step * _STEP + phase)


def _without_straight_points(points: list[Point]) -> list[Point]:
    """Leave out points that lie on the line between their neighbours: a smaller file."""
    kept = [points[0]]
    for point, after in pairwise(points[1:]):
        part = (point[0] - kept[-1][0]) / (after[0] - kept[-1][0])
        on_line = kept[-1][1] + part * (after[1] - kept[-1][1])
        if abs(on_line - point[1]) > _STRAIGHT_MV * _GAIN:
            kept.append(point)
    return [*kept, points[-1]]


def _findings(sheet: Sheet, source: random.Random, rate: int, *, flat_t: bool) -> None:
    values = (
        f"Rate {rate}/min    PR {source.randrange(136, 190, 2)} ms    "
        f"QRS {source.randrange(82, 106, 2)} ms    QTc {source.randrange(396, 444, 2)} ms    "
        f"Axis {source.randrange(10, 70, 5)} deg"
    )
    sheet.text((_LEFT, 62), values, size=9)
    words = "Sinus rhythm. " + (
        "Non-specific T wave changes." if flat_t else "No acute ischemic changes."
    )
    sheet.text((_LEFT, 46), words, size=10, bold=True)
    sheet.text((_LEFT, 34), "25 mm/s   10 mm/mV   0.05-150 Hz", size=7)


def _place(x: float, y: float) -> Point:
    return _LEFT + x * _MM, _BOTTOM + y * _MM
