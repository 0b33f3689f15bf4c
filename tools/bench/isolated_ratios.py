"""Measures the pages of a full day in a process and a cloud of its own.

What the other measurements leave behind would be on these pages: notes begun, results nobody has
seen, booked visits.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tools.bench.documented_ratios import Ratio
from tools.bench.stage import stage
from tools.tied import tied
from tools.web_server import free_port

ROOT = Path(__file__).resolve().parents[2]


def isolated_ratios() -> list[Ratio]:
    """Each page beside the plain one."""
    command = [sys.executable, "-m", "tools.bench.isolated_ratios"]
    done = subprocess.run(tied(command), cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return [Ratio(**row) for row in json.loads(done.stdout)]


def main() -> None:
    with stage(free_port()):
        from tools.bench import full_day, ratios  # noqa: PLC0415 - they read settings, known now
        from tools.bench.clinic import crowd  # noqa: PLC0415
        from tools.bench.pages import Scene  # noqa: PLC0415
        from tools.bench.visitor import Visitor  # noqa: PLC0415

        found = ratios.measure(Visitor(Scene(crowd.MANY, iter(()))), full_day.fill())
    json.dump([asdict(row) for row in found], sys.stdout)


if __name__ == "__main__":
    main()
