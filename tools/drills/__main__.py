"""`python -m tools.drills [name] [--scale 0.1] [--seed 7]`: the drills, a table, build/drill.json.

Exits with 1 if a target is missed, or if a fault planted on purpose is not seen.
"""

import argparse
import sys
import time

from rich.console import Console

from tools.drills import report
from tools.drills.stage import stage


def main() -> None:
    asked = _asked()
    console = Console(stderr=True, highlight=False)
    done: list[report.Drill] = []
    with stage() as (endpoint, scan):
        from tools.drills.all import DRILLS  # noqa: PLC0415 - it reads the settings, known only now

        unknown = [name for name in asked.names if name not in DRILLS]
        if unknown:
            sys.exit(f"There is no drill {', '.join(unknown)}. There are: {', '.join(DRILLS)}.")
        report.write(done)  # nothing older is left, should this run not get to its end
        for name in asked.names or DRILLS:
            began = time.monotonic()
            run = DRILLS[name]
            drill = run(endpoint, scan, seed=asked.seed, scale=asked.scale, say=console.print)
            console.print(f"{name}: {time.monotonic() - began:.0f} s")
            done.append(drill)
            report.write(done)
    report.show(done, Console())
    sys.exit(report.exit_code(done))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.drills", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
