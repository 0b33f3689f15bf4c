"""Who the application is to AWS: whatever AWS's own chain of credentials finds."""

from collections.abc import Iterator

import pytest
from botocore.session import Session

from medisecure import aws, wiring
from medisecure.resources.descriptions import new_session


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """A session keeps the credentials it has found."""
    aws.session.cache_clear()
    yield
    aws.session.cache_clear()


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of a session of single sign-on, or of a build service."""
    for name, value in (("ACCESS_KEY_ID", "ASIA"), ("SECRET_ACCESS_KEY", "hush"),
                        ("SESSION_TOKEN", "the-token")):  # fmt: skip
        monkeypatch.setenv(f"AWS_{name}", value)


@pytest.mark.usefixtures("temporary")
@pytest.mark.parametrize("service", ["s3", "kms", "ses"])
def test_temporary_credentials_keep_their_session_token(service: str) -> None:
    client = aws.client.__wrapped__(service)
    found = client._get_credentials()
    assert (found.access_key, found.token) == ("ASIA", "the-token")


@pytest.mark.usefixtures("temporary")
def test_a_signed_link_carries_the_token_too() -> None:
    link = aws.client.__wrapped__("s3").generate_presigned_url(
        "get_object", Params={"Bucket": "b", "Key": "k"}
    )
    assert "X-Amz-Security-Token=the-token" in link


def test_a_tasks_role_is_asked_when_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    asked = []

    def role_of_the_task(self: object) -> None:
        asked.append("task")

    monkeypatch.setattr("botocore.credentials.ContainerProvider.load", role_of_the_task)
    monkeypatch.setattr("botocore.credentials.InstanceMetadataProvider.load", lambda _: None)
    aws.client.__wrapped__("kms")
    assert asked == ["task"]


def test_all_clients_are_made_by_one_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each session reads the list of endpoints for itself, seven megabytes of it."""
    begun: list[Session] = []

    def begin() -> Session:
        begun.append(new_session())
        return begun[-1]

    monkeypatch.setattr(aws, "new_session", begin)
    for service in ("kms", "s3", "ses"):
        aws.client.__wrapped__(service)
    wiring.dynamodb.__wrapped__()
    assert len(begun) == 1
