"""A clinic of its own for the measurements: cloud, settings, demo people and their data."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from tools import static_files
from tools.local_cloud.supervisor import start
from tools.local_environment import local_administrator, local_environment
from tools.run_local import surroundings

ROOT = Path(__file__).resolve().parents[2]
SCHEMA_ITEMS = "tools/demo/schema_items.json"
# With the schema's items and what follows from each, about a thousand items in the table.
CLINIC = ("--patients", "12", "--seed", "1")
QUIET = {
    "LOG_LEVEL": "ERROR",
    "LIMIT_FACTOR": "1000",
    "GUNICORN_CMD_ARGS": "--access-logfile /dev/null",
}


@contextmanager
def stage(port: int) -> Iterator[dict[str, str]]:
    """The environment of a filled clinic on free ports; this process works in it, too.

    Settings are those of production. Everything is gone when the block ends.
    """
    folder = Path(tempfile.mkdtemp(prefix="medisecure-bench-"))
    try:
        with start(folder / "cloud") as cloud:
            variables = local_environment(cloud, base_url=f"http://127.0.0.1:{port}")
            environ = {**surroundings(os.environ), **variables, **QUIET}
            as_administrator = local_administrator(environ)
            _manage(as_administrator, "create_tables")
            static_files.collect(_manage, environ)
            _manage(as_administrator, "load_items", SCHEMA_ITEMS)
            _manage(as_administrator, "seed_demo", *CLINIC)
            os.environ.clear()
            os.environ.update({**environ, "DJANGO_SETTINGS_MODULE": "medisecure.settings"})
            django.setup()
            yield environ
    finally:
        shutil.rmtree(folder)


def _manage(environ: dict[str, str], *command: str) -> None:
    """Run a management command without its chatter; its errors are shown."""
    subprocess.run(
        [sys.executable, "manage.py", *command],
        env=environ,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=True,
    )
