"""The course every page is sent over: a small clinic, then a long history, then a large table."""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tools.bench import exporting, people, scheduling
from tools.bench.clinic import crowd, papers
from tools.bench.pages import PAGES, Page, Scene, free_slots, unlisted
from tools.bench.report import Cost, PageRow
from tools.bench.visitor import Counts, Visitor, asset_bytes
from tools.web_server import web_server

Found = dict[Page, Counts]
Spent = dict[Page, tuple[float, tuple[float, float]]]
Growth = list[dict[str, Any]]


def run(
    environ: Mapping[str, str], port: int, *, items: int, say: Callable[[str], None]
) -> tuple[list[PageRow], Growth, list[Cost], list[str]]:
    """The pages' rows, how they grow up to a table of `items`, scheduling, and what failed."""
    slots = free_slots()
    timed(crowd.add_patient, crowd.FEW)
    visitor = Visitor(Scene(crowd.FEW, slots, papers.add(crowd.FEW)))
    small_table, short = crowd.table_size(), crowd.entries_of(crowd.FEW)
    say(f"{len(PAGES)} pages, short history, small table …")
    with web_server(environ, port):
        small = counts_of(visitor, PAGES)
        answering = [page for page in PAGES if small[page].status in page.may_end]
        spent, unanswered = spent_by(visitor, answering, port)

    seconds = timed(crowd.add_patient, crowd.MANY)
    sizes = (short, crowd.entries_of(crowd.MANY))
    say("The same pages of a long history …")
    long = counts_of(Visitor(Scene(crowd.MANY, slots, papers.add(crowd.MANY))), answering)
    growth = [grown("entries of a patient", sizes, seconds, factors(small, long))]

    say(f"A table of {items:,} items …")
    seconds = timed(crowd.add_crowd, items)
    sizes = (small_table, crowd.table_size())
    large = counts_of(visitor, answering)
    growth.append(grown("items in the table", sizes, seconds, factors(small, large)))

    found = {"short history": small, "long history": long, "large table": large}
    problems = [line for where, counts in found.items() for line in failures(where, counts)]
    problems += unanswered
    if sizes[1] < items:
        problems.append(f"the large table holds {sizes[1]:,} items instead of {items:,}")
    problems += [f"{name}: a page without a row in PAGES" for name in sorted(unlisted())]
    say("Scheduling, and people …")
    arrived, left_out = people.measure()
    deeds, problems = [*scheduling.measure(visitor), *arrived], [*problems, *left_out]
    say("All data of a long history …")
    archive, amiss = exporting.measure()
    deeds, problems = [*deeds, *archive], [*problems, *amiss]
    return rows_of(small, spent, [long, large]), growth, deeds, problems


def counts_of(visitor: Visitor, pages: Iterable[Page]) -> Found:
    """The counts of each page, once all of them are warm."""
    visitor.warm_up(pages)
    return {page: visitor.counts(page) for page in pages}


def spent_by(visitor: Visitor, pages: Iterable[Page], port: int) -> tuple[Spent, list[str]]:
    """What each page takes in time, and those that did not answer over HTTP as they should."""
    spent, problems = Spent(), list[str]()
    for page in pages:
        try:
            spent[page] = visitor.cpu_ms(page), visitor.times_ms(page, port)
        except RuntimeError as failed:
            problems.append(str(failed))
    return spent, problems


def failures(where: str, found: Found) -> list[str]:
    """The pages of which an opening did not answer as it should, so that its counts are void."""
    return [
        f"{page.name}: answered {counts.status} ({where}), so its counts say nothing"
        for page, counts in found.items() if counts.status not in page.may_end
    ]  # fmt: skip


def farthest(found: Iterable[float]) -> float:
    """The factor farthest from 1; fewer round trips are as suspicious as more."""
    return max(found, key=lambda factor: abs(factor - 1), default=1.0)


def rows_of(small: Found, spent: Spent, larger: list[Found]) -> list[PageRow]:
    """Everything known of each page that answered."""
    growth = [factors(small, each) for each in larger]
    return [
        PageRow(
            page=page.name,
            role=page.role,
            round_trips_sequential=small[page].sequential,
            round_trips_sequential_writes=small[page].sequential_writes,
            round_trips_total=small[page].total,
            read_units=small[page].read_units,
            write_units=small[page].write_units,
            cpu_ms=cpu,
            p50_ms=p50,
            p99_ms=p99,
            html_bytes=len(small[page].html),
            asset_bytes=asset_bytes(small[page].html),
            growth_round_trips=farthest(each[page] for each in growth if page in each),
            most_sequential=page.most_sequential,
            most_writes=page.most_writes,
        )
        for page, (cpu, (p50, p99)) in spent.items()
    ]


def factors(small: Found, large: Found) -> dict[Page, float]:
    """How many times the small size's round trips a page takes at the large one; 1 is no more.

    One call more or less beside the others is none: somewhere a list goes over to its next page,
    and what was measured before has booked visits on these days. A page that `reads_on` is left
    out.
    """
    return {
        page: max(times(but_for_one(after.total, small[page].total), small[page].total),
                  times(after.sequential, small[page].sequential))
        for page, after in large.items() if not page.reads_on
    }  # fmt: skip


def but_for_one(after: int, before: int) -> int:
    """As many as before where it is one more or less.

    >>> but_for_one(8, 7), but_for_one(9, 7), but_for_one(6, 7)
    (7, 9, 7)
    """
    return before if abs(after - before) == 1 else after


def times(after: int, before: int) -> float:
    """How many times as many; a page that asks for nothing is none the worse for asking nothing.

    >>> times(4, 4), times(5, 4), times(0, 0), times(3, 0)
    (1.0, 1.25, 1.0, 3.0)
    """
    return round(after / before, 3) if before else float(after or 1)


def grown(
    what: str, sizes: tuple[int, int], seconds: float, by: dict[Page, float]
) -> dict[str, Any]:
    """One line of growth: the worst page's factor, and each page whose factor is not 1."""
    return {
        "what": what, "small": sizes[0], "large": sizes[1], "load_seconds": seconds,
        "round_trips": farthest(by.values()),
        "pages": {page.name: factor for page, factor in by.items() if factor != 1},
    }  # fmt: skip


def timed(do: Callable[[Any], None], what: Any) -> float:
    """Seconds it took."""
    begun = time.monotonic()
    do(what)
    return round(time.monotonic() - begun, 1)
