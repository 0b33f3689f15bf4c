"""What docs/performance.md says each page of a full day costs beside the yardstick.

A page may get worse by a quarter; beyond that the table of the document has to say so first.
"""

import re
from dataclasses import dataclass
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
ROW = re.compile(r"^\| ([^|]+?) +\| *([0-9.]+) *\|", re.MULTILINE)
HEAD = "## Ratios"
WORSE = 1.25


@dataclass(frozen=True, slots=True)
class Ratio:
    """One page: its own milliseconds of CPU, those of the plain page, and how many times as many.

    `documented` is what the document says; None for a page it does not know.
    """

    page: str
    cpu_ms: float
    plain_ms: float
    ratio: float
    html_bytes: int
    documented: float | None

    def breach(self) -> str:
        """What is wrong with it; empty if nothing is."""
        if self.documented is None:
            return f"{self.page}: docs/performance.md has no ratio for it (it is {self.ratio})"
        if self.ratio > self.documented * WORSE:
            return (
                f"{self.page}: {self.ratio} times a plain page, and docs/performance.md says "
                f"{self.documented}"
            )
        return ""


def ratios_in(text: str) -> dict[str, float]:
    """The ratios the document keeps, by page.

    >>> ratios_in("## Ratios\\n| page | ratio |\\n|---|--:|\\n| board |  1.5 | words |\\n## More")
    {'board': 1.5}
    """
    _, _, rest = text.partition(HEAD)
    return {name: float(number) for name, number in ROW.findall(rest.partition("\n## ")[0])}
