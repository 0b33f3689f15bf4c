"""Where it is deployed: what a hospital tells its deployment beside the declaration."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from medisecure.resources import DEFAULT_REGION

NOBODYS_ACCOUNT = "111122223333"  # AWS's own example, for checks without an account


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The account, its region and zones, the web site's certificate and the image to run."""

    account: str
    region: str
    zones: tuple[str, ...]
    certificate_arn: str
    image_tag: str
    alarm_mail: str


def site(environ: Mapping[str, str] = os.environ) -> Site:
    """The site the environment names; without an account one that can be checked, not deployed.

    >>> site({}).zones
    ('me-central-1a', 'me-central-1b', 'me-central-1c')
    """
    region = environ.get("AWS_REGION", DEFAULT_REGION)
    account = environ.get("CDK_DEFAULT_ACCOUNT", NOBODYS_ACCOUNT)
    zones = environ.get("ZONES", ",".join(f"{region}{letter}" for letter in "abc"))
    example = f"arn:aws:acm:{region}:{account}:certificate/00000000-0000-0000-0000-000000000000"
    return Site(
        account=account,
        region=region,
        zones=tuple(zones.split(",")),
        certificate_arn=environ.get("CERTIFICATE_ARN", example),
        image_tag=environ.get("IMAGE_TAG", "unset"),
        alarm_mail=environ.get("ALARM_MAIL", ""),
    )
