"""Dollars for a number of visits, by page and role; the growth of the trail, and its archive."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
MILLION, GB, MONTHS = 1_000_000, 1_000_000_000, 12


@dataclass(frozen=True, slots=True)
class Line:
    """One page: how often it is opened, the units of all openings, their dollars."""

    page: str
    role: str
    openings: float
    read_units: float
    write_units: float
    dollars: float


def stated(name: str) -> dict[str, Any]:
    """The prices ("prices") or the habits of a visit ("visit") in this folder."""
    found: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return found


def lines(
    measured: Iterable[Mapping[str, Any]], visits: int, prices: Mapping[str, Any],
    habits: Mapping[str, Any],
) -> list[Line]:  # fmt: skip
    """One line a page of a visit, the dearest first; `KeyError` for a page nobody measured."""
    rows = {row["page"]: row for row in measured}
    found = [_line(rows[page], times * visits, prices) for page, times in habits["pages"].items()]
    return sorted(found, key=lambda line: line.dollars, reverse=True)


def _line(row: Mapping[str, Any], openings: float, prices: Mapping[str, Any]) -> Line:
    read, write = row["read_units"] * openings, row["write_units"] * openings
    dollars = (
        read * prices["dollars_per_million_read_units"]
        + write * prices["dollars_per_million_write_units"]
    ) / MILLION
    return Line(row["page"], row["role"], openings, read, write, dollars)


def trail(visits_a_year: int, prices: Mapping[str, Any], habits: Mapping[str, Any]) -> Any:
    """What a year's visits add to the trail, and what its sealed days cost in the table or out.

    The copies are the entry itself and those in the indexes by person and by patient. Archived
    once, without its copies, the same year costs its bytes in cold storage.
    """
    said = habits["trail"]
    once = visits_a_year * said["entries"] * said["bytes"] / GB
    kept = once * said["copies"]
    in_table = kept * prices["dollars_per_gb_month_in_the_table"] * MONTHS
    archived = once * prices["dollars_per_gb_month_archived"] * MONTHS
    return {
        "gb_a_year": round(kept, 3),
        "dollars_a_year_in_the_table": round(in_table, 2),
        "dollars_a_year_archived": round(archived, 2),
        "saved_a_year": round(in_table - archived, 2),
    }


def report(
    measured: Iterable[Mapping[str, Any]], visits: int, visits_a_year: int
) -> dict[str, Any]:
    """Everything, as it is printed and as `--json` gives it."""
    prices, habits = stated("prices"), stated("visit")
    found = lines(measured, visits, prices, habits)
    by_role: dict[str, float] = {}
    for line in found:
        by_role[line.role] = by_role.get(line.role, 0) + line.dollars
    return {
        "visits": visits,
        "dollars": round(sum(line.dollars for line in found), 4),
        "read_units": round(sum(line.read_units for line in found), 1),
        "write_units": round(sum(line.write_units for line in found), 1),
        "by_role": {role: round(dollars, 4) for role, dollars in sorted(by_role.items())},
        "by_page": [asdict(line) for line in found],
        "trail": trail(visits_a_year, prices, habits),
        "prices": prices,
    }
