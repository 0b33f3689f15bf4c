"""Archives on their way to who asked: written to S3 as they are made, fetched by one short link.

An archive may be larger than memory and disk: it goes out in parts as they are filled.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from medisecure.aws import client
from medisecure.document_store import LINK_SECONDS, attachment
from medisecure.errors import Unavailable

PART = 8 * 1024 * 1024  # bytes; S3 takes 10,000 parts of at least 5 MB
AT_ONCE = 2  # parts on their way


class Parcel:
    """One file being written to S3 under `key`; it is there once the block is left, or not at all.

    It can be written and not turned back, which is enough for a ZIP. Full parts are sent beside the
    writing, two at most: as much memory as these and the one that is being filled.
    """

    def __init__(self, key: str) -> None:
        self._here = {"Bucket": settings.EXPORTS_BUCKET, "Key": key}
        self._waiting = bytearray()
        self._parts: list[Future[dict[str, Any]]] = []
        self._upload: dict[str, Any] = {}
        self._sender = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="parcel")
        self.size = 0

    def __enter__(self) -> Self:
        begun = _work("create_multipart_upload", **self._here, ContentType="application/zip")
        self._upload = {**self._here, "UploadId": begun["UploadId"]}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            self._abort()
            return
        try:
            self._complete()
        except BaseException:
            self._abort()
            raise

    def write(self, content: bytes) -> int:
        """Take these bytes; `Unavailable` if a part could not be sent."""
        self._waiting += content
        self.size += len(content)
        while len(self._waiting) >= PART:
            self._send(bytes(memoryview(self._waiting)[:PART]))
            del self._waiting[:PART]
        return len(content)

    def flush(self) -> None:
        """Nothing: a part is sent when it is full."""

    def _send(self, content: bytes) -> None:
        """Have a part sent, once the last but one has arrived."""
        if len(self._parts) >= AT_ONCE:
            self._parts[-AT_ONCE].result()
        number = len(self._parts) + 1
        self._parts.append(self._sender.submit(self._sent, number, content))

    def _sent(self, number: int, content: bytes) -> dict[str, Any]:
        told = _work("upload_part", **self._upload, PartNumber=number, Body=content)
        return {"ETag": told["ETag"], "PartNumber": number}

    def _complete(self) -> None:
        self._send(bytes(self._waiting))
        parts = {"Parts": [each.result() for each in self._parts]}
        self._sender.shutdown()
        _work("complete_multipart_upload", **self._upload, MultipartUpload=parts)

    def _abort(self) -> None:
        """Leave nothing behind; what the store does not hear of just now goes with the day."""
        self._sender.shutdown(cancel_futures=True)
        with suppress(Unavailable):
            _work("abort_multipart_upload", **self._upload)


def parcel_link(key: str, file_name: str) -> str:
    """A URL that gives the archive as an attachment for the next 60 seconds; `Unavailable`."""
    here = {"Bucket": settings.EXPORTS_BUCKET, "Key": key}
    _call(client("s3"), "head_object", **here)
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


def _work(operation: str, **parameters: Any) -> Any:
    """As a job asks, which nobody waits for at a page."""
    return _call(client("s3", unhurried=True), operation, **parameters)


def _call(s3: Any, operation: str, **parameters: Any) -> Any:
    try:
        return getattr(s3, operation)(**parameters)
    except (BotoCoreError, ClientError) as error:
        raise Unavailable("the document store did not answer") from error
