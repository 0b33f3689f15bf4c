"""The AWS clients of this process, made once from the settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session
from django.conf import settings

from medisecure.errors import Unavailable
from medisecure.resources.descriptions import new_session

SENT_ONCE = frozenset({"ses"})
PATIENCE = Config(
    connect_timeout=1,
    read_timeout=2,
    max_pool_connections=32,  # twenty files of one document are asked for side by side
    retries={"mode": "standard", "total_max_attempts": 2},
    signature_version="s3v4",
    s3={"addressing_style": "path"},
)
# A mail that was perhaps sent must not be sent again by the library.
ONCE = PATIENCE.merge(Config(read_timeout=10, retries={"total_max_attempts": 1}))
# No page waits for what a job does, and S3 needs a while to put gigabytes together.
UNHURRIED = PATIENCE.merge(Config(read_timeout=60, retries={"total_max_attempts": 5}))


@dataclass(slots=True)
class _Waits:
    """Whether every client of this process waits longer than a page could."""

    always: bool = False


_waits = _Waits()
making = Lock()  # a session makes one client at a time; clients are for all threads


class CognitoRefused(Unavailable):
    """Cognito answered and said no; `code` is its own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__("the sign-in service refused")
        self.code = code


@dataclass(frozen=True, slots=True)
class PoolAccount:
    """An account of the pool: its `sub`, and whether its person chose a password already."""

    sub: str
    has_password: bool


@cache
def client(service: str, *, unhurried: bool = False) -> Any:
    """A client for a service other than DynamoDB; an unhurried one waits and tries longer.

    Who we are is for AWS's own chain to find: a task's role, a session of single sign-on, the
    environment with its session token. So is when to fetch credentials anew.
    """
    with making:
        return session().create_client(
            service,
            region_name=settings.AWS_REGION,
            endpoint_url=settings.AWS_ENDPOINT_URL,
            config=ONCE if service in SENT_ONCE else _patience(is_unhurried=unhurried),
        )


def _patience(*, is_unhurried: bool) -> Config:
    return UNHURRIED if is_unhurried or _waits.always else PATIENCE


@contextmanager
def unhurried() -> Iterator[None]:
    """Have every client of this process wait and try longer, whoever asks for it."""
    _waits.always = True
    client.cache_clear()
    try:
        yield
    finally:
        _waits.always = False
        client.cache_clear()


@cache
def session() -> Session:
    """One for all clients, DynamoDB's too: each would read AWS's list of endpoints anew."""
    return new_session()


def switch_sign_in(username: str, *, on: bool) -> None:
    """Let an account of the pool sign in, or end all it has there and let it no longer.

    `Unavailable` if Cognito did not do it; an account that is not there has nothing to end.
    """
    cognito = client("cognito-idp")
    account = {"UserPoolId": settings.USER_POOL_ID, "Username": username}
    with _absent_account_allowed():
        if on:
            cognito.admin_enable_user(**account)
            return
        cognito.admin_disable_user(**account)
        cognito.admin_user_global_sign_out(**account)


def forget_second_factor(username: str) -> None:
    """Have the pool ask an account for no code, and end all it has there.

    `Unavailable` if Cognito did not do it; an account that is not there has none.
    """
    cognito = client("cognito-idp")
    account = {"UserPoolId": settings.USER_POOL_ID, "Username": username}
    off = {"Enabled": False, "PreferredMfa": False}
    with _absent_account_allowed():
        cognito.admin_set_user_mfa_preference(**account, SoftwareTokenMfaSettings=off)
        cognito.admin_user_global_sign_out(**account)


@contextmanager
def _absent_account_allowed() -> Iterator[None]:
    """Has every refusal of the pool raise `Unavailable`, but for an account that is not there."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] != "UserNotFoundException":
            raise Unavailable("the sign-in pool refused") from error
    except BotoCoreError as error:
        raise Unavailable("the sign-in pool did not answer") from error


@contextmanager
def _pool() -> Iterator[None]:
    """Has what Cognito says raise `CognitoRefused`, and `Unavailable` where it says nothing."""
    try:
        yield
    except ClientError as error:
        raise CognitoRefused(error.response["Error"]["Code"]) from error
    except BotoCoreError as error:
        raise Unavailable("the sign-in service did not answer") from error


def find_sign_in(email: str) -> PoolAccount | None:
    """The account under that e-mail, if there is one."""
    try:
        with _pool():
            found = client("cognito-idp").admin_get_user(
                UserPoolId=settings.USER_POOL_ID, Username=email
            )
    except CognitoRefused as refusal:
        if refusal.code == "UserNotFoundException":
            return None
        raise
    attributes = {each["Name"]: str(each["Value"]) for each in found["UserAttributes"]}
    return PoolAccount(attributes["sub"], found["UserStatus"] != "FORCE_CHANGE_PASSWORD")


def make_sign_in(email: str) -> None:
    """An account under that e-mail, to which Cognito mails a temporary password."""
    attributes = {"email": email, "email_verified": "true"}
    with _pool():
        client("cognito-idp").admin_create_user(
            UserPoolId=settings.USER_POOL_ID,
            Username=email,
            UserAttributes=[{"Name": name, "Value": text} for name, text in attributes.items()],
            DesiredDeliveryMediums=["EMAIL"],
        )


def mail_again(email: str) -> None:
    """Another mail with a temporary password, whose days begin anew."""
    with _pool():
        client("cognito-idp").admin_create_user(
            UserPoolId=settings.USER_POOL_ID,
            Username=email,
            MessageAction="RESEND",
            DesiredDeliveryMediums=["EMAIL"],
        )


def let_in(username: str, group: str) -> None:
    """Put an account into a group, and let it sign in."""
    cognito = client("cognito-idp")
    account = {"UserPoolId": settings.USER_POOL_ID, "Username": username}
    with _pool():
        cognito.admin_add_user_to_group(**account, GroupName=group)
        cognito.admin_enable_user(**account)


def rename_sign_in(username: str, email: str) -> None:
    """Have an account sign in under another e-mail, and end what it has open there.

    `CognitoRefused` if the e-mail is taken.
    """
    cognito = client("cognito-idp")
    account = {"UserPoolId": settings.USER_POOL_ID, "Username": username}
    attributes = {"email": email, "email_verified": "true"}
    with _pool():
        cognito.admin_update_user_attributes(
            **account,
            UserAttributes=[{"Name": name, "Value": text} for name, text in attributes.items()],
        )
        cognito.admin_user_global_sign_out(**account)


def ask_cognito(operation: str, **what: Any) -> dict[str, Any]:
    """One call about a person's own account, by their access token: no right of ours counts.

    Raises `CognitoRefused`, and `Unavailable` without an answer.
    """
    with _pool():
        answer: dict[str, Any] = getattr(client("cognito-idp"), operation)(**what)
    return answer
