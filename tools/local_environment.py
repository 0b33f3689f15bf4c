"""Prepares a local cloud and says which settings the application needs to work with it.

Development and tests only. `make run` and the test suite use the same code.
"""

import secrets
from collections.abc import Mapping
from typing import Protocol

from infra.provision.administrator import administrator
from infra.provision.application_user import AccessKey, ensure_access_key
from infra.provision.everything import provision
from infra.provision.sign_in_endpoints import sign_in_variables
from medisecure.resources import APPLICATION_USER, declare

LOCAL_ADMINISTRATOR = {"ADMIN_AWS_ACCESS_KEY_ID": "test", "ADMIN_AWS_SECRET_ACCESS_KEY": "test"}
DEFAULTS = {
    "TABLE_NAME": "MediSecure-HealthData",
    "SESSIONS_TABLE_NAME": "MediSecure-Sessions",
    "DOCUMENTS_BUCKET": "medisecure-documents",
    "KMS_KEY_ID": "alias/medisecure",
    "AWS_REGION": "me-central-1",
    "CLINIC_ZONE": "Asia/Qatar",
    "CLINIC_PHONE": "+97444001200",
    "CLINIC_ADDRESS": "Al Rayyan Road, Doha",
    "CLINIC_ADDRESS_AR": "طريق الريان، الدوحة",
    "CLINIC_MAP_URL": "https://www.openstreetmap.org/?mlat=25.2936&mlon=51.5025#map=16/25.2936/51.5025",
    "CLINIC_HOURS": "Sunday to Thursday 07:00–17:00, Friday and Saturday 08:00–14:00",
    "CLINIC_HOURS_AR": "من الأحد إلى الخميس 07:00–17:00، الجمعة والسبت 08:00–14:00",
    "CLINIC_EMERGENCY": "In an emergency call 999 or go to the nearest emergency department.",
    "CLINIC_EMERGENCY_AR": "في حالات الطوارئ اتصل بالرقم 999 أو توجه إلى أقرب قسم طوارئ.",
    "EMERGENCY_NUMBER": "999",
    "LOG_LEVEL": "INFO",
    "WEB_CONCURRENCY": "2",
    "DEBUG": "false",
    "DEMO": "true",
    "SECOND_FACTOR_FOR": "",  # the demo signs in with what is printed
}
# Left out: letters and digits that look alike on paper.
EASY_LETTERS = "abcdefghjkmnpqrstuvwxyz"
EASY_DIGITS = "23456789"


class Cloud(Protocol):
    """A running cloud, as the supervisor hands it over."""

    @property
    def endpoint(self) -> str:
        """Its address, such as http://127.0.0.1:4566."""


def local_environment(
    cloud: Cloud, *, base_url: str, kept: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Provision `cloud` and return every variable the application needs to use it.

    `kept` is an environment written earlier: its secrets, its access key and whatever a
    developer changed by hand stay; addresses and pool ids are always written anew.
    """
    earlier = dict(kept or {})
    wanted = DEFAULTS | earlier | {"BASE_URL": base_url, "AWS_ENDPOINT_URL": cloud.endpoint}
    wanted.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    wanted.setdefault("DEMO_PASSWORD", demo_password())
    return wanted | _cloud_variables(wanted)


def local_administrator(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` with the local cloud's administrator added, for set-up commands only."""
    return {**environ, **LOCAL_ADMINISTRATOR}


def demo_password() -> str:
    """A password for the demo people: the pool's policy met, and easy to type.

    >>> len(demo_password())
    14
    """
    word = "".join(secrets.choice(EASY_LETTERS) for _ in range(8))
    number = "".join(secrets.choice(EASY_DIGITS) for _ in range(4))
    return f"{word[:4].capitalize()}-{word[4:]}-{number}"


def _cloud_variables(wanted: Mapping[str, str]) -> dict[str, str]:
    """Provision, then the variables only the cloud knows: pool, client, access key."""
    admin = administrator(local_administrator(wanted))
    resources = declare(wanted)
    made = provision(resources, admin)
    if made.sign_in is None:
        raise RuntimeError("what was provisioned must let people sign in")
    key = ensure_access_key(admin.client("iam"), APPLICATION_USER, _known_key(wanted))
    return {
        "AWS_ACCESS_KEY_ID": key.id,
        "AWS_SECRET_ACCESS_KEY": key.secret,
        **sign_in_variables(
            made.sign_in,
            region=admin.region,
            domain_prefix=resources.user_pool.domain_prefix,
            endpoint_url=admin.endpoint_url,
        ),
    }


def _known_key(wanted: Mapping[str, str]) -> AccessKey | None:
    pair = wanted.get("AWS_ACCESS_KEY_ID"), wanted.get("AWS_SECRET_ACCESS_KEY")
    return AccessKey(id=pair[0], secret=pair[1]) if pair[0] and pair[1] else None
