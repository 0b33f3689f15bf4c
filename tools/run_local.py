"""Starts all of MediSecure on this machine: a cloud, its contents, the web server. Ctrl-C ends it.

For development and demonstrations, never for real patients. Everything listens on 127.0.0.1 only.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from infra.provision.administrator import administrator
from infra.provision.outcome import Mismatch
from medisecure.resources.kinds import NEED_A_SECOND_FACTOR
from tools import static_files
from tools.demo.second_factor import forget
from tools.environment_file import read_environment, write_environment
from tools.local_cloud.supervisor import LocalCloudError, RunningCloud, start
from tools.local_environment import local_administrator, local_environment
from tools.tied import tied
from tools.web_server import WebServerError, web_server

ROOT = Path(__file__).resolve().parent.parent
ENV_FILE = ROOT / ".env"
STATE = ROOT / ".local"
FILLED = STATE / "filled"
HIGHEST_PORT = 65535
LOOPBACK = ("127.0.0.1", "localhost")
SCHEMA_ITEMS = "tools/demo/schema_items.json"
HOW_TO_GET_A_CODE = """
All but patients are asked for a second factor. At the first sign-in a page shows its secret: scan
it with an authenticator app, or let this machine be the phone and keep the secret for next time:

    make code SECRET="the secret the page shows"
"""
JOBS = (
    ("check_documents", "--every", "2", "--uncompared"),
    ("prepare_archives", "--every", "5"),
)
CLINIC = ("--patients", "400", "--seed", "1")


def main() -> None:
    """Bring everything up, say where it is, and wait; whatever was started is stopped again."""
    port, cloud_port = _port("PORT", 8000), _port("CLOUD_PORT", 4566)
    refuse_foreign_environment(ENV_FILE)
    refuse_taken_port(port, "PORT")
    refuse_taken_port(cloud_port, "CLOUD_PORT")
    for ending in (signal.SIGTERM, signal.SIGINT):  # SIGINT too: shells mute it for background jobs
        signal.signal(ending, _stop)
    try:
        with start(STATE / "cloud", cloud_port) as cloud:
            environ = prepare(cloud, port)
            with jobs(environ), web_server(environ, port) as server:
                welcome(
                    environ["BASE_URL"],
                    demo_people(environ),
                    asked_for=bool(environ["SECOND_FACTOR_FOR"]),
                )
                server.wait()
                sys.exit("The web server ended by itself; its last lines above say why.")
    except (LocalCloudError, WebServerError, Mismatch) as problem:
        sys.exit(f"MediSecure did not start: {problem}")
    except KeyboardInterrupt:
        print("Stopped.", flush=True)


@contextmanager
def jobs(environ: Mapping[str, str]) -> Iterator[None]:
    """What the clock starts elsewhere and people wait for: files are checked, archives made."""
    workers = [
        subprocess.Popen(
            tied([sys.executable, "manage.py", *words]),
            env=environ,
            cwd=ROOT,
            start_new_session=True,
        )
        for words in JOBS
    ]
    try:
        yield
    finally:
        for each in workers:
            each.terminate()
        for each in workers:
            each.wait()


def prepare(cloud: RunningCloud, port: int) -> dict[str, str]:
    """Provision and fill the cloud, keep its settings in `.env`; the application's environment."""
    kept = read_environment(ENV_FILE) | second_factor(os.environ)
    variables = local_environment(cloud, base_url=f"http://127.0.0.1:{port}", kept=kept)
    write_environment(ENV_FILE, variables)
    environ = {**surroundings(os.environ), **variables}
    fill(environ)
    if not environ["SECOND_FACTOR_FOR"]:
        pool = administrator(local_administrator(environ)).client("cognito-idp")
        forget(pool, environ["USER_POOL_ID"])
    return environ


def second_factor(environ: Mapping[str, str]) -> dict[str, str]:
    """Whom the demo asks for a second factor: nobody, or with SECOND_FACTOR=1 as a clinic."""
    needed = NEED_A_SECOND_FACTOR if environ.get("SECOND_FACTOR") == "1" else ()
    return {"SECOND_FACTOR_FOR": ",".join(needed)}


def surroundings(environ: Mapping[str, str]) -> dict[str, str]:
    """The shell's environment without any AWS account of its owner, and no proxy to ourselves."""
    kept = {n: v for n, v in environ.items() if not n.startswith(("AWS_", "ADMIN_AWS_"))}
    direct = ",".join(filter(None, [environ.get("NO_PROXY"), *LOOPBACK]))
    return {**kept, "NO_PROXY": direct, "no_proxy": direct}


def refuse_foreign_environment(path: Path) -> None:
    """Stop before overwriting settings that lead to another cloud than this machine's."""
    kept = read_environment(path)
    if kept and urlsplit(kept.get("AWS_ENDPOINT_URL", "")).hostname not in LOOPBACK:
        sys.exit(f"{path.name} holds settings for another cloud. Move it away to use `make run`.")


def refuse_taken_port(port: int, variable: str) -> None:
    """Stop when something else listens there, saying how to take another port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is in use. Take another: make run {variable}={port + 1}")


def fill(environ: Mapping[str, str]) -> None:
    """Keysets, style sheets and, once a new cloud, the schema's items and a lively clinic."""
    as_administrator = local_administrator(environ)
    manage(as_administrator, "create_tables")
    static_files.collect(manage, environ)
    # The clinic is lively around the day it was filled, so another day fills it again.
    filled = f"{environ['USER_POOL_ID']} {date.today().isoformat()}"  # noqa: DTZ011 - a stamp
    if FILLED.exists() and FILLED.read_text(encoding="utf-8") == filled:
        return
    manage(as_administrator, "load_items", SCHEMA_ITEMS)
    manage(as_administrator, "seed_demo", *CLINIC)
    FILLED.write_text(filled, encoding="utf-8")


def manage(environ: Mapping[str, str], *command: str) -> str:
    """Run a management command and return what it printed; stop here when it fails."""
    quiet = subprocess.PIPE if "--json" in command else None
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        env=environ,
        cwd=ROOT,
        stdout=quiet,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"This did not work: manage.py {' '.join(command)}")
    return done.stdout or ""


def demo_people(environ: Mapping[str, str]) -> list[dict[str, str]]:
    """Who can sign in: role, username, password and userId of each demo person."""
    people: list[dict[str, str]] = json.loads(manage(environ, "demo_people", "--json"))
    return people


def welcome(base_url: str, people: list[dict[str, str]], *, asked_for: bool) -> None:
    """The last words of a good start: where to go and as whom."""
    table = Table("Role", "User name", "Password", title="Demo sign-ins", title_justify="left")
    for person in people:
        table.add_row(person["role"], person["username"], person["password"])
    console = Console()
    console.print(f"\nMediSecure is at {base_url}  (Ctrl-C stops it)\n", highlight=False)
    console.print(table)
    if asked_for:
        console.print(HOW_TO_GET_A_CODE, highlight=False)


def _port(variable: str, default: int) -> int:
    text = os.environ.get(variable) or str(default)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= HIGHEST_PORT:
        sys.exit(f"{variable} must be a port number; it is {text!r}.")
    return int(text)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Leave through every open block, so that each stops what it started."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
