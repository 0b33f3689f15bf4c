"""Highest doses, lowest ages and pregnancy, where a label says so; sources in `cautions.csv`."""

import csv
import hashlib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("cautions.csv")
_REMARK = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """What one medicine's label says; None where nothing is checked. `most_mg` is for adults."""

    atc: str
    most_mg: Decimal | None = None
    from_years: int | None = None
    in_pregnancy: bool = False
    note: str = ""


def of(atc: str) -> Caution | None:
    """The cautions of a medicine by its code; None if the table has none."""
    return table().get(atc)


@cache
def table() -> dict[str, Caution]:
    """All rows by ATC code."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith(_REMARK))
        return {
            row["atc"]: Caution(
                atc=row["atc"],
                most_mg=Decimal(row["most_mg"]) if row["most_mg"] else None,
                from_years=int(row["from_years"]) if row["from_years"] else None,
                in_pregnancy=row["pregnancy"] == "yes",
                note=row["note"],
            )
            for row in rows
        }


@cache
def version() -> str:
    """A short mark of the table as it is, kept with every check that used it."""
    return hashlib.sha256(_FILE.read_bytes()).hexdigest()[:8]
