"""The one door to ministack: how it is told to run, and how its parts are reached."""

import importlib
import os
from functools import cache
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
# AWS's name for a service -> the engine's module. Nothing else can be called.
SERVICES = {
    "dynamodb": "dynamodb",
    "s3": "s3",
    "kms": "kms",
    "iam": "iam",
    "sts": "sts",
    "cognito-idp": "cognito",
    "ses": "ses",
    "sqs": "sqs",
}


def configure(state_dir: Path, port: int) -> None:
    """Set what ministack reads at import; must come before the first `part`."""
    os.environ.update(
        AUTH="true",
        BIND_HOST=HOST,
        MINISTACK_HOST="localhost",
        GATEWAY_PORT=str(port),
        SERVICES=",".join(SERVICES),
        STATE_DIR=str(state_dir),
        PERSIST_STATE="1",
        S3_PERSIST="1",
        S3_DATA_DIR=str(files_dir(state_dir)),
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
        USE_SSL="0",
        LOG_LEVEL="WARNING",
    )


def files_dir(state_dir: Path) -> Path:
    """Where the bodies of stored files are kept."""
    return state_dir / "files"


@cache
def part(name: str) -> Any:
    """A module of ministack, such as `app`, `core.persistence` or `services.kms`.

    Untyped on purpose: the engine has no types, and its names are replaced from here.
    """
    return importlib.import_module(f"ministack.{name}")


def service(name: str) -> Any:
    """A service's module, registered with the engine so that every route finds this one."""
    module = part(f"services.{name}")
    part("app")._loaded_modules[name] = module
    return module
