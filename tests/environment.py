"""The environment of the tests, set before the settings are read: a cloud of their own.

`TESTS_AT` lets them run at another time of the clinic: a time of today such as 23:58, or a day
and a time such as 2027-03-28T00:30. The clock of the application ticks on from there, in this
process and in every one it starts, once the first test begins; sessions, tokens and signed links
keep the machine's.
`CLINIC_ZONE` lets them run in a clinic of another zone.
"""

import os
import secrets
import socket
import sys
from contextlib import suppress
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from zoneinfo import ZoneInfo

ONE_MORNING = Path(__file__).with_name("one_morning")
CLINIC = ZoneInfo(os.environ.get("CLINIC_ZONE") or "Asia/Qatar")
STARTED = datetime.now(CLINIC)


def seconds_ago(wanted: str) -> str:
    """How long ago it was that time, in whole seconds: stored times have milliseconds, no more."""
    text = wanted if "T" in wanted else f"{STARTED.date()}T{wanted}"
    then = datetime.fromisoformat(text).replace(tzinfo=CLINIC)
    return str(round((datetime.now(UTC) - then).total_seconds()))


def begin_again() -> None:
    """It is the time that was asked for, here and for the programs that are started from now on."""
    os.environ["SECONDS_AGO"] = seconds_ago(os.environ["TESTS_AT"])


def begin_at(wanted: str) -> None:
    """Set the clock of the application and of the programs that are started from here."""
    os.environ.setdefault("SECONDS_AGO", seconds_ago(wanted))  # a worker has it already
    os.environ["PYTHONPATH"] = f"{ONE_MORNING}:{ONE_MORNING.parent.parent}"
    import medisecure.clock  # noqa: PLC0415 - before anybody else takes `now` from it

    if medisecure.clock.now.__name__ != "now":
        return  # Python has set it at the start of this worker
    spec = spec_from_file_location("tests_one_morning", ONE_MORNING / "sitecustomize.py")
    if spec and spec.loader:
        spec.loader.exec_module(module_from_spec(spec))


if os.environ.get("TESTS_AT"):
    begin_at(os.environ["TESTS_AT"])


# A run starts some hundred programs: what was compiled for one is there for the next and for the
# next run, the rewritten tests among it, also where the surroundings say that nothing is kept.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

OURS = range(10_000, 32_000)  # below those a system gives to outgoing connections: 32768 and above


def free_port() -> int:
    """A port nobody listens on, on this machine only.

    Between finding and using it, only another one of us could take it, one in 22,000.
    """
    while True:
        port = OURS[secrets.randbelow(len(OURS))]
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


CLOUD_PORT = free_port()
CLOUD = f"http://127.0.0.1:{CLOUD_PORT}"

os.environ.update(
    {
        "SECRET_KEY": "for-tests-only-abcdefghijklmnopqrstuvwxyz-0123456789-no-secret",
        "BASE_URL": "http://127.0.0.1:8000",
        "AWS_REGION": "me-central-1",
        "AWS_ENDPOINT_URL": CLOUD,
        "AWS_ACCESS_KEY_ID": "set-by-the-cloud-fixture",
        "AWS_SECRET_ACCESS_KEY": "set-by-the-cloud-fixture",
        "TABLE_NAME": "MediSecure-HealthData",
        "SESSIONS_TABLE_NAME": "MediSecure-Sessions",
        "DOCUMENTS_BUCKET": "medisecure-documents",
        "KMS_KEY_ID": "alias/medisecure",
        "USER_POOL_ID": "set-by-the-cloud-fixture",
        "OIDC_ISSUER": "https://set-by-the-cloud-fixture.invalid",
        "OIDC_AUTHORIZATION_ENDPOINT": f"{CLOUD}/oauth2/authorize",
        "OIDC_TOKEN_ENDPOINT": f"{CLOUD}/oauth2/token",
        "OIDC_JWKS_ENDPOINT": f"{CLOUD}/set-by-the-cloud-fixture",
        "OIDC_LOGOUT_ENDPOINT": f"{CLOUD}/logout",
        "OIDC_CLIENT_ID": "set-by-the-cloud-fixture",
        "OIDC_CLIENT_SECRET": "set-by-the-cloud-fixture",
        "CLINIC_ZONE": CLINIC.key,
        "DEBUG": "false",
        "DEMO": "true",
        "SECOND_FACTOR_FOR": "",
        "DEMO_PASSWORD": "Only-4-tests-here",
        "LOG_LEVEL": "WARNING",
        "LIMIT_FACTOR": "1000",
        "CLINIC_PHONE": "",
        "QUIET_FROM": "0",  # the waitlist is awake whenever the tests run
        "QUIET_UNTIL": "0",
        "SEALS_REQUIRED": "true",
    }
)
