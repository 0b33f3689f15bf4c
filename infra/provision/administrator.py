"""The administrator's connection to the cloud, for set-up; the application never uses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from medisecure.resources import DEFAULT_REGION

PATIENT = Config(
    connect_timeout=3, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 4}
)


class NotAdministrator(Exception):
    """The environment names no administrator; the message says which variables are missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Administrator:
    """Credentials with the right to create things, and where to use them."""

    region: str
    endpoint_url: str | None
    access_key_id: str
    secret_access_key: str
    session_token: str | None = None

    def client(self, service: str) -> Any:
        """A boto3 client for one service; errors are botocore's own."""
        return boto3.client(
            service,
            region_name=self.region,
            endpoint_url=self.endpoint_url,
            aws_access_key_id=self.access_key_id,
            aws_secret_access_key=self.secret_access_key,
            aws_session_token=self.session_token,
            config=PATIENT,
        )

    @property
    def over_tls(self) -> bool:
        """Whether calls travel encrypted; AWS always, a cloud on this machine's loopback never."""
        return urlsplit(self.endpoint_url or "https:").scheme == "https"


def administrator(environ: Mapping[str, str]) -> Administrator:
    """The administrator the ADMIN_AWS_* variables name, or `NotAdministrator`.

    The application's own credentials are never tried instead: they must not be able to do this.
    """
    wanted = ("ADMIN_AWS_ACCESS_KEY_ID", "ADMIN_AWS_SECRET_ACCESS_KEY")
    missing = [name for name in wanted if not environ.get(name)]
    if missing:
        raise NotAdministrator(f"Set {' and '.join(missing)} to an administrator's credentials.")
    return Administrator(
        region=environ.get("AWS_REGION", DEFAULT_REGION),
        endpoint_url=environ.get("AWS_ENDPOINT_URL") or None,
        access_key_id=environ[wanted[0]],
        secret_access_key=environ[wanted[1]],
        session_token=environ.get("ADMIN_AWS_SESSION_TOKEN") or None,
    )
