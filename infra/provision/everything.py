"""Brings one cloud to the declaration, in the order the parts need each other."""

from dataclasses import dataclass

from infra.provision.administrator import Administrator
from infra.provision.application_user import ensure_application_user
from infra.provision.bucket import ensure_bucket
from infra.provision.key import ensure_key
from infra.provision.mail import domain_is_verified, ensure_sender
from infra.provision.outcome import Outcome
from infra.provision.queue import ensure_queue
from infra.provision.tables import ensure_table
from infra.provision.user_pool import SignIn, ensure_user_pool
from infra.rights import application_policy
from medisecure.resources import APPLICATION_USER, Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioned:
    """What now exists: a line for each thing, and what the application must be told.

    A plan tells nothing of what is only to be made.
    """

    outcomes: tuple[Outcome, ...]
    key_arn: str
    sign_in: SignIn | None


def provision(resources: Resources, admin: Administrator, *, apply: bool = True) -> Provisioned:
    """Make everything declared exist, or with `apply` off say what would be done; repeatable.

    Everything is read and compared before it is changed, and nothing is changed that is as it
    must be. botocore's errors and `Mismatch` pass.
    """
    key_arn, key = ensure_key(admin.client("kms"), resources.key, apply=apply)
    dynamodb = admin.client("dynamodb")
    tables = [
        ensure_table(dynamodb, table, key_arn=key_arn, apply=apply) for table in resources.tables
    ]
    buckets = [
        ensure_bucket(
            admin.client("s3"), bucket, key_arn=key_arn, over_tls=admin.over_tls, apply=apply
        )
        for bucket in (resources.documents, resources.incoming, resources.exports)
    ]
    queue = ensure_queue(admin.client("sqs"), resources.mail_failures, apply=apply)
    ses = admin.client("ses")
    sender = ensure_sender(ses, resources.mail_identity, apply=apply)
    account = _account(key_arn) if key_arn else ""
    mail = (
        mail_by_ses(resources, account)
        if domain_is_verified(ses, resources.mail_identity)
        else None
    )
    sign_in, people = ensure_user_pool(
        admin.client("cognito-idp"), resources.user_pool, mail=mail, apply=apply
    )
    policy = application_policy(resources, account=account, key_arn=key_arn)
    user = ensure_application_user(admin.client("iam"), APPLICATION_USER, policy, apply=apply)
    return Provisioned(
        outcomes=(key, *tables, *buckets, *people, queue, sender, user),
        key_arn=key_arn,
        sign_in=sign_in,
    )


def mail_by_ses(resources: Resources, account: str) -> dict[str, str]:
    """What Cognito is told to have its mails sent in the clinic's name."""
    identity = f"identity/{resources.mail_domain}"
    return {
        "EmailSendingAccount": "DEVELOPER",
        "From": resources.mail_from,
        "SourceArn": f"arn:aws:ses:{resources.region}:{account}:{identity}",
    }


def _account(arn: str) -> str:
    """The account number in an ARN.

    >>> _account("arn:aws:kms:me-central-1:000000000000:key/1")
    '000000000000'
    """
    return arn.split(":")[4]
