"""Where the CPU of a page goes: `make profile PAGE=board`.

The profiler's clock is the process's CPU time, and what would run side by side runs in turn, so
that all of it is seen; what the threads themselves cost is the difference to a run with them.
"""

import cProfile
import pstats
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from unittest.mock import patch

from medisecure.dynamodb.calls import parallel

TIMES = 10
# By file, the first that fits; a function of C counts for who calls it.
PARTS = {
    "opening secrets": r"medisecure/(encryption|dynamodb/(sealing|calls/wire))|/tink/",
    "store": r"medisecure/dynamodb|botocore|/http/client|orjson|medisecure/audit|medisecure/access",
    "forms": r"django/forms|crispy|medisecure/web/input",
    "translation": r"utils/translation|/gettext\.py|asgiref",
    "templates": r"django/template|templatetags|web/display|utils/(html|safestring|functional|"
    r"formats|dateformat|dates|numberformat)|html/__init__|contrib/staticfiles|django/urls",
    "middleware": r"middleware|sessions|/csp/|whitenoise|core/handlers|deprecation|"
    r"permissions_policy|medisecure/(web|identity|server)|django/(http|core|contrib)",
    "threads": r"concurrent|threading|calls/lines",
    "the page itself": r"/(appointments|patients|providers|documents)/|medisecure/",
}


@dataclass(frozen=True, slots=True)
class Where:
    """Milliseconds of CPU of one page as it runs, its threads' own part of them, and the shares."""

    cpu_ms: float
    threads_ms: float
    shares: dict[str, float]  # of everything but the threads
    functions: list[tuple[str, int, float, float]]  # name, calls, own and whole share of the CPU


def where(opened: Callable[[], float]) -> Where:
    """A page opened with its threads, without them, and then under the profiler.

    `opened` opens it once and says how many milliseconds of CPU that took.
    """
    with_threads = median(opened() for _ in range(TIMES))
    with patch.object(parallel, "_hand_over", lambda _: None):
        alone = median(opened() for _ in range(TIMES))
        profile = cProfile.Profile(time.process_time)
        profile.enable()
        for _ in range(TIMES):
            opened()
        profile.disable()
    stats = pstats.Stats(profile)
    return Where(
        cpu_ms=round(with_threads, 1),
        threads_ms=round(max(with_threads - alone, 0), 1),
        shares=shares(stats),
        functions=functions(stats),
    )


def part_of(file: str) -> str:
    """Which part of a page's work a file belongs to.

    >>> part_of(".../django/template/base.py"), part_of(".../patients/home/views.py")
    ('templates', 'the page itself')
    """
    return next((part for part, files in PARTS.items() if re.search(files, file)), "other")


def shares(stats: pstats.Stats) -> dict[str, float]:
    """Each part's share of the time, the largest first."""
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, callers) in stats.stats.items():  # type: ignore[attr-defined]
        if file != "~":
            spent[part_of(file)] += own
            continue
        for (caller, _, _), counted in callers.items():
            spent[part_of(caller)] += counted[2]
    whole = sum(spent.values()) or 1
    return {part: round(seconds / whole, 3) for part, seconds in spent.most_common()}


def functions(stats: pstats.Stats, count: int = 25) -> list[tuple[str, int, float, float]]:
    """The functions that take most themselves."""
    whole = stats.total_tt or 1  # type: ignore[attr-defined]
    rows = [
        (f"{file.rpartition('site-packages/')[2]}:{line} {name}", calls, own / whole, all_ / whole)
        for (file, line, name), (_, calls, own, all_, _) in stats.stats.items()  # type: ignore[attr-defined]
    ]
    return sorted(rows, key=lambda row: -row[2])[:count]
