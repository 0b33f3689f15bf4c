"""Copies of the clinical table and the documents, in a vault from which nobody deletes early."""

from typing import Any

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_backup as backup
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam

from infra.cdk.principals import BACKUP_ROLE
from medisecure.resources.kinds import Backups

SERVICE_POLICIES = (
    "service-role/AWSBackupServiceRolePolicyForBackup",
    "AWSBackupServiceRolePolicyForS3Backup",
)


def make_backups(stack: Stack, declared: Backups, key: Any, arns: list[str]) -> None:
    """A plan that copies `arns` daily and monthly. Sessions are left out: none may come back."""
    vault = backup.BackupVault(
        stack,
        "Vault",
        backup_vault_name=declared.vault,
        encryption_key=key,
        lock_configuration=backup.LockConfiguration(
            min_retention=Duration.days(declared.least_days),
            max_retention=Duration.days(declared.most_days),
        ),
        removal_policy=RemovalPolicy.RETAIN,
    )
    plan = backup.BackupPlan(
        stack, "Plan", backup_vault=vault, backup_plan_rules=[daily(declared), monthly(declared)]
    )
    role = iam.Role(
        stack,
        "BackupRole",
        role_name=BACKUP_ROLE,
        assumed_by=iam.ServicePrincipal("backup.amazonaws.com"),
        managed_policies=[
            iam.ManagedPolicy.from_aws_managed_policy_name(name) for name in SERVICE_POLICIES
        ],
    )
    plan.add_selection(
        "Selection",
        role=role,
        disable_default_backup_policy=True,
        resources=[backup.BackupResource.from_arn(arn) for arn in arns],
    )


def daily(declared: Backups) -> Any:
    return backup.BackupPlanRule(
        rule_name="daily",
        schedule_expression=events.Schedule.cron(hour="23", minute="0"),
        delete_after=Duration.days(declared.daily_days),
    )


def monthly(declared: Backups) -> Any:
    return backup.BackupPlanRule(
        rule_name="monthly",
        schedule_expression=events.Schedule.cron(day="1", hour="22", minute="0"),
        move_to_cold_storage_after=Duration.days(declared.monthly_colder_after_days),
        delete_after=Duration.days(declared.monthly_days),
    )
