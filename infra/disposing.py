"""Deleting every version of a file, with the keeper's credentials: nobody else has the right."""

from typing import Any

from botocore.exceptions import ClientError


class NotDeleted(Exception):
    """S3 keeps a version: it is locked, or held. The versions named before are gone."""


def delete_versions(s3: Any, bucket: str, key: str) -> int:
    """Delete all versions of one file and every mark of its deletion; how many there were."""
    found = 0
    try:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key):
            for each in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                if each["Key"] == key:
                    s3.delete_object(Bucket=bucket, Key=key, VersionId=each["VersionId"])
                    found += 1
    except ClientError as error:
        raise NotDeleted(error.response["Error"]["Code"]) from error
    return found
