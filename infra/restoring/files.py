"""Documents that a table speaks of: whether each is in its bucket."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from botocore.exceptions import ClientError


def missing_files(s3: Any, bucket: str, items: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """How many documents the items name, and how many of those the bucket does not have."""
    named = lost = 0
    for item in items:
        if "s3Key" in item:
            named += 1
            lost += not is_there(s3, bucket, item["s3Key"]["S"])
    return named, lost


def is_there(s3: Any, bucket: str, key: str) -> bool:
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != HTTPStatus.NOT_FOUND:
            raise
        return False
    return True
