"""Reading one version of a file: its answer may be named and typed by the link, as S3 does it.

The engine minds `response-content-disposition` and its like for the newest version only.
"""

from typing import Any

from tools.local_cloud import engine

OK = 200


def install() -> None:
    """Let what a signed link says of its answer count for every version."""
    s3 = engine.service("s3")
    read = s3._get_object

    def told(
        bucket: str, key: str, headers: dict[str, str], query: dict[str, Any] | None = None
    ) -> Any:
        status, answer, body = read(bucket, key, headers, query)
        if status == OK and (query or {}).get("versionId"):
            s3._apply_response_overrides(answer, query)
        return status, answer, body

    s3._get_object = told
