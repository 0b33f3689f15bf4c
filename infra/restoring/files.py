"""Documents that a table speaks of: whether each is in its bucket, and which version it was."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from botocore.exceptions import ClientError

PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A file as its document names it; size in bytes and digest (`sha256:…`), as far as known."""

    key: str
    size: int | None = None
    digest: str | None = None


def lost_files(s3: Any, bucket: str, files: Iterable[NamedFile]) -> Iterator[NamedFile]:
    """Those whose file is gone, or has another length than the document says."""
    return (each for each in files if not is_there(s3, bucket, each))


def is_there(s3: Any, bucket: str, file: NamedFile) -> bool:
    try:
        found = s3.head_object(Bucket=bucket, Key=file.key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != HTTPStatus.NOT_FOUND:
            raise
        return False
    return file.size is None or found["ContentLength"] == file.size


def bring_version_back(s3: Any, bucket: str, file: NamedFile) -> bool:
    """Make the newest kept version that is what the document says the one in use; whether one is.

    It is copied onto itself: nothing is deleted, and what was in use stays a version too.
    """
    for version in versions(s3, bucket, file.key):
        if is_meant(s3, bucket, file, version):
            source = {"Bucket": bucket, "Key": file.key, "VersionId": version["VersionId"]}
            s3.copy_object(Bucket=bucket, Key=file.key, CopySource=source)
            return True
    return False


def versions(s3: Any, bucket: str, key: str) -> Iterator[dict[str, Any]]:
    """The versions of exactly this key, the newest first; marks of deletion are none."""
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key)
    found = [each for page in pages for each in page.get("Versions", []) if each["Key"] == key]
    yield from sorted(found, key=lambda each: each["LastModified"], reverse=True)


def is_meant(s3: Any, bucket: str, file: NamedFile, version: dict[str, Any]) -> bool:
    """Whether the version has the document's length and digest."""
    if file.size is not None and version["Size"] != file.size:
        return False
    if not file.digest:
        return True
    answer = s3.get_object(Bucket=bucket, Key=file.key, VersionId=version["VersionId"])
    digest = hashlib.sha256()
    for piece in answer["Body"].iter_chunks(PIECE):
        digest.update(piece)
    return file.digest == f"sha256:{digest.hexdigest()}"
