"""What was measured, as a table for people and as build/bench.json, and which budgets it breaks."""

import json
import os
import platform
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from infra.costing.bill import report as cost_report
from tools.bench.documented_ratios import Ratio

FILE = Path(__file__).resolve().parents[2] / "build" / "bench.json"
MOST_SEQUENTIAL, MOST_SEQUENTIAL_WRITES, ASSET_LIMIT = 4, 1, 90_000
CPU_GOAL_MS = 12
WIDE = 160
VISITS, VISITS_A_YEAR = 1_000, 1_000_000


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page; times in milliseconds, growth 1 where neither history nor table changes counts."""

    page: str
    role: str
    round_trips_sequential: int
    round_trips_sequential_writes: int
    round_trips_total: int
    read_units: float
    write_units: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    html_bytes: int
    asset_bytes: int
    growth_round_trips: float
    most_sequential: int = MOST_SEQUENTIAL
    most_writes: int = MOST_SEQUENTIAL_WRITES

    def breaches(self) -> list[str]:
        """The budgets this page does not keep; CPU is for orientation and never among them."""
        checks = {
            f"{self.round_trips_sequential} round trips one after another":
                self.round_trips_sequential > self.most_sequential,
            f"{self.round_trips_sequential_writes} writes one after another":
                self.round_trips_sequential_writes > self.most_writes,
            f"round trips grow by {self.growth_round_trips}": self.growth_round_trips != 1,
            f"{self.asset_bytes} bytes of style and script": self.asset_bytes >= ASSET_LIMIT,
        }  # fmt: skip
        return [f"{self.page}: {words}" for words, broken in checks.items() if broken]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one deed of scheduling asks of AWS, and how many round trips it may wait for."""

    what: str
    round_trips_sequential: int
    round_trips_total: int
    read_units: float
    write_units: float
    transactions: int
    most_sequential: int

    def breaches(self) -> list[str]:
        """The budget, if it is not kept."""
        if self.round_trips_sequential <= self.most_sequential:
            return []
        return [f"{self.what}: {self.round_trips_sequential} round trips one after another"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookings:
    """What so many clients at once came to; `per_second` are those booked."""

    name: str
    clients: int
    booked: int
    refused: int
    seconds: float
    per_second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Everything that was measured in one run."""

    pages: list[PageRow]
    clients: list[dict[str, Any]]
    growth: list[dict[str, Any]]
    scheduling: list[Cost]
    bookings: list[Bookings]
    full_day: list[Ratio]

    def breaches(self) -> list[str]:
        """Every budget that is not kept."""
        rows: list[PageRow | Cost] = [*self.pages, *self.scheduling]
        told = [words for row in rows for words in row.breaches()]
        return [*told, *(each.breach() for each in self.full_day if each.breach())]


def write(found: Measured, file: Path = FILE) -> None:
    """build/bench.json."""
    content = {
        "pages": [asdict(page) for page in found.pages],
        "client": found.clients,
        "growth": found.growth,
        "scheduling": [asdict(row) for row in found.scheduling],
        "bookings": [asdict(row) for row in found.bookings],
        "full_day": [asdict(row) for row in found.full_day],
        "machine": machine(),
    }
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """On what it was measured."""
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "busy_processes": round(os.getloadavg()[0], 2),
    }


def show(found: Measured, problems: Iterable[str]) -> None:
    """The tables, then what is wrong."""
    console = Console(width=None if Console().is_terminal else WIDE, emoji=False)
    console.print(page_table(found.pages))
    console.print(client_table(found.clients))
    console.print(scheduling_table(found.scheduling))
    console.print(booking_table(found.bookings))
    console.print(ratio_table(found.full_day))
    for line in dollars(found.pages):
        console.print(line, highlight=False)
    for row in found.growth:
        console.print(
            f"{row['what']}: {row['small']:,} → {row['large']:,}, "
            f"round trips times {row['round_trips']} (loaded in {row['load_seconds']} s)",
            highlight=False,
        )
    slow = [page.page for page in found.pages if page.cpu_ms > CPU_GOAL_MS]
    if slow:
        console.print(f"More than {CPU_GOAL_MS} ms of CPU (for orientation): {', '.join(slow)}")
    for problem in problems:
        console.print(f"[red]{problem}[/red]", highlight=False)


def dollars(pages: list[PageRow]) -> Iterator[str]:
    """What DynamoDB asks for a thousand visits with these units, and for a year of the trail."""
    try:
        bill = cost_report([asdict(page) for page in pages], VISITS, VISITS_A_YEAR)
    except KeyError as page:
        yield f"No dollars: {page} is a page of a visit and was not measured."
        return
    by_role = ", ".join(f"{role} ${sum_:.4f}" for role, sum_ in bill["by_role"].items())
    yield f"{VISITS:,} visits: ${bill['dollars']:.4f} ({by_role}); manage.py cost says it by page"
    trail = bill["trail"]
    yield (
        f"{VISITS_A_YEAR:,} visits a year: {trail['gb_a_year']} GB of trail, "
        f"${trail['dollars_a_year_in_the_table']:,.2f} a year in the table, "
        f"${trail['dollars_a_year_archived']:,.2f} with its sealed days archived"
    )


def page_table(pages: list[PageRow]) -> Table:
    """One line a page."""
    heads = ("page", "role", "seq", "writes", "total", "read u", "write u", "CPU ms", "p50 ms",
             "p99 ms", "HTML", "assets", "growth")  # fmt: skip
    table = Table(title="Pages", title_justify="left")
    for head in heads:
        table.add_column(head, justify="left" if head in ("page", "role") else "right")
    for page in pages:
        table.add_row(*(str(value) for value in list(asdict(page).values())[: len(heads)]))
    return table


def client_table(clients: list[dict[str, Any]]) -> Table:
    """Each client beside boto3."""
    table = Table("client, a Query of 25", title="Client CPU, µs", title_justify="left")
    for head in ("in clear", "÷ boto3", "sealed", "÷ boto3"):
        table.add_column(head, justify="right")
    boto3 = next(row for row in clients if row["name"] == "boto3")
    for row in clients:
        cells = [row["name"]]
        for what in ("cpu_us", "cpu_us_sealed"):
            cells += [f"{row[what]:,.0f}", f"{row[what] / boto3[what]:.2f}"]
        table.add_row(*cells)
    return table


def scheduling_table(scheduling: list[Cost]) -> Table:
    """One line a deed."""
    table = Table("deed", title="Scheduling, people, archives", title_justify="left")
    for head in ("seq", "total", "read u", "write u", "transactions", "most seq"):
        table.add_column(head, justify="right")
    for row in scheduling:
        table.add_row(*(str(value) for value in asdict(row).values()))
    return table


def booking_table(bookings: list[Bookings]) -> Table:
    """One line a kind of time; a refusal is an answer, too."""
    table = Table("times", title="Bookings", title_justify="left")
    for head in ("clients", "booked", "refused", "seconds", "booked/s", "answered/s"):
        table.add_column(head, justify="right")
    for row in bookings:
        answered = (row.booked + row.refused) / row.seconds
        table.add_row(
            row.name, f"{row.clients}", f"{row.booked:,}", f"{row.refused:,}", f"{row.seconds}",
            f"{row.per_second}", f"{answered:.1f}",
        )  # fmt: skip
    return table


def ratio_table(measured: list[Ratio]) -> Table:
    """One line a page; only the ratio means anything on another machine."""
    table = Table("page", title="A full day beside a plain page", title_justify="left")
    for head in ("CPU ms", "plain ms", "ratio", "kept", "HTML"):
        table.add_column(head, justify="right")
    for each in measured:
        kept = "" if each.documented is None else f"{each.documented}"
        table.add_row(
            each.page, f"{each.cpu_ms}", f"{each.plain_ms}", f"{each.ratio}", kept,
            f"{each.html_bytes:,}",
        )  # fmt: skip
    return table
