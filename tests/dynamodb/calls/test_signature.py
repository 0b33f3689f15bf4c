"""Our signature beside botocore's, whatever is signed and whenever."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from medisecure.dynamodb.calls.signature import signed

MOMENTS = st.datetimes(
    min_value=datetime(2015, 1, 1), max_value=datetime(2100, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=3)), timezone(timedelta(hours=-11))]),
)  # fmt: skip


@given(
    body=st.binary(max_size=200), moment=MOMENTS,
    token=st.sampled_from([None, "a token/with+signs="]),
    secret=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1),
)  # fmt: skip
def test_it_is_botocores(body: bytes, moment: datetime, token: str | None, secret: str) -> None:
    ours = {"content-type": "a/b; c=d", "host": "there:8000", "x-amz-target": "One.Two"}
    pair = Credentials("AKIA", secret, token)
    theirs = AWSRequest(
        "POST", "http://there:8000/", data=body,
        headers={name: text for name, text in ours.items() if name != "host"},
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("botocore.auth.get_current_datetime", lambda: moment.astimezone(UTC))
        SigV4Auth(pair, "dynamodb", "me-central-1").add_auth(theirs)
    found = dict(signed(pair, "me-central-1", "dynamodb", list(ours.items()), body=body, at=moment))
    assert found["authorization"] == theirs.headers["Authorization"]
    assert found["x-amz-date"] == theirs.headers["X-Amz-Date"]
    assert found.get("x-amz-security-token") == theirs.headers.get("X-Amz-Security-Token")
