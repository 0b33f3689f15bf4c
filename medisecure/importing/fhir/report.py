"""What became of every resource of an import."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

IMPORTED, PRESENT, LEFT_OUT, PARTLY = "imported", "already there", "left out", "partly"


@dataclass(slots=True)
class Report:
    """Counts by resource type and outcome, the reasons with theirs, and the lines."""

    details: TextIO | None = None
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        if self.details:
            csv.writer(self.details).writerow(("resource", "id", "outcome", "reason"))

    def say(self, kind: str, name: str, outcome: str, reason: str = "") -> None:
        """Count one resource; `name` is its id, `reason` why it was left out, wholly or in part."""
        kind = kind or "(no type)"
        if outcome != PARTLY:
            self.outcomes[kind, outcome] += 1
        if reason:
            self.reasons[kind, outcome, reason] += 1
        if self.details:
            csv.writer(self.details).writerow((kind, name, outcome, reason))

    def count(self, outcome: str) -> int:
        """How many resources came out so."""
        return sum(n for (_kind, each), n in self.outcomes.items() if each == outcome)

    def lines(self) -> Iterator[str]:
        """The report: a line a type, then the reasons, the most frequent first."""
        for kind in sorted({kind for kind, _outcome in self.outcomes}):
            told = [
                f"{self.outcomes[kind, each]} {each}"
                for each in (IMPORTED, PRESENT, LEFT_OUT)
                if self.outcomes[kind, each]
            ]
            yield f"{kind}: {', '.join(told)}"
        for (kind, outcome, reason), count in self.reasons.most_common():
            what = "left out" if outcome == LEFT_OUT else "imported without a part"
            yield f"  {count} {kind} {what}: {reason}"
