"""A whole MediSecure of its own: cloud, demo clinic, gunicorn with the production settings.

What the demo clinic is filled with is made once in a run, by whichever worker comes first; each
begins with a copy of it, in a cloud of its own.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.environment import free_port
from tools import static_files
from tools.local_cloud.supervisor import start
from tools.local_environment import local_administrator, local_environment
from tools.run_local import manage, surroundings
from tools.web_server import web_server

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = ROOT / ".venv-cloud" / "bin" / "python"
CLOUD, SETTINGS = "cloud", "settings.json"
Item = dict[str, Any]
TRIES = 3
PATIENTLY = 600  # seconds for a program to be ready, on a busy machine too
SET_BY_THE_CLOUD = ("OIDC_", "AWS_", "USER_POOL", "SECRET_KEY", "BASE_URL", "DEMO")


@dataclass(frozen=True, slots=True)
class Site:
    """Where it is, and who can sign in: user id → (user name, password)."""

    url: str
    people: Mapping[str, tuple[str, str]]
    environ: Mapping[str, str]
    state: Path  # where its cloud keeps what it keeps, the mails among it


@contextmanager
def running_site(
    state: Path, *, patients: int, guests: Iterable[Item] = (), shared: Path | None = None
) -> Iterator[Site]:
    """Bring one up on free ports with a small demo clinic and guests; gone when the block ends.

    Those that give the same `shared` folder share the filling of it.
    """
    filled = filled_clinic(shared or state, patients, guests)
    shutil.copytree(filled / CLOUD, state, dirs_exist_ok=True)
    kept, listed = json.loads((filled / SETTINGS).read_text(encoding="utf-8"))
    port = free_port()
    with start(state, python=PYTHON, timeout=PATIENTLY, may_lose_power=True) as cloud:
        variables = local_environment(cloud, base_url=f"http://127.0.0.1:{port}", kept=kept)
        environ = as_on_a_quiet_day(variables)
        people = {each["userId"]: (each["username"], each["password"]) for each in listed}
        with web_server(environ, port, within=PATIENTLY):
            yield Site(f"http://127.0.0.1:{port}", people, environ, state)


def filled_clinic(folder: Path, patients: int, guests: Iterable[Item]) -> Path:
    """Where the state of a cloud with that many demo patients is, with its settings and people.

    Of several that want it at once one makes it, and the others wait.
    """
    place = folder / f"clinic-of-{patients}"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / SETTINGS).exists():
            fill(place, patients, guests)
    return place


def fill(place: Path, patients: int, guests: Iterable[Item]) -> None:
    """Set up a cloud there with a demo clinic, and stop it; `SETTINGS` is written last."""
    shutil.rmtree(place / CLOUD, ignore_errors=True)  # of one that was stopped half-way
    with start(place / CLOUD, python=PYTHON, timeout=PATIENTLY, may_lose_power=True) as cloud:
        variables = local_environment(cloud, base_url=f"http://127.0.0.1:{free_port()}")
        environ = as_on_a_quiet_day(variables)
        as_administrator = local_administrator(environ)
        manage(as_administrator, "create_tables")
        static_files.collect(manage, environ)
        manage(as_administrator, "seed_demo", "--patients", str(patients), "--seed", "1")
        if items := list(guests):
            load(environ, items)
        people = json.loads(manage(environ, "demo_people", "--json"))
    (place / SETTINGS).write_text(json.dumps([variables, people]), encoding="utf-8")


def load(environ: Mapping[str, str], items: Iterable[Item]) -> None:
    """Load the items into the site's cloud, with their search words, claims and reminders.

    A busy machine opens its keys too late for the first of them; then nothing is stored, and it is
    tried again.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "guests.json"
        path.write_text(json.dumps(list(items)), encoding="utf-8")
        for left in reversed(range(TRIES)):
            try:
                manage(environ, "load_items", str(path))
                break
            except SystemExit:
                if not left:
                    raise


def as_on_a_quiet_day(variables: Mapping[str, str]) -> dict[str, str]:
    """What the site's programs get: its cloud's settings, and limits that no journey meets."""
    inherited = {
        name: value
        for name, value in surroundings(os.environ).items()
        if not name.startswith(SET_BY_THE_CLOUD)
    }
    return {
        **inherited,
        **variables,
        "LOG_LEVEL": "WARNING",
        "WEB_CONCURRENCY": "1",
        # All journeys share their people: no limit counts what others did before.
        "LIMIT_FACTOR": "1000",
        "PATIENT_MOST_VISITS_AHEAD": "1000",
        "PATIENT_MOST_VISITS_A_DAY": "1000",
        "QUIET_FROM": "0",  # journeys are walked at night, too
        "QUIET_UNTIL": "0",
    }


@contextmanager
def another_door(site: Site, **settings: str) -> Iterator[Site]:
    """The same clinic through a server of its own with other settings.

    Cloud, people and sessions are the same; whoever has signed in at the one has at the other.
    """
    port = free_port()
    with web_server({**site.environ, **settings}, port, within=PATIENTLY):
        yield replace(site, url=f"http://127.0.0.1:{port}")


def ahead(minutes: int) -> dict[str, str]:
    """The settings of a program whose clinic clock is that many minutes ahead."""
    path = f"{ROOT / 'tests' / 'one_morning'}:{ROOT}"
    already = float(os.environ.get("SECONDS_AGO", "0"))
    return {"PYTHONPATH": path, "SECONDS_AGO": str(already - 60 * minutes)}
