"""What running it needs beside data: a key for logs, secrets and images, and whom alarms reach."""

from dataclasses import dataclass
from typing import Any

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions

from infra.cdk.site import Site
from medisecure.resources import Resources

SEAL = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
IMAGES_KEPT = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """The key, the images' repository, the alarms' topic, and how long logs are kept."""

    stack: Any
    key: Any
    images: Any
    alarms: Any
    retention: Any

    def log_group(self, name: str, *, called: str | None = None) -> Any:
        """A log of its own, sealed under our key, kept as declared and beyond the stack."""
        return logs.LogGroup(
            self.stack,
            name,
            log_group_name=called,
            encryption_key=self.key,
            retention=self.retention,
            removal_policy=RemovalPolicy.RETAIN,
        )


def make_operations(stack: Stack, resources: Resources, where: Site) -> Operations:
    """A key apart from the master key: logs and alarms must not lead to patients' data."""
    key = kms.Key(
        stack,
        "OperationsKey",
        description="MediSecure: logs, secrets, images, alarms",
        enable_key_rotation=True,
        removal_policy=RemovalPolicy.RETAIN,
    )
    ours = f"arn:aws:logs:{stack.region}:{stack.account}:*"
    allow(key, f"logs.{stack.region}.amazonaws.com", SEAL,
          {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": ours}})  # fmt: skip
    mine = {"StringEquals": {"aws:SourceAccount": stack.account}}
    for service in ("cloudwatch.amazonaws.com", "events.amazonaws.com"):
        allow(key, service, ["kms:Decrypt", "kms:GenerateDataKey*"], mine)
    alarms = sns.Topic(stack, "Alarms", master_key=key, enforce_ssl=True)
    alarms.add_to_resource_policy(
        iam.PolicyStatement(
            principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            actions=["sns:Publish"],
            resources=[alarms.topic_arn],
            conditions=mine,
        )
    )
    if where.alarm_mail:
        alarms.add_subscription(subscriptions.EmailSubscription(where.alarm_mail))
    return Operations(
        stack=stack,
        key=key,
        images=make_images(stack, key),
        alarms=alarms,
        retention=days_kept(resources.log_days),
    )


def allow(key: Any, service: str, actions: list[str], conditions: dict[str, Any]) -> None:
    key.add_to_resource_policy(
        iam.PolicyStatement(
            principals=[iam.ServicePrincipal(service)],
            actions=actions,
            resources=["*"],
            conditions=conditions,
        )
    )


def make_images(stack: Stack, key: Any) -> Any:
    """Where releases are kept: a name once given never means another image."""
    return ecr.Repository(
        stack,
        "Images",
        repository_name="medisecure",
        image_scan_on_push=True,
        image_tag_mutability=ecr.TagMutability.IMMUTABLE,
        encryption=ecr.RepositoryEncryption.KMS,
        encryption_key=key,
        lifecycle_rules=[ecr.LifecycleRule(max_image_count=IMAGES_KEPT)],
        removal_policy=RemovalPolicy.RETAIN,
        empty_on_delete=False,
    )


def days_kept(days: int) -> Any:
    """CloudWatch keeps logs for some lengths of time only; `ValueError` for any other."""
    names = {30: "ONE_MONTH", 90: "THREE_MONTHS", 180: "SIX_MONTHS", 365: "ONE_YEAR",
             731: "TWO_YEARS", 2192: "SIX_YEARS"}  # fmt: skip
    if days not in names:
        raise ValueError(f"logs cannot be kept for {days} days; possible: {sorted(names)}")
    return getattr(logs.RetentionDays, names[days])
