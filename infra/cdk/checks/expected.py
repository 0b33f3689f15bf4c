"""What CloudFormation must be told about everything declared, spelled apart from the constructs.

Written from the declaration and from CloudFormation's own reference, without the CDK: a fault in
the constructs, or a default that the CDK changes, does not repeat itself here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from infra.cdk.checks import expected_people
from medisecure.resources import Resources
from medisecure.resources.kinds import Backups, Bucket, Capacity, Index, Table

MASTER_KEY = "the master key"
Properties = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """All properties of one resource: found in the template by its type and naming property."""

    type: str
    named_by: str
    name: str
    properties: Properties


def expected(resources: Resources, account: str) -> Iterator[Expected]:
    """One entry for each thing that holds data; policies and tags have checks of their own."""
    for table in resources.tables:
        yield Expected("AWS::DynamoDB::Table", "TableName", table.name,
                       table_properties(table, resources.capacity))  # fmt: skip
    sealed = {resources.documents.name: "Documents/", resources.audit.name: "Audit/",
              resources.incoming.name: "Incoming/", resources.exports.name: "Exports/"}  # fmt: skip
    for bucket in resources.buckets:
        prefix = sealed.get(bucket.name)
        yield Expected("AWS::S3::Bucket", "BucketName", bucket.name,
                       bucket_properties(bucket, prefix, resources.access_logs.name))  # fmt: skip
    key = resources.key
    yield Expected("AWS::KMS::Key", "Description", key.description, {
        "Description": key.description, "EnableKeyRotation": key.yearly_rotation,
    })  # fmt: skip
    yield Expected("AWS::KMS::Alias", "AliasName", key.alias,
                   {"AliasName": key.alias, "TargetKeyId": MASTER_KEY})  # fmt: skip
    yield from backup_plans(resources.backups)
    queue = resources.mail_failures
    yield Expected("AWS::SQS::Queue", "QueueName", queue.name, {
        "QueueName": queue.name,
        "KmsMasterKeyId": MASTER_KEY,
        "MessageRetentionPeriod": queue.kept_days * 24 * 60 * 60,
        "VisibilityTimeout": queue.hidden_seconds,
    })  # fmt: skip
    for type_, named_by, name, properties in expected_people.all_of(resources, account):
        yield Expected(type_, named_by, name, properties)


def table_properties(table: Table, capacity: Capacity | None) -> Properties:
    """A table's properties; without `capacity` it is paid per request."""
    keys = [table.partition_key, *filter(None, [table.sort_key])]
    keys += [key for index in table.indexes for key in (index.partition_key, index.sort_key)]
    found: Properties = {
        "TableName": table.name,
        "AttributeDefinitions": [
            {"AttributeName": key, "AttributeType": "S"} for key in dict.fromkeys(keys)
        ],
        "KeySchema": schema(table.partition_key, table.sort_key),
        "BillingMode": "PROVISIONED" if capacity else "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": table.deletion_protection,
        "SSESpecification": {
            "SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": MASTER_KEY,
        },
        "ContributorInsightsSpecification": {"Enabled": True, "Mode": "THROTTLED_KEYS"},
        "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": table.recovery_days > 0
        },
    }  # fmt: skip
    if table.recovery_days:
        recovery = found["PointInTimeRecoverySpecification"]
        recovery["RecoveryPeriodInDays"] = table.recovery_days
    if table.indexes:
        found["GlobalSecondaryIndexes"] = [index_properties(i, capacity) for i in table.indexes]
    if table.ttl_attribute:
        ttl = {"AttributeName": table.ttl_attribute, "Enabled": True}
        found["TimeToLiveSpecification"] = ttl
    return found | units(capacity)


def index_properties(index: Index, capacity: Capacity | None) -> Properties:
    return {
        "IndexName": index.name,
        "KeySchema": schema(index.partition_key, index.sort_key),
        "Projection": {"ProjectionType": "ALL"},
    } | units(capacity)


def schema(partition_key: str, sort_key: str | None) -> list[dict[str, str]]:
    found = [{"AttributeName": partition_key, "KeyType": "HASH"}]
    return found + ([{"AttributeName": sort_key, "KeyType": "RANGE"}] if sort_key else [])


def units(capacity: Capacity | None) -> Properties:
    if capacity is None:
        return {}
    least = {"ReadCapacityUnits": capacity.least, "WriteCapacityUnits": capacity.least}
    return {"ProvisionedThroughput": least}


def bucket_properties(bucket: Bucket, log_prefix: str | None, logs: str) -> Properties:
    """A bucket's properties; with a `log_prefix` it is sealed under our key and watched."""
    found: Properties = {
        "BucketName": bucket.name,
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "LifecycleConfiguration": {"Rules": [lifecycle(bucket)]},
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [sealing(log_prefix)]},
    }
    if bucket.block_public_access:
        doors = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls",
                 "RestrictPublicBuckets")  # fmt: skip
        found["PublicAccessBlockConfiguration"] = dict.fromkeys(doors, True)
    if bucket.versioning:
        found["VersioningConfiguration"] = {"Status": "Enabled"}
    if log_prefix:
        found["LoggingConfiguration"] = {
            "DestinationBucketName": f"bucket {logs}", "LogFilePrefix": log_prefix,
        }  # fmt: skip
    if bucket.posts_from:
        found["CorsConfiguration"] = {"CorsRules": [{
            "AllowedHeaders": ["content-type"], "AllowedMethods": ["POST"],
            "AllowedOrigins": [bucket.posts_from], "MaxAge": 600,
        }]}  # fmt: skip
    if bucket.lock:
        kept = {"Days": bucket.lock.days, "Mode": bucket.lock.mode}
        found["ObjectLockEnabled"] = True
        found["ObjectLockConfiguration"] = {
            "ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": kept},
        }  # fmt: skip
    return found


def sealing(log_prefix: str | None) -> Properties:
    if log_prefix is None:
        return {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    key = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": MASTER_KEY}
    return {"BucketKeyEnabled": True, "ServerSideEncryptionByDefault": key}


def lifecycle(bucket: Bucket) -> Properties:
    found: Properties = {
        "Id": "with-time",
        "Status": "Enabled",
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": bucket.unfinished_upload_days},
    }
    if bucket.colder:
        found["Transitions"] = [
            {"StorageClass": bucket.colder.storage_class,
             "TransitionInDays": bucket.colder.after_days}
        ]  # fmt: skip
    if bucket.expires_after_days:
        found["ExpirationInDays"] = bucket.expires_after_days
    if bucket.old_versions_days:
        old = {"NoncurrentDays": bucket.old_versions_days}
        found["NoncurrentVersionExpiration"] = old
    return found


def backup_plans(backups: Backups) -> Iterator[Expected]:
    """The vault with its lock, and the plan that fills it."""
    lock = {"MinRetentionDays": backups.least_days, "MaxRetentionDays": backups.most_days}
    yield Expected("AWS::Backup::BackupVault", "BackupVaultName", backups.vault, {
        "BackupVaultName": backups.vault,
        "EncryptionKeyArn": MASTER_KEY,
        "LockConfiguration": lock,
    })  # fmt: skip
    vault = {"TargetBackupVault": f"vault {backups.vault}"}
    rules = [
        {"RuleName": "daily", "ScheduleExpression": "cron(0 23 * * ? *)",
         "Lifecycle": {"DeleteAfterDays": backups.daily_days}, **vault},
        {"RuleName": "monthly", "ScheduleExpression": "cron(0 22 1 * ? *)", **vault,
         "Lifecycle": {"DeleteAfterDays": backups.monthly_days,
                       "MoveToColdStorageAfterDays": backups.monthly_colder_after_days}},
    ]  # fmt: skip
    plan = {"BackupPlanName": "Plan", "BackupPlanRule": rules}
    yield Expected("AWS::Backup::BackupPlan", "BackupPlan.BackupPlanName", "Plan",
                   {"BackupPlan": plan})  # fmt: skip
