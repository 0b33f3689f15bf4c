"""The stores of files as declared; objects are for the application, the keeper and backups."""

from typing import Any

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from infra.cdk.principals import BACKUP_ROLE, role_arn, trusted_with_data
from medisecure.resources import Resources
from medisecure.resources.kinds import Bucket, Lock


def make_buckets(stack: Stack, resources: Resources, key: Any) -> dict[str, Any]:
    """The buckets by what they are for."""
    # The load balancer writes its logs to buckets sealed with S3's own key only.
    logs = make_bucket(stack, "AccessLogs", resources.access_logs, key=None, logs=None)
    documents = make_bucket(stack, "Documents", resources.documents, key=key, logs=logs)
    audit = make_bucket(stack, "Audit", resources.audit, key=key, logs=logs)
    incoming = make_bucket(stack, "Incoming", resources.incoming, key=key, logs=logs)
    exports = make_bucket(stack, "Exports", resources.exports, key=key, logs=logs)
    for bucket in (documents, audit, incoming, exports):
        bucket.add_to_resource_policy(objects_for_trusted_roles(stack.account, bucket))
    return {
        "documents": documents, "audit": audit, "incoming": incoming, "exports": exports,
        "access_logs": logs,
    }  # fmt: skip


def make_bucket(stack: Stack, name: str, bucket: Bucket, *, key: Any, logs: Any) -> Any:
    """One bucket, sealed under `key` or, without one, under S3's own."""
    sealed = {"encryption": s3.BucketEncryption.S3_MANAGED}
    if key is not None:
        sealed = {
            "encryption": s3.BucketEncryption.KMS,
            "encryption_key": key,
            "bucket_key_enabled": True,
        }
    watched = {}
    if logs is not None:
        watched = {"server_access_logs_bucket": logs, "server_access_logs_prefix": f"{name}/"}
    return s3.Bucket(
        stack,
        name,
        bucket_name=bucket.name,
        versioned=bucket.versioning,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL if bucket.block_public_access else None,
        enforce_ssl=bucket.tls_only,
        minimum_tls_version=1.2 if bucket.tls_only else None,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        object_lock_enabled=True if bucket.lock else None,
        object_lock_default_retention=retention(bucket.lock),
        lifecycle_rules=[lifecycle(bucket)],
        cors=sent_from(bucket),
        removal_policy=RemovalPolicy.RETAIN,
        **sealed,
        **watched,
    )


def retention(lock: Lock | None) -> Any:
    if lock is None:
        return None
    locked = {"GOVERNANCE": s3.ObjectLockRetention.governance,
              "COMPLIANCE": s3.ObjectLockRetention.compliance}  # fmt: skip
    return locked[lock.mode](Duration.days(lock.days))


def lifecycle(bucket: Bucket) -> Any:
    """What time does to files: unfinished uploads go, old files get cheaper, logs end."""
    colder = []
    if bucket.colder is not None:
        colder = [
            s3.Transition(
                storage_class=s3.StorageClass(bucket.colder.storage_class),
                transition_after=Duration.days(bucket.colder.after_days),
            )
        ]
    ends, gone = (
        None if days is None else Duration.days(days)
        for days in (bucket.expires_after_days, bucket.old_versions_days)
    )
    return s3.LifecycleRule(
        id="with-time",
        abort_incomplete_multipart_upload_after=Duration.days(bucket.unfinished_upload_days),
        transitions=colder or None,
        expiration=ends,
        noncurrent_version_expiration=gone,
    )


def sent_from(bucket: Bucket) -> Any:
    """The one site whose pages may send files into it."""
    if not bucket.posts_from:
        return None
    return [
        s3.CorsRule(
            allowed_origins=[bucket.posts_from],
            allowed_methods=[s3.HttpMethods.POST],
            allowed_headers=["content-type"],
            max_age=600,
        )
    ]


def objects_for_trusted_roles(account: str, bucket: Any) -> Any:
    """A signed link counts as whoever signed it, so this does not stop patients' downloads."""
    trusted = [*trusted_with_data(account), role_arn(account, BACKUP_ROLE)]
    return iam.PolicyStatement(
        sid="ObjectsForTrustedRolesOnly",
        effect=iam.Effect.DENY,
        principals=[iam.AnyPrincipal()],
        actions=["s3:GetObject*", "s3:PutObject*", "s3:DeleteObject*"],
        resources=[bucket.arn_for_objects("*")],
        conditions={"ArnNotEquals": {"aws:PrincipalArn": trusted}},
    )
