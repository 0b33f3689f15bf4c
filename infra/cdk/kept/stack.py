"""What must outlive every release, and is never replaced or deleted by one."""

from dataclasses import dataclass
from typing import Any

from aws_cdk import CfnOutput, Stack

from infra.cdk.kept.backups import make_backups
from infra.cdk.kept.buckets import make_buckets
from infra.cdk.kept.keeper import make_keeper
from infra.cdk.kept.mail import make_mail
from infra.cdk.kept.master_key import make_key
from infra.cdk.kept.people import People, make_people
from infra.cdk.kept.tables import make_tables
from medisecure.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the other stack needs to know of this one."""

    key: Any
    tables: list[Any]
    buckets: dict[str, Any]
    people: People
    mail_failures: Any


def keep(stack: Stack, resources: Resources) -> Kept:
    """Fill the stack with everything declared that holds data."""
    key = make_key(stack, resources)
    tables = make_tables(stack, resources, key)
    buckets = make_buckets(stack, resources, key)
    people = make_people(stack, resources)
    failures = make_mail(stack, resources, key)
    make_backups(
        stack, resources.backups, key, [tables[0].attr_arn, buckets["documents"].bucket_arn]
    )
    make_keeper(stack, resources, key)
    CfnOutput(stack, "UserPoolId", value=people.pool.ref)
    CfnOutput(stack, "OidcClientId", value=people.client.ref)
    return Kept(key=key, tables=tables, buckets=buckets, people=people, mail_failures=failures)
