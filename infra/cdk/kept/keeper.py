"""The keeper's role: repairs, restores and moves data by hand, with a second factor at hand."""

from typing import Any

from aws_cdk import Duration, Stack
from aws_cdk import aws_iam as iam

from infra.cdk.principals import BACKUP_ROLE, KEEPER_ROLE, role_arn
from infra.rights import table_arns
from medisecure.resources import Resources

ITEMS = ("GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem",
         "BatchWriteItem", "ConditionCheckItem", "DescribeTable", "DescribeContinuousBackups",
         "CreateBackup", "DescribeBackup", "ListBackups", "RestoreTableFromBackup",
         "RestoreTableToPointInTime", "UpdateContinuousBackups", "UpdateTable", "UpdateTimeToLive",
         "DescribeTimeToLive", "TagResource", "ListTagsOfResource")  # fmt: skip
PEOPLE = ("AdminCreateUser", "AdminGetUser", "AdminAddUserToGroup", "AdminRemoveUserFromGroup",
          "AdminDisableUser", "AdminEnableUser", "AdminUserGlobalSignOut", "AdminSetUserPassword",
          "AdminSetUserMFAPreference", "ListUsers", "DescribeUserPool")  # fmt: skip


def make_keeper(stack: Stack, resources: Resources, key: Any) -> None:
    """A role for people of this account who signed in with a second factor, for an hour."""
    role = iam.Role(
        stack,
        "Keeper",
        role_name=KEEPER_ROLE,
        max_session_duration=Duration.hours(1),
        assumed_by=iam.AccountPrincipal(stack.account).with_conditions(
            {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
        ),
    )
    iam.ManagedPolicy(stack, "KeeperRights", roles=[role], statements=statements(
        stack, resources, key))  # fmt: skip


def statements(stack: Stack, resources: Resources, key: Any) -> list[Any]:
    """Items and copies of our tables (a restored one begins with their name), files, people."""
    tables = [f"{arn}{rest}" for arn in table_arns(resources, stack.account) for rest in ("", "*")]
    files = [f"arn:aws:s3:::{bucket.name}{rest}" for bucket in resources.buckets[:2]
             for rest in ("", "/*")]  # fmt: skip
    pools = f"arn:aws:cognito-idp:{stack.region}:{stack.account}:userpool/*"
    return [
        allow("Tables", [f"dynamodb:{name}" for name in ITEMS], tables),
        allow("Files", ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:ListBucket",
                        "s3:ListBucketVersions"], files),
        allow("Key", ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
              [key.key_arn]),
        allow("People", [f"cognito-idp:{name}" for name in PEOPLE], [pools]),
        allow("StartBackups", ["iam:PassRole"], [role_arn(stack.account, BACKUP_ROLE)]),
    ]  # fmt: skip


def allow(sid: str, actions: list[str], resources: list[str]) -> Any:
    return iam.PolicyStatement(sid=sid, actions=actions, resources=resources)
