"""Brings one cloud to the declaration, in the order the parts need each other."""

from dataclasses import dataclass

from infra.provision.administrator import Administrator
from infra.provision.application_user import ensure_application_user
from infra.provision.bucket import ensure_bucket
from infra.provision.key import ensure_key
from infra.provision.mail import ensure_sender
from infra.provision.outcome import Outcome
from infra.provision.tables import ensure_table
from infra.provision.user_pool import SignIn, ensure_user_pool
from medisecure.resources import APPLICATION_USER, Resources
from medisecure.rights import application_policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioned:
    """What now exists: a line for each thing, and what the application must be told."""

    outcomes: tuple[Outcome, ...]
    key_arn: str
    sign_in: SignIn


def provision(resources: Resources, admin: Administrator) -> Provisioned:
    """Make everything declared exist; safe to repeat. botocore's errors and `Mismatch` pass."""
    key_arn, key = ensure_key(admin.client("kms"), resources.key)
    dynamodb = admin.client("dynamodb")
    tables = [ensure_table(dynamodb, table, key_arn=key_arn) for table in resources.tables]
    bucket = ensure_bucket(
        admin.client("s3"), resources.documents, key_arn=key_arn, over_tls=admin.over_tls
    )
    sign_in, people = ensure_user_pool(admin.client("cognito-idp"), resources.user_pool)
    sender = ensure_sender(admin.client("ses"), resources.mail_identity)
    policy = application_policy(resources, account=_account(key_arn), key_arn=key_arn)
    user = ensure_application_user(admin.client("iam"), APPLICATION_USER, policy)
    return Provisioned(
        outcomes=(key, *tables, bucket, *people, sender, user), key_arn=key_arn, sign_in=sign_in
    )


def _account(arn: str) -> str:
    """The account number in an ARN.

    >>> _account("arn:aws:kms:me-central-1:000000000000:key/1")
    '000000000000'
    """
    return arn.split(":")[4]
