"""All data of the patient with the long history, in a process of its own: seconds, and memory."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.bench.clinic import crowd
from tools.bench.report import Cost

MOST_MEGABYTES = 300
WEIGHED = """
import resource, subprocess, sys
ended = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(ended)
"""


def measure() -> tuple[list[Cost], list[str]]:
    """A row of the table, and what is amiss: more memory than an archive may take.

    The memory is the largest any one of its processes had, the press of the PDFs among them. A
    small process starts them and tells it: a child counts what its parent holds until it has begun.
    """
    with tempfile.TemporaryDirectory() as folder:
        path, began = Path(folder) / "all.zip", time.monotonic()
        words = [sys.executable, "manage.py", "export_patient", crowd.MANY, "--to", str(path)]
        weighed = [sys.executable, "-c", WEIGHED, *words]
        child = subprocess.run(weighed, stdout=subprocess.PIPE, check=False)
        seconds, most = time.monotonic() - began, int(child.stdout) / 1024
        size = path.stat().st_size / 1024**2 if path.exists() else 0
    what = (
        f"all data of {crowd.LENGTHS[crowd.MANY]:,} entries: "
        f"{seconds:.0f} s, {size:.0f} MB, at most {most:.0f} MB of memory"
    )
    row = Cost(
        what=what, round_trips_sequential=0, round_trips_total=0, read_units=0, write_units=0,
        transactions=0, most_sequential=0,
    )  # fmt: skip
    problems = [] if not child.returncode else [f"{what}: it ended with {child.returncode}"]
    if most >= MOST_MEGABYTES:
        problems.append(f"{what}: more than {MOST_MEGABYTES} MB")
    return [row], problems
