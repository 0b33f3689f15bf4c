"""A file posted by a form: what S3 enforces of its policy, the local cloud enforces too."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen
from uuid import uuid4

import pytest

from tests.tools.local_cloud.callers import Caller, new_bucket

SITE = "http://127.0.0.1:8000"
BODY = b"\xff\xd8\xff page one"
LINE = "line-between-parts"


@pytest.fixture(scope="module")
def bucket(admin: Caller) -> str:
    name = new_bucket(admin, f"incoming-{uuid4().hex[:12]}")
    admin.s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    rule = {"AllowedOrigins": [SITE], "AllowedMethods": ["POST"],
            "AllowedHeaders": ["content-type"]}  # fmt: skip
    admin.s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [rule]})
    return name


@pytest.fixture
def form(admin: Caller, bucket: str) -> dict[str, Any]:
    return form_for(admin, bucket, BODY)


def form_for(admin: Caller, bucket: str, body: bytes) -> dict[str, Any]:
    """A form for just these bytes, 1 to 50 of them."""
    digest = b64encode(hashlib.sha256(body).digest()).decode()
    fields = {"Content-Type": "image/jpeg", "x-amz-checksum-sha256": digest,
              "success_action_status": "204"}  # fmt: skip
    conditions = [*({name: text} for name, text in fields.items()), ["content-length-range", 1, 50]]
    made: dict[str, Any] = admin.s3.generate_presigned_post(
        bucket, f"incoming/{uuid4().hex}", Fields=fields, Conditions=conditions
    )
    return made


def sent(
    form: Mapping[str, Any], body: bytes = BODY, changes: Mapping[str, str] | None = None,
    without: str = "",
) -> tuple[int, str]:  # fmt: skip
    """Post the form with some fields changed: the status, and S3's own word for a refusal."""
    fields = {k: v for k, v in (form["fields"] | dict(changes or {})).items() if k != without}
    parts = [
        f'--{LINE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    head = f'--{LINE}\r\nContent-Disposition: form-data; name="file"; filename="../a.jpg"\r\n\r\n'
    content = b"".join([*parts, head.encode(), body, f"\r\n--{LINE}--\r\n".encode()])
    where = urlsplit(form["url"])
    connection = HTTPConnection(where.netloc, timeout=20)
    connection.request(
        "POST", where.path, content, {"Content-Type": f"multipart/form-data; boundary={LINE}"}
    )
    answer = connection.getresponse()
    told = answer.read().decode()
    connection.close()
    return answer.status, told.partition("<Code>")[2].partition("</Code>")[0]


def test_what_the_form_allows_is_stored(admin: Caller, bucket: str, form: dict[str, Any]) -> None:
    assert sent(form) == (204, "")
    found = admin.s3.get_object(Bucket=bucket, Key=form["fields"]["key"])
    assert (found["Body"].read(), found["ContentType"]) == (BODY, "image/jpeg")


@pytest.mark.parametrize(
    ("changes", "without"),
    [
        ({"key": "incoming/other"}, ""),
        ({"Content-Type": "text/html"}, ""),
        ({"x-amz-checksum-sha256": b64encode(bytes(32)).decode()}, ""),
        ({"success_action_status": "200"}, ""),
        ({"x-amz-signature": "0" * 64}, ""),
        ({"policy": "e30="}, ""),
        ({"acl": "public-read"}, ""),
        ({"success_action_redirect": "https://evil.example/"}, ""),
        ({"x-amz-meta-note": "more"}, ""),
        ({}, "policy"),
        ({}, "x-amz-signature"),
        ({}, "x-amz-checksum-sha256"),
    ],
)
def test_a_form_of_which_anything_was_changed_is_refused(
    admin: Caller, bucket: str, form: dict[str, Any], changes: dict[str, str], without: str
) -> None:
    status, code = sent(form, changes=changes, without=without)
    assert (status // 100, bool(code)) == (4, True)
    listed = admin.s3.list_objects_v2(Bucket=bucket, Prefix=form["fields"]["key"])
    assert listed["KeyCount"] == 0


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", "EntityTooSmall"), (BODY * 9, "EntityTooLarge"), (BODY[::-1], "BadDigest")],
)
def test_other_bytes_than_the_form_allows_are_refused(
    admin: Caller, bucket: str, body: bytes, code: str
) -> None:
    meant = BODY if code == "BadDigest" else body
    assert sent(form_for(admin, bucket, meant), body) == (400, code)


def test_a_link_to_an_older_version_says_how_it_is_saved(admin: Caller, bucket: str) -> None:
    first = admin.s3.put_object(Bucket=bucket, Key="kept", Body=b"first")["VersionId"]
    admin.s3.put_object(Bucket=bucket, Key="kept", Body=b"second")
    link = admin.s3.generate_presigned_url("get_object", Params={
        "Bucket": bucket, "Key": "kept", "VersionId": first,
        "ResponseContentDisposition": 'attachment; filename="a.pdf"',
    })  # fmt: skip
    with urlopen(link) as file:  # noqa: S310 - the link is our own
        assert file.read() == b"first"
        assert file.headers["Content-Disposition"] == 'attachment; filename="a.pdf"'


def test_a_form_without_signature_stores_nothing(form: dict[str, Any]) -> None:
    bare = {"url": form["url"], "fields": {"key": "incoming/bare"}}
    assert sent(bare) == (403, "AccessDenied")


@pytest.mark.parametrize(("origin", "status"), [(SITE, 200), ("https://evil.example", 403)])
def test_only_our_own_site_may_send(form: dict[str, Any], origin: str, status: int) -> None:
    where = urlsplit(form["url"])
    connection = HTTPConnection(where.netloc, timeout=20)
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST",
             "Access-Control-Request-Headers": "content-type"}  # fmt: skip
    connection.request("OPTIONS", where.path, headers=asked)
    assert connection.getresponse().status == status
    connection.close()
