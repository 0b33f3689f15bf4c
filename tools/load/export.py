"""Measures the archive of a long record: `python -m tools.load.export [ENTRIES] [FILES]`.

The export runs in a process of its own, and the kernel says how much memory it had at most.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tools.drills.stage import stage

ENTRIES, FILES, FILE_BYTES = 5000, 20, 20 * 1024 * 1024
MOST_MEGABYTES = 300
PATIENT = "patient_12345"


def main() -> None:
    given = [int(each) for each in sys.argv[1:]]
    entries, files = [*given, *(ENTRIES, FILES)[len(given) :]]
    with stage(), tempfile.TemporaryDirectory() as folder:
        fill(entries, files)
        path, began = Path(folder) / "all.zip", time.monotonic()
        command = [sys.executable, "manage.py", "export_patient", PATIENT, "--to", str(path)]
        subprocess.run(command, check=True, env=os.environ)
        seconds = time.monotonic() - began
        # What the press needs beside it is its own; the larger of the two stands here.
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        size = path.stat().st_size / 1024 / 1024
    told = (
        f"{entries} entries, {files} files: {seconds:.0f} s, {size:.0f} MB, at most {most:.0f} MB"
    )
    sys.stdout.write(f"{told} of memory\n")
    sys.exit(0 if most < MOST_MEGABYTES else 1)


def fill(entries: int, files: int) -> None:
    """John Doe with as many signed entries, and files of the largest usual size."""
    from medisecure.document_store import put_file  # noqa: PLC0415 - it reads the settings, known only now
    from medisecure.importing.loading import load  # noqa: PLC0415
    from medisecure.wiring import system_work  # noqa: PLC0415
    from tools.demo.schema_items import schema_items  # noqa: PLC0415

    items = list(schema_items())
    record, paper = (
        next(i for i in items if i["entityType"] == kind) for kind in ("RECORD", "DOCUMENT")
    )
    first = datetime(2000, 1, 1, tzinfo=UTC)
    more = []
    for n in range(entries):
        at = f"{first + timedelta(days=n):%Y-%m-%dT%H:%M:%SZ}"
        name = f"consultation_{n}"
        more.append(record | {"SK": f"RECORD#{name}#{at}", "recordId": name, "createdAt": at,
                              "visitInfo": record["visitInfo"] | {"date": at},
                              "attachments": []})  # fmt: skip
    for n in range(files):
        key = f"documents/bench/{n}"
        put_file(key, os.urandom(FILE_BYTES), "application/pdf")
        name, at = f"doc_bench_{n}", paper["createdAt"]
        more.append(paper | {"SK": f"DOCUMENT#{name}#{at}", "documentId": name,
                             "fileInfo": paper["fileInfo"] | {"s3Key": key}})  # fmt: skip
    for each in [*items, *more]:
        uow = system_work("bench")
        load(uow, each)
        uow.close()


if __name__ == "__main__":
    main()
