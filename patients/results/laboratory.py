"""The common laboratory tests by name and LOINC code; source and licence in `tests.csv`."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from medisecure.written.characters import plain

_FILE = Path(__file__).with_name("tests.csv")
_REMARK = "#"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabTest:
    """One test; `unit` is the usual UCUM code, not the only one."""

    loinc: str
    name: str
    unit: str
    arabic: str
    also: tuple[str, ...] = ()

    def name_in(self, language: str) -> str:
        """Its name for a reader of that language."""
        return self.arabic if language.startswith("ar") else self.name


def named(text: str) -> LabTest | None:
    """The test of this name or LOINC code, in any case; None if it is not listed.

    >>> named("hba1c").loinc, named("718-7").name
    ('4548-4', 'Hemoglobin')
    """
    return _by_name().get(_key(text))


@cache
def table() -> tuple[LabTest, ...]:
    """All listed tests, in the order of the file."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith(_REMARK))
        return tuple(
            LabTest(
                loinc=row["loinc"],
                name=row["name"],
                unit=row["unit"],
                arabic=row["arabic"],
                also=tuple(name.strip() for name in row["also"].split(";") if name.strip()),
            )
            for row in rows
        )


@cache
def _by_name() -> dict[str, LabTest]:
    return {
        _key(name): test
        for test in table()
        for name in (test.loinc, test.name, test.arabic, *test.also)
    }


def _key(text: str) -> str:
    return " ".join(plain(text).split())
