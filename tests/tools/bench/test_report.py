"""A broken budget is named, and only counts break one."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from infra.costing.bill import stated
from tools.bench.report import Bookings, Cost, Measured, PageRow, booking_table, dollars, write

WITHIN = PageRow(
    page="records", role="patient", round_trips_sequential=4, round_trips_sequential_writes=1,
    round_trips_total=9, read_units=5, write_units=1, cpu_ms=99, p50_ms=999, p99_ms=999,
    html_bytes=10**6, asset_bytes=89_999, growth_round_trips=1,
)  # fmt: skip


def test_a_page_within_its_budgets_breaks_none_however_slow_the_machine() -> None:
    assert WITHIN.breaches() == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"round_trips_sequential": 5}, "5 round trips one after another"),
        ({"most_sequential": 3}, "4 round trips one after another"),
        ({"round_trips_sequential_writes": 2}, "2 writes one after another"),
        ({"round_trips_sequential_writes": 3, "most_writes": 2}, "3 writes one after another"),
        ({"growth_round_trips": 1.2}, "round trips grow by 1.2"),
        ({"asset_bytes": 90_000}, "90000 bytes of style and script"),
    ],
)
def test_each_budget_is_watched(change: dict[str, float], words: str) -> None:
    assert replace(WITHIN, **change).breaches() == [f"records: {words}"]


FREE_TIMES = Cost(
    what="free times", round_trips_sequential=2, round_trips_total=3, read_units=4, write_units=0,
    transactions=0, most_sequential=2,
)  # fmt: skip


def test_a_deed_of_scheduling_has_its_own_budget_and_the_run_names_all_that_are_broken() -> None:
    slow = replace(FREE_TIMES, round_trips_sequential=3)
    pages = [replace(WITHIN, growth_round_trips=2)]
    found = Measured(
        pages=pages, clients=[], growth=[], scheduling=[FREE_TIMES, slow], bookings=[], full_day=[]
    )
    assert found.breaches() == [
        "records: round trips grow by 2",
        "free times: 3 round trips one after another",
    ]


CROWDED = Bookings(name="contested", clients=8, booked=25, refused=175, seconds=5.0, per_second=5.0)


def test_bookings_are_written_and_shown(tmp_path: Path) -> None:
    file = tmp_path / "build" / "bench.json"
    found = Measured(
        pages=[WITHIN], clients=[], growth=[], scheduling=[FREE_TIMES], bookings=[CROWDED],
        full_day=[],
    )  # fmt: skip
    write(found, file)
    assert json.loads(file.read_text())["bookings"] == [
        {"name": "contested", "clients": 8, "booked": 25, "refused": 175, "seconds": 5.0,
         "per_second": 5.0}
    ]  # fmt: skip
    console = Console(record=True, width=100, file=(tmp_path / "shown").open("w"))
    console.print(booking_table([CROWDED]))
    assert "contested │       8 │     25 │     175 │     5.0 │      5.0 │       40.0" in (
        console.export_text()
    )


def test_the_dollars_of_a_thousand_visits_stand_under_the_units() -> None:
    pages = [replace(WITHIN, page=name, write_units=1.0, read_units=0.0) for name in
             stated("visit")["pages"]]  # fmt: skip
    line, year = dollars(pages)
    assert line.startswith("1,000 visits: $0.0")
    assert year.startswith("1,000,000 visits a year: ")
    [why] = dollars(pages[1:])
    assert why == f"No dollars: '{pages[0].page}' is a page of a visit and was not measured."
