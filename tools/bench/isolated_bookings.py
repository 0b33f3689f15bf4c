"""Measures bookings in a process and a cloud of its own: no page is to meet their doctors."""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tools.bench.report import Bookings
from tools.drills.stage import stage
from tools.tied import tied

ROOT = Path(__file__).resolve().parents[2]


def isolated_bookings() -> tuple[list[Bookings], list[str]]:
    """The rows, and what is wrong with what was booked."""
    command = [sys.executable, "-m", "tools.bench.isolated_bookings"]
    done = subprocess.run(tied(command), cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout)
    return [Bookings(**row) for row in found["rows"]], found["problems"]


def main() -> None:
    with stage() as (endpoint, scan):
        from tools.bench.bookings import measure  # noqa: PLC0415 - it reads settings, known now

        rows, problems = measure(endpoint, scan)
    json.dump({"rows": [asdict(row) for row in rows], "problems": problems}, sys.stdout)


if __name__ == "__main__":
    main()
