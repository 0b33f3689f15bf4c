"""Files in S3: put away by us, fetched by browsers through links that last a minute."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from medisecure.aws import client
from medisecure.errors import Unavailable

LINK_SECONDS = 60
CHUNK = 1024 * 1024


def download_link(s3_key: str, file_name: str, mime_type: str) -> str:
    """A URL that gives this file as an attachment for the next 60 seconds.

    The name follows RFC 6266: plain ASCII for old browsers, UTF-8 for the rest. `Unavailable` if
    the file is not there or the document store does not say so.
    """
    _call("head_object", Key=s3_key)
    parameters = {
        "Bucket": settings.DOCUMENTS_BUCKET,
        "Key": s3_key,
        "ResponseContentDisposition": attachment(file_name),
        "ResponseContentType": mime_type,
        "ResponseCacheControl": "no-store",
    }
    try:
        link: str = client("s3").generate_presigned_url(
            "get_object", Params=parameters, ExpiresIn=LINK_SECONDS
        )
    except (BotoCoreError, ClientError) as error:
        raise Unavailable("the document store did not answer") from error
    return link


def attachment(file_name: str) -> str:
    """The Content-Disposition of a download.

    >>> attachment('résumé "1".pdf')
    'attachment; filename="r_sum_ _1_.pdf"; filename*=UTF-8\\'\\'r%C3%A9sum%C3%A9%20%221%22.pdf'
    """
    plain = "".join(c if c.isascii() and (c.isalnum() or c in " ._-") else "_" for c in file_name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def put_file(s3_key: str, content: bytes, mime_type: str) -> None:
    """Store a file, or raise `Unavailable`."""
    _call("put_object", Key=s3_key, Body=content, ContentType=mime_type)


def read_file(s3_key: str) -> Iterator[bytes]:
    """The bytes of a file, some at a time; `Unavailable` if it is not there or breaks off."""
    body = _call("get_object", Key=s3_key)["Body"]
    try:
        yield from body.iter_chunks(CHUNK)
    except (BotoCoreError, ClientError) as error:
        raise Unavailable("the document store did not answer") from error
    finally:
        body.close()


def bucket_answers() -> bool:
    """Whether the document store can be reached."""
    try:
        client("s3").head_object(Bucket=settings.DOCUMENTS_BUCKET, Key="readyz")
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"] in (403, 404)
    except BotoCoreError:
        return False
    return True


def _call(operation: str, **parameters: Any) -> Any:
    try:
        return getattr(client("s3"), operation)(Bucket=settings.DOCUMENTS_BUCKET, **parameters)
    except (BotoCoreError, ClientError) as error:
        raise Unavailable("the document store did not answer") from error
