"""The document store in S3: versioned, encrypted, closed to the public."""

import json
from http import HTTPStatus
from typing import Any

from botocore.exceptions import ClientError

from infra.provision.outcome import Outcome, State
from medisecure.resources import Bucket


def ensure_bucket(s3: Any, bucket: Bucket, *, key_arn: str, over_tls: bool) -> Outcome:
    """Create the bucket if it is absent, and put every declared setting in place.

    Settings are written each time: writing them again changes nothing.
    """
    state = State.EXISTS
    if not _exists(s3, bucket.name):
        _create(s3, bucket.name)
        state = State.CREATED
    _close(s3, bucket)
    _encrypt(s3, bucket, key_arn)
    if bucket.tls_only and over_tls:
        s3.put_bucket_policy(Bucket=bucket.name, Policy=json.dumps(_tls_policy(bucket)))
    return Outcome("bucket", bucket.name, state)


def _exists(s3: Any, name: str) -> bool:
    try:
        s3.head_bucket(Bucket=name)
    except ClientError as refusal:
        if refusal.response["ResponseMetadata"]["HTTPStatusCode"] != HTTPStatus.NOT_FOUND:
            raise
        return False
    return True


def _create(s3: Any, name: str) -> None:
    region = s3.meta.region_name
    place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=name, **(place if region != "us-east-1" else {}))


def _close(s3: Any, bucket: Bucket) -> None:
    """No public access by any door, and only the bucket's owner owns what lies in it."""
    shut = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"),
        bucket.block_public_access,
    )
    s3.put_public_access_block(Bucket=bucket.name, PublicAccessBlockConfiguration=shut)
    s3.put_bucket_ownership_controls(
        Bucket=bucket.name,
        OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
    )
    s3.delete_bucket_cors(Bucket=bucket.name)


def _encrypt(s3: Any, bucket: Bucket, key_arn: str) -> None:
    """Encrypt new objects under our key, and keep what is overwritten or deleted."""
    rule = {
        "ApplyServerSideEncryptionByDefault": {
            "SSEAlgorithm": "aws:kms",
            "KMSMasterKeyID": key_arn,
        },
        "BucketKeyEnabled": True,
    }
    s3.put_bucket_encryption(
        Bucket=bucket.name, ServerSideEncryptionConfiguration={"Rules": [rule]}
    )
    if bucket.versioning:
        s3.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})


def _tls_policy(bucket: Bucket) -> dict[str, object]:
    arn = f"arn:aws:s3:::{bucket.name}"
    statement = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
