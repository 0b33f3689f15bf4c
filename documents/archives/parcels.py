"""Archives on their way to who asked: written to S3 as they are made, fetched by one short link.

An archive may be larger than memory and disk: it goes out in parts as they are filled.
"""

from types import TracebackType
from typing import Any, Self

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from medisecure.aws import client
from medisecure.document_store import LINK_SECONDS, attachment
from medisecure.errors import Unavailable

PART = 8 * 1024 * 1024  # bytes; S3 takes 10,000 parts of at least 5 MB


class Parcel:
    """One file being written to S3 under `key`; it is there once the block is left, or not at all.

    It can be written and not turned back, which is enough for a ZIP.
    """

    def __init__(self, key: str) -> None:
        self._here = {"Bucket": settings.EXPORTS_BUCKET, "Key": key}
        self._waiting = bytearray()
        self._parts: list[dict[str, Any]] = []
        self._upload: dict[str, Any] = {}
        self.size = 0

    def __enter__(self) -> Self:
        begun = _call("create_multipart_upload", **self._here, ContentType="application/zip")
        self._upload = {**self._here, "UploadId": begun["UploadId"]}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            _call("abort_multipart_upload", **self._upload)
            return
        self._send(self._waiting)
        parts = {"Parts": self._parts}
        _call("complete_multipart_upload", **self._upload, MultipartUpload=parts)

    def write(self, content: bytes) -> int:
        """Take these bytes; `Unavailable` if a part could not be sent."""
        self._waiting += content
        self.size += len(content)
        while len(self._waiting) >= PART:
            self._send(self._waiting[:PART])
            del self._waiting[:PART]
        return len(content)

    def flush(self) -> None:
        """Nothing: a part is sent when it is full."""

    def _send(self, content: bytearray) -> None:
        number = len(self._parts) + 1
        sent = _call("upload_part", **self._upload, PartNumber=number, Body=bytes(content))
        self._parts.append({"ETag": sent["ETag"], "PartNumber": number})


def parcel_link(key: str, file_name: str) -> str:
    """A URL that gives the archive as an attachment for the next 60 seconds; `Unavailable`."""
    here = {"Bucket": settings.EXPORTS_BUCKET, "Key": key}
    _call("head_object", **here)
    asked = {
        **here, "ResponseContentDisposition": attachment(file_name),
        "ResponseCacheControl": "no-store",
    }  # fmt: skip
    try:
        link: str = client("s3").generate_presigned_url(
            "get_object", Params=asked, ExpiresIn=LINK_SECONDS
        )
    except (BotoCoreError, ClientError) as error:
        raise Unavailable("the document store did not answer") from error
    return link


def _call(operation: str, **parameters: Any) -> Any:
    try:
        return getattr(client("s3"), operation)(**parameters)
    except (BotoCoreError, ClientError) as error:
        raise Unavailable("the document store did not answer") from error
