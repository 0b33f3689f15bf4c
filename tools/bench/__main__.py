"""`make bench`: measures storage, bookings and every page, and fails when a budget is broken."""

import os
import sys

from tools.bench import clients, report
from tools.bench.apart import bookings_apart
from tools.bench.stage import stage
from tools.web_server import free_port

ITEMS = int(os.environ.get("ITEMS") or 300_000)


def main() -> None:
    """Clients first, while nothing else runs; then bookings; then the pages."""
    say("The storage layer beside boto3 and PynamoDB …")
    storage = clients.measure()
    say("Bookings per second …")
    bookings, miscounted = bookings_apart()
    port = free_port()
    say("A cloud of its own with a small clinic …")
    with stage(port) as environ:
        from tools.bench.course import run  # noqa: PLC0415 - it reads the settings, known only now

        pages, growth, scheduling, failed = run(environ, port, items=ITEMS, say=say)
    found = report.Measured(
        pages=pages, clients=storage, growth=growth, scheduling=scheduling, bookings=bookings
    )
    problems = [*failed, *miscounted, *found.breaches()]
    report.write(found)
    report.show(found, problems)
    sys.exit(1 if problems else 0)


def say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    main()
