"""Files that browsers post by a form: the digest a form names is compared, as S3 does.

The engine checks the form's policy and signature itself; a field `x-amz-checksum-sha256` it takes
without looking at it.
"""

import hashlib
from base64 import b64encode
from typing import Any

from tools.local_cloud import engine

NAMED = "x-amz-checksum-sha256"


def install() -> None:
    """Compare what a form names with what arrived, before anything is stored."""
    s3 = engine.service("s3")
    post = s3._post_object

    def compared(bucket: str, body: bytes, headers: dict[str, str]) -> Any:
        parts = s3._parse_multipart_form(headers.get("content-type", ""), body)
        named = [value for name, _, _, value in parts if name.lower() == NAMED]
        content = next((value for name, _, _, value in parts if name == "file"), b"")
        digest = b64encode(hashlib.sha256(content).digest())
        if any(each != digest for each in named):
            words = "The SHA256 you specified did not match the calculated checksum."
            return s3._error("BadDigest", words, 400)
        return post(bucket, body, headers)

    s3._post_object = compared
