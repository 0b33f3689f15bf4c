"""`make bench`: measures the storage layer and every page, and fails when a budget is broken."""

import os
import sys
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from infra.bench import clients, report
from infra.bench.stage import stage
from infra.bench.stub import free_port
from infra.web_server import web_server

if TYPE_CHECKING:  # they read the settings, which exist once the stage stands
    from infra.bench.pages import Page
    from infra.bench.visitor import Counts, Visitor

ITEMS = int(os.environ.get("ITEMS") or 300_000)
SMALL_TABLE = 1_000


def main() -> None:
    """Clients first, alone; then pages at the small size, the long history and the large table."""
    say("The storage layer beside boto3 and PynamoDB …")
    found = clients.measure()
    port = free_port()
    say("A cloud of its own with a small clinic …")
    with stage(port) as environ:
        pages, growth, problems = measured(environ, port)
    problems += [words for page in pages for words in page.breaches()]
    report.write(pages, found, growth)
    report.show(pages, found, growth, problems)
    sys.exit(1 if problems else 0)


def measured(
    environ: dict[str, str], port: int
) -> tuple[list[report.PageRow], list[dict[str, Any]], list[str]]:
    """The rows, the growth, and what did not answer."""
    from infra.bench import crowd
    from infra.bench.pages import PAGES, Scene, free_slots, unlisted
    from infra.bench.visitor import Visitor, asset_bytes

    slots = free_slots()
    timed(crowd.add_patient, crowd.FEW)
    visitor = Visitor(Scene(crowd.FEW, slots))
    say(f"{len(PAGES)} pages, small history, small table …")
    with web_server(environ, port):
        first = counts_of(visitor, PAGES)
        answering = [page for page in PAGES if first[page].status in page.may_end]
        spent = {page: (visitor.cpu_ms(page), visitor.times_ms(page, port)) for page in answering}

    seconds = timed(crowd.add_patient, crowd.MANY)
    say("The same pages of a long history …")
    long = counts_of(Visitor(Scene(crowd.MANY, slots)), answering)
    histories = [crowd.LENGTHS[each] for each in (crowd.FEW, crowd.MANY)]
    growth = [grown("entries of a patient", *histories, first, long, seconds)]

    say(f"A table of {ITEMS:,} items …")
    seconds = timed(crowd.add_crowd, ITEMS)
    large = counts_of(visitor, answering)
    growth.append(grown("items in the table", SMALL_TABLE, ITEMS, first, large, seconds))

    rows = [
        row_of(page, first[page], spent[page], asset_bytes(first[page].html),
               max(times(first[page], long[page]), times(first[page], large[page])))
        for page in answering
    ]  # fmt: skip
    problems = [f"{page.name}: answered {first[page].status}, so it was not measured"
                for page in PAGES if page not in answering]  # fmt: skip
    return rows, growth, problems + [f"{name}: no row in PAGES" for name in sorted(unlisted())]


def counts_of(visitor: "Visitor", pages: Iterable["Page"]) -> dict["Page", "Counts"]:
    """The counts of each page, once all of them are warm."""
    visitor.warm_up(pages)
    return {page: visitor.counts(page) for page in pages}


def row_of(
    page: "Page",
    counts: "Counts",
    spent: tuple[float, tuple[float, float]],
    assets: int,
    growth: float,
) -> report.PageRow:
    """Everything known of one page."""
    cpu, (p50, p99) = spent
    return report.PageRow(
        page=page.name,
        role=page.role,
        round_trips_sequential=counts.sequential,
        round_trips_sequential_writes=counts.sequential_writes,
        round_trips_total=counts.total,
        read_units=counts.read_units,
        write_units=counts.write_units,
        cpu_ms=cpu,
        p50_ms=p50,
        p99_ms=p99,
        html_bytes=len(counts.html),
        asset_bytes=assets,
        growth_round_trips=growth,
    )


def times(small: "Counts", large: "Counts") -> float:
    """How many times the round trips of the small size the large one takes; 1 is none more."""
    ratios = (large.total / small.total, large.sequential / small.sequential)
    return round(max(ratios), 3)


def grown(
    what: str,
    small: int,
    large: int,
    before: dict["Page", "Counts"],
    after: dict["Page", "Counts"],
    seconds: float,
) -> dict[str, Any]:
    """One line of growth: the worst page's factor, and each page that is not 1."""
    factors = {page.name: times(before[page], after[page]) for page in after}
    return {
        "what": what, "small": small, "large": large, "seconds": seconds,
        "round_trips": max(factors.values(), default=1),
        "pages": {name: factor for name, factor in factors.items() if factor != 1},
    }  # fmt: skip


def timed(do: Callable[[Any], None], what: Any) -> float:
    """Seconds it took."""
    begun = time.monotonic()
    do(what)
    return round(time.monotonic() - begun, 1)


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    main()
