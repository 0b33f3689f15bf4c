"""Files in S3: put away by us, fetched by browsers through links that last a minute.

On their way in browsers send them straight to another store, from which nothing is ever shown. A
form allows one object there: its exact key and type, at most so many bytes, and where a script
could work it out beforehand the digest, which S3 compares with what arrives.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import structlog
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings

from medisecure.aws import client
from medisecure.errors import Unavailable
from medisecure.errors import gettext_noop as _

LINK_SECONDS = 60
CHUNK = 1024 * 1024
FORM_SECONDS = 3600
ABSENT = (HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED)
# The application may not list its store: for a file that is not there S3 then refuses it.
NOT_THERE = ("404", "NoSuchKey", "NoSuchBucket", "403", "AccessDenied")
NO_LOCK = ("InvalidRequest", "ObjectLockConfigurationNotFoundError", "NotImplemented")
log = structlog.get_logger()


class Missing(Unavailable):
    """The store answers, and the file (or the whole store) is not there, or closed to us."""

    default = _("The file is not in the document store. The clinic has been told.")


def download_link(s3_key: str, file_name: str, mime_type: str, version: str | None = None) -> str:
    """A URL that gives this file as an attachment for the next 60 seconds.

    The name follows RFC 6266: plain ASCII for old browsers, UTF-8 for the rest. With `version` it
    gives those bytes, whatever was stored there since. `Missing` if the file is not there,
    `Unavailable` if the document store does not say.
    """
    which = {"Key": s3_key} | ({"VersionId": version} if version else {})
    _call("head_object", **which)
    parameters = {
        "Bucket": settings.DOCUMENTS_BUCKET,
        **which,
        "ResponseContentDisposition": attachment(file_name),
        "ResponseContentType": mime_type,
        "ResponseCacheControl": "no-store",
    }
    return _signed(parameters)


def picture_link(s3_key: str, version: str | None) -> str:
    """A URL that shows this picture inside a page for the next 60 seconds.

    It is signed here: whether the file is there, the browser finds out. `Unavailable` if there are
    no credentials to sign with.
    """
    parameters = {
        "Bucket": settings.DOCUMENTS_BUCKET,
        "Key": s3_key,
        **({"VersionId": version} if version else {}),
        "ResponseContentDisposition": "inline",
        "ResponseContentType": "image/jpeg",
        "ResponseCacheControl": "no-store",
    }
    return _signed(parameters)


def _signed(parameters: dict[str, str]) -> str:
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


def put_file(s3_key: str, content: bytes, mime_type: str) -> str:
    """Store a file and return the version it is; S3 compares its digest. Raises `Unavailable`."""
    digest = b64encode(hashlib.sha256(content).digest()).decode()
    stored = _call(
        "put_object", Key=s3_key, Body=content, ContentType=mime_type, ChecksumSHA256=digest
    )
    return str(stored.get("VersionId", ""))


def read_file(s3_key: str, version: str | None = None) -> Iterator[bytes]:
    """The bytes of a file, some at a time; `Missing` if it is not there.

    `Unavailable` if the store does not answer, or breaks off.
    """
    which = {"Key": s3_key} | ({"VersionId": version} if version else {})
    body = _call("get_object", **which)["Body"]
    try:
        yield from body.iter_chunks(CHUNK)
    except (BotoCoreError, ClientError) as error:
        raise Unavailable("the document store did not answer") from error
    finally:
        body.close()


def digest_of(s3_key: str, version: str | None = None) -> tuple[int, str]:
    """How many bytes the stored file has, and their digest as `sha256:…`; errors as `read_file`."""
    return summed(read_file(s3_key, version))


def summed(pieces: Iterable[bytes]) -> tuple[int, str]:
    """How many bytes these are, and their digest as the schema writes it: `sha256:…`."""
    size, digest = 0, hashlib.sha256()
    for piece in pieces:
        size += len(piece)
        digest.update(piece)
    return size, f"sha256:{digest.hexdigest()}"


def version_now(s3_key: str) -> str:
    """The version that lies there now, empty in a store without versions; errors as `read_file`."""
    return str(_call("head_object", Key=s3_key).get("VersionId", ""))


def set_legal_hold(s3_key: str, version: str | None = None, *, on: bool) -> None:
    """Have S3 itself keep the file, or no longer, where the store has Object Lock.

    It is set on that version, whatever was stored there since; without one, on the newest. Where
    there is no Object Lock the hold is ours alone. `Missing` for a file that is not there;
    `Unavailable` if the store does not say.
    """
    which = {"Key": s3_key} | ({"VersionId": version} if version else {})
    try:
        client("s3").put_object_legal_hold(
            Bucket=settings.DOCUMENTS_BUCKET, **which,
            LegalHold={"Status": "ON" if on else "OFF"},
        )  # fmt: skip
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in NO_LOCK:
            log.warning("the document store has no object lock", code=code)
            return
        raise (Missing if code in NOT_THERE else Unavailable)() from error
    except BotoCoreError as error:
        raise Unavailable("the document store did not answer") from error


def bucket_answers() -> bool:
    """Whether the document store can be reached, and is there at all.

    It is asked for a file nobody ever stored: the answer to that names a missing store as such,
    which the answer to a HEAD does not.
    """
    try:
        client("s3").get_object(Bucket=settings.DOCUMENTS_BUCKET, Key="readyz")
    except ClientError as error:
        return error.response["Error"]["Code"] in ("NoSuchKey", "AccessDenied")
    except BotoCoreError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class UploadForm:
    """Where a browser posts one file, and the fields it sends before it."""

    url: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that lies in the store; `version` names just these bytes."""

    version: str
    size: int


def upload_form(
    key: str, *, mime: str, most_bytes: int, least_bytes: int = 1, sha256: bytes = b"",
    then: str = "",
) -> UploadForm:  # fmt: skip
    """A form for one file of `least_bytes` to `most_bytes` bytes, good for an hour.

    `sha256` is the digest S3 shall compare. With `then` S3 leads the browser there afterwards,
    else it answers 204. `Unavailable` if there are no credentials to sign with.
    """
    fields = {"Content-Type": mime}
    fields |= {"success_action_redirect": then} if then else {"success_action_status": "204"}
    if sha256:
        fields |= {"x-amz-checksum-algorithm": "SHA256",
                   "x-amz-checksum-sha256": b64encode(sha256).decode()}  # fmt: skip
    conditions: list[Any] = [{name: value} for name, value in fields.items()]
    conditions.append(["content-length-range", least_bytes, most_bytes])
    try:
        made = client("s3").generate_presigned_post(
            settings.INCOMING_BUCKET, key, Fields=fields, Conditions=conditions,
            ExpiresIn=FORM_SECONDS,
        )  # fmt: skip
    except (BotoCoreError, ClientError) as error:
        raise Unavailable("no form could be signed") from error
    return UploadForm(made["url"], made["fields"])


def upload_address() -> str:
    """The one address to which browsers send files, for the pages that allow them to."""
    return upload_form("any", mime="any", most_bytes=1).url


def arrived_file(key: str) -> Arrived | None:
    """What lies there now; None if nothing does.

    S3 says so by 404 to who may list the store, and by 403 to us, who may not.
    """
    try:
        found = client("s3").head_object(Bucket=settings.INCOMING_BUCKET, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in ABSENT:
            return None
        raise Unavailable("the store of incoming files did not answer") from error
    except BotoCoreError as error:
        raise Unavailable("the store of incoming files did not answer") from error
    return Arrived(found.get("VersionId", ""), found["ContentLength"])


def read_arrived(key: str, version: str) -> bytes | None:
    """The bytes of that version; None if they are gone."""
    try:
        found = client("s3").get_object(Bucket=settings.INCOMING_BUCKET, Key=key, VersionId=version)
        content: bytes = found["Body"].read()
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if status in ABSENT:
            return None
        raise Unavailable("the store of incoming files did not answer") from error
    except BotoCoreError as error:
        raise Unavailable("the store of incoming files did not answer") from error
    return content


def forget_arrived(key: str) -> None:
    """Take a file out of the store; its bytes go with the day."""
    try:
        client("s3").delete_object(Bucket=settings.INCOMING_BUCKET, Key=key)
    except (BotoCoreError, ClientError) as error:
        raise Unavailable("the store of incoming files did not answer") from error


def _call(operation: str, **parameters: Any) -> Any:
    try:
        return getattr(client("s3"), operation)(Bucket=settings.DOCUMENTS_BUCKET, **parameters)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in NOT_THERE:
            log.error("a file is missing", code=code)
            raise Missing from error
        raise Unavailable("the document store did not answer") from error
    except BotoCoreError as error:
        raise Unavailable("the document store did not answer") from error
