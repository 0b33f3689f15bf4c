"""Findings of the rule packs that stay: each at one place, with its reason."""

from collections.abc import Iterator
from typing import Any

from aws_cdk import Acknowledgment, Validations

from infra.rights import pools, table_arns
from medisecure.resources import Resources

SESSIONS = "sessions live twelve hours; one that was restored would sign somebody in again"
COUNTRY = "health data stays in its country; versions and AWS Backup stand in for a second region"
WILD = "the keeper repairs any item or file of ours by hand, and tables restored beside ours"
OWN_ROLE = "made by the CDK for this one role; the application's own rights are a managed policy"
NO_BODY = "private, two fixed addresses; its log must not hold bodies, where the client's secret is"
OAUTH = "OAuth's own endpoints: the pool authenticates the client by its secret"
BY_RELEASE = "rotated with a release (docs/operations.md): a new one signs everybody out"
PLAIN_NAMES = "names and addresses only; secrets come from Secrets Manager"

H, S = "HIPAA.Security", "AwsSolutions"
KEPT: tuple[tuple[str, str, str, str], ...] = (
    ("Sessions", H, "DynamoDBInBackupPlan", SESSIONS),
    ("Sessions", H, "DynamoDBPITREnabled", SESSIONS),
    ("Sessions", S, "DDB3", SESSIONS),
    ("AccessLogs", H, "S3BucketReplicationEnabled", COUNTRY),
    ("Documents", H, "S3BucketReplicationEnabled", COUNTRY),
    ("Audit", H, "S3BucketReplicationEnabled", COUNTRY),
    ("Incoming", H, "S3BucketReplicationEnabled", "what comes in is gone after a day"),
    ("Exports", H, "S3BucketReplicationEnabled", "prepared anew when asked for; gone after days"),
    ("AccessLogs", H, "S3DefaultEncryptionKMS", "load balancers write to S3's own key only"),
    (
        "MailFailuresQueue",
        S,
        "SQS3",
        "what cannot be read is logged and left; an alarm sees its age",
    ),
    ("People", S, "COG1", "12 characters without forced symbols (NIST 800-63B), second factor"),
    ("People", S, "COG2", "asked group by group, which Cognito cannot: the application demands it"),
)
SERVED: tuple[tuple[str, str, str, str], ...] = (
    ("Vpc", H, "VPCDefaultSecurityGroupClosed", "nothing is in it; day one closes it"),
    ("Vpc", H, "VPCNoUnrestrictedRouteToIGW", "the load balancer's subnets; nothing else is there"),
    ("Vpc/Flow", H, "IAMNoInlinePolicy", OWN_ROLE),
    ("SignInWay", H, "APIGWCacheEnabledAndEncrypted", "tokens must never be cached"),
    ("SignInWay", H, "APIGWExecutionLoggingEnabled", NO_BODY),
    ("SignInWay", H, "APIGWSSLEnabled", "what is called is Cognito: it asks no client certificate"),
    ("SignInWay", S, "APIG2", "requests are the pool's to validate"),
    ("SignInWay", S, "APIG3", "private: no caller but our own tasks"),
    ("SignInWay", S, "APIG4", OAUTH),
    ("SignInWay", S, "APIG6", NO_BODY),
    ("SignInWay", S, "COG4", OAUTH),
    ("DjangoKey", H, "SecretsManagerRotationEnabled", BY_RELEASE),
    ("DjangoKey", S, "SMG4", BY_RELEASE),
    ("OidcSecret", H, "SecretsManagerRotationEnabled", BY_RELEASE),
    ("OidcSecret", S, "SMG4", BY_RELEASE),
    ("Balancer", H, "ELBv2ACMCertificateRequired", "port 80 only sends people to 443"),
    ("Balancer", S, "EC23", "the web site: 443 is for everybody, 80 sends there"),
    ("UnstartedJobs", S, "SQS3", "it is itself where undelivered starts end"),
)


def acknowledge(kept: Any, served: Any, resources: Resources) -> None:
    """Silence exactly these; a place that is gone raises, so that the list cannot rot."""
    of_kept = [*KEPT, *keepers_wildcards(resources, kept.account)]
    of_served = [*SERVED, *tasks_findings(served, resources)]
    for stack, findings in ((kept, of_kept), (served, of_served)):
        for path, pack, rule, reason in findings:
            place = stack
            for step in path.split("/"):
                place = place.node.find_child(step)
            full = f"{pack}::{pack}-{rule}"
            Validations.of(place).acknowledge(Acknowledgment(id=full, reason=reason))


def keepers_wildcards(resources: Resources, account: str) -> Iterator[tuple[str, str, str, str]]:
    here = f"{resources.region}:{account}"
    wild = [f"{arn}*" for arn in table_arns(resources, account)]
    wild += [f"arn:aws:s3:::{bucket.name}/*" for bucket in resources.buckets[:2]]
    wild += [f"arn:aws:cognito-idp:{here}:userpool/*"]
    for resource in wild:
        yield "KeeperRights", S, f"IAM5[Resource::{resource}]", WILD
    for policy in ("service-role/AWSBackupServiceRolePolicyForBackup",
                   "AWSBackupServiceRolePolicyForS3Backup"):  # fmt: skip
        managed = f"IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/{policy}]"
        yield "BackupRole", S, managed, "the service's own policy for its own work"


def tasks_findings(served: Any, resources: Resources) -> Iterator[tuple[str, str, str, str]]:
    health, _ = table_arns(resources, served.account)
    files = [
        f"arn:aws:s3:::{bucket.name}/*"
        for bucket in (resources.documents, resources.incoming, resources.exports)
    ]
    for resource in (f"{health}/index/*", *files):
        yield "ApplicationRights", S, f"IAM5[Resource::{resource}]", "Query of the indexes; objects"
    people = f"IAM5[Resource::{pools(resources, served.account)}]"
    yield "ApplicationRights", S, people, "three deeds only: end a sign-in, disable, enable"
    names = [job.name for job in resources.jobs]
    for task in ("Web", *names):
        yield f"{task}Task", S, "ECS2", PLAIN_NAMES
        yield (f"{task}Task/ExecutionRole", S, "IAM5[Resource::*]",
               "ecr:GetAuthorizationToken has no resource")  # fmt: skip
        yield f"{task}Task/ExecutionRole", H, "IAMNoInlinePolicy", OWN_ROLE
    jobs = served.get_logical_id(served.node.find_child("Jobs").node.default_child)
    started = f"arn:<AWS::Partition>:ecs:{served.region}:*:task/<{jobs}>/*"
    for name in names:
        yield f"{name}Task/EventsRole", H, "IAMNoInlinePolicy", OWN_ROLE
        yield (f"{name}Task/EventsRole", S, f"IAM5[Resource::{started}]",
               "names the tasks of our own cluster only")  # fmt: skip
