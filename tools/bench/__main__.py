"""`make bench`: measures storage, bookings and every page, and fails when a budget is broken."""

import os
import sys

from tools.bench import report
from tools.bench.isolated_bookings import isolated_bookings
from tools.bench.isolated_ratios import isolated_ratios
from tools.bench.stage import stage
from tools.bench.store import clients
from tools.web_server import free_port

ITEMS = int(os.environ.get("ITEMS") or 300_000)
WHOLE = 20_000  # requests of a soak


def main() -> None:
    """What was asked for: a soak, or everything else."""
    if requests := asked_for(os.environ.get("SOAK", "")):
        soaked(requests)
    measured()


def asked_for(text: str) -> int:
    """How many requests `SOAK` means; none where it is empty.

    >>> asked_for("1"), asked_for("600"), asked_for("")
    (20000, 600, 0)
    """
    return WHOLE if text == "1" else int(text or 0)


def soaked(requests: int) -> None:
    """What a worker weighs once warm and after so many requests; ends the process."""
    port = free_port()
    with stage(port) as environ:
        from tools.bench.clinic import crowd  # noqa: PLC0415 - they read the settings, known only now
        from tools.bench.soak import soak  # noqa: PLC0415

        crowd.add_patient(crowd.FEW)
        weight = soak(environ, port, requests)
    say(f"{requests:,} requests: {weight.warm_mb} MB once warm, {weight.last_mb} MB after")
    problems = weight.breaches()
    for each in problems:
        say(each)
    sys.exit(1 if problems else 0)


def measured() -> None:
    """Clients first, while nothing else runs; then bookings, a full day, and all pages."""
    say("The storage layer beside boto3 and PynamoDB …")
    storage = clients.measure()
    say("Bookings per second …")
    bookings, miscounted = isolated_bookings()
    say("A full day beside a plain page …")
    full = isolated_ratios()
    port = free_port()
    say("A cloud of its own with a small clinic …")
    with stage(port) as environ:
        from tools.bench.course import run  # noqa: PLC0415 - it reads the settings, known only now

        pages, growth, scheduling, failed = run(environ, port, items=ITEMS, say=say)
    found = report.Measured(
        pages=pages,
        clients=storage,
        growth=growth,
        scheduling=scheduling,
        bookings=bookings,
        full_day=full,
    )
    problems = [*failed, *miscounted, *found.breaches()]
    report.write(found)
    report.show(found, problems)
    sys.exit(1 if problems else 0)


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    main()
