"""`make test-slow`: the slowest tests of the last `make test`, and each one's share of the whole.

python -m tools.slowest build/test.xml
"""

import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree  # our own report, no stranger's

MOST = 25


class Timed(NamedTuple):
    """One test and its seconds, with setting up and clearing away."""

    seconds: float
    name: str


def slowest(report: Path, most: int = MOST) -> tuple[list[Timed], float]:
    """The slowest, longest first, and the seconds of all together."""
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 - our own report
    timed = [
        Timed(float(case.get("time", 0)), f"{case.get('classname')}::{case.get('name')}")
        for case in cases
    ]
    return sorted(timed, reverse=True)[:most], sum(each.seconds for each in timed)


def main(report: Path) -> None:
    """Print them, or say how they come to be."""
    if not report.exists():
        sys.exit("Nothing was measured yet: `make test` does it.")
    found, whole = slowest(report)
    for each in found:
        sys.stdout.write(f"{each.seconds:7.1f} s {each.seconds / whole:5.1%}  {each.name}\n")
    shown = sum(each.seconds for each in found)
    sys.stdout.write(f"{shown:7.1f} s {shown / whole:5.1%}  of {whole:.0f} s, by all workers\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
