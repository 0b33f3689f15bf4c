"""Each page of a full day in turns with the yardstick."""

from collections.abc import Iterable
from statistics import median

from medisecure.server.collecting import collect_seldom
from tools.bench.documented_ratios import DOCUMENT, Ratio, ratios_in
from tools.bench.full_day import Full
from tools.bench.visitor import Visitor
from tools.bench.yardstick import Yardstick

TURNS, WARM = 15, 3


def measure(visitor: Visitor, pages: Iterable[Full]) -> list[Ratio]:
    """Each page in turns with the plain one, in a process that looks for cycles as a worker does.

    Else the pages would pay for what filling the clinic has left behind.
    """
    collect_seldom()
    documented, yardstick = ratios_in(DOCUMENT.read_text(encoding="utf-8")), Yardstick()
    return [_ratio(visitor, each, yardstick, documented.get(each.name)) for each in pages]


def _ratio(visitor: Visitor, full: Full, yardstick: Yardstick, documented: float | None) -> Ratio:
    turns = []
    for n in range(WARM + TURNS):
        before = yardstick.cpu_ms(full.calls, full.rows)
        own = visitor.one_cpu_ms(full.page)
        plain = (before + yardstick.cpu_ms(full.calls, full.rows)) / 2
        if n >= WARM:
            turns.append((own, plain))
    return Ratio(
        page=full.name,
        cpu_ms=round(median(own for own, _ in turns), 1),
        plain_ms=round(median(plain for _, plain in turns), 1),
        ratio=round(median(own / plain for own, plain in turns), 2),
        html_bytes=len(visitor.counts(full.page).html),
        documented=documented,
    )
