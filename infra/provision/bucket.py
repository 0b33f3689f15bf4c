"""The stores of files in S3: versioned, encrypted, closed to the public."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from botocore.exceptions import ClientError

from infra.provision.outcome import Difference, Outcome, State, differs, settle
from medisecure.resources.kinds import Bucket


def ensure_bucket(
    s3: Any, bucket: Bucket, *, key_arn: str, over_tls: bool, apply: bool = True
) -> Outcome:
    """Create the bucket if it is absent; put right whatever of it is not as declared."""
    made = False
    if not _exists(s3, bucket.name):
        if not apply:
            return Outcome("bucket", bucket.name, State.TO_CREATE)
        _create(s3, bucket)
        made = True
    differences = [
        Difference(setting.what, partial(setting.write, **setting.wanted))
        for setting in _settings(s3, bucket, key_arn, over_tls=over_tls)
        if differs(setting.compared, _found(setting))
    ]
    return settle("bucket", bucket.name, differences, apply=apply, made=made)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting of a bucket: how it is read, what it should say, how it is written."""

    what: str
    read: Callable[..., Any]
    write: Callable[..., Any]
    wanted: dict[str, Any]
    compared: dict[str, Any]


def _settings(s3: Any, bucket: Bucket, key_arn: str, *, over_tls: bool) -> Iterator[Setting]:
    """No public access by any door, our key, old versions kept, TLS only, no foreign origin."""
    shut = dict.fromkeys(
        ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"),
        bucket.block_public_access,
    )
    here: dict[str, Any] = {"Bucket": bucket.name}
    said: dict[str, Any] = {"PublicAccessBlockConfiguration": shut}
    yield Setting(what="public access", read=partial(s3.get_public_access_block, **here),
                  write=s3.put_public_access_block, wanted=here | said, compared=said)  # fmt: skip
    said = {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}}
    yield Setting(what="ownership", wanted=here | said, compared=said,
                  read=partial(s3.get_bucket_ownership_controls, **here),
                  write=s3.put_bucket_ownership_controls)  # fmt: skip
    key = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn}
    rule = {"ApplyServerSideEncryptionByDefault": key, "BucketKeyEnabled": True}
    said = {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}
    yield Setting(what="encryption", read=partial(s3.get_bucket_encryption, **here),
                  write=s3.put_bucket_encryption, wanted=here | said, compared=said)  # fmt: skip
    if bucket.versioning:
        on = {"Status": "Enabled"}
        yield Setting(what="versions", read=partial(s3.get_bucket_versioning, **here),
                      write=s3.put_bucket_versioning, compared=on,
                      wanted=here | {"VersioningConfiguration": on})  # fmt: skip
    if bucket.tls_only and over_tls:
        policy = {"Policy": json.dumps(_tls_policy(bucket), sort_keys=True)}
        yield Setting(what="TLS only", wanted=here | policy, compared=policy,
                      read=partial(s3.get_bucket_policy, **here),
                      write=s3.put_bucket_policy)  # fmt: skip
    if bucket.posts_from:
        rules = {
            "CORSRules": [
                {
                    "AllowedOrigins": [bucket.posts_from],
                    "AllowedMethods": ["POST"],
                    "AllowedHeaders": ["content-type"],
                    "MaxAgeSeconds": 600,
                }
            ]
        }
        yield Setting(what="who sends files", compared=rules,
                      wanted=here | {"CORSConfiguration": rules},
                      read=partial(s3.get_bucket_cors, **here),
                      write=s3.put_bucket_cors)  # fmt: skip
        ends = {"Rules": [_expiry(bucket)]}
        yield Setting(what="expiry", compared=ends,
                      wanted=here | {"LifecycleConfiguration": ends},
                      read=partial(s3.get_bucket_lifecycle_configuration, **here),
                      write=s3.put_bucket_lifecycle_configuration)  # fmt: skip


def _expiry(bucket: Bucket) -> dict[str, Any]:
    """What was left behind goes by itself: today's files, replaced versions, begun uploads."""
    return {
        "ID": "with-time",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "Expiration": {"Days": bucket.expires_after_days},
        "NoncurrentVersionExpiration": {"NoncurrentDays": bucket.old_versions_days},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": bucket.unfinished_upload_days},
    }


def _found(setting: Setting) -> Any:
    """What the bucket says of the setting now; nothing where it was never made."""
    try:
        return setting.read()
    except ClientError as refusal:
        if refusal.response["ResponseMetadata"]["HTTPStatusCode"] != HTTPStatus.NOT_FOUND:
            raise
        return {}


def _exists(s3: Any, name: str) -> bool:
    try:
        s3.head_bucket(Bucket=name)
    except ClientError as refusal:
        if refusal.response["ResponseMetadata"]["HTTPStatusCode"] != HTTPStatus.NOT_FOUND:
            raise
        return False
    return True


def _create(s3: Any, bucket: Bucket) -> None:
    region = s3.meta.region_name
    place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    s3.create_bucket(Bucket=bucket.name, **(place if region != "us-east-1" else {}))
    s3.delete_bucket_cors(Bucket=bucket.name)


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
