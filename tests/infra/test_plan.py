"""A plan says what would be made or changed and changes nothing; what others set stays."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.provision import tables
from infra.provision.administrator import Administrator
from infra.provision.bucket import ensure_bucket
from infra.provision.everything import mail_by_ses, provision
from infra.provision.mail import ensure_sender
from infra.provision.outcome import Mismatch, State
from infra.provision.tables import ensure_table
from infra.provision.user_pool import ensure_user_pool
from medisecure.resources import Resources, declare
from medisecure.resources.kinds import Table

ELSEWHERE = {
    "TABLE_NAME": "Planned-Health", "SESSIONS_TABLE_NAME": "Planned-Sessions",
    "DOCUMENTS_BUCKET": "planned-documents", "KMS_KEY_ID": "alias/planned",
    "USER_POOL_NAME": "Planned", "USER_POOL_DOMAIN": "planned",
    "MAIL_FROM": "no-reply@planned.example",
}  # fmt: skip


def test_a_plan_for_an_empty_account_names_everything_and_makes_nothing(
    admin: Administrator,
) -> None:
    outcomes = provision(declare(ELSEWHERE), admin, apply=False).outcomes
    states = {outcome.kind: outcome.state for outcome in outcomes}
    for kind in ("key", "table", "bucket", "user pool"):
        assert states[kind] is State.TO_CREATE
    dynamodb = admin.client("dynamodb")
    assert not [n for n in dynamodb.list_tables()["TableNames"] if n.startswith("Planned")]
    pools = admin.client("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]
    assert "Planned" not in {pool["Name"] for pool in pools}


def test_a_plan_for_what_is_as_declared_is_empty(
    resources: Resources, admin: Administrator
) -> None:
    outcomes = provision(resources, admin, apply=False).outcomes
    assert {outcome.state for outcome in outcomes} == {State.EXISTS}


def test_a_plan_shows_a_difference_and_leaves_it(
    resources: Resources, admin: Administrator
) -> None:
    dynamodb, name = admin.client("dynamodb"), resources.sessions.name
    dynamodb.update_table(TableName=name, DeletionProtectionEnabled=False)
    try:
        plan = ensure_table(dynamodb, resources.sessions, key_arn="", apply=False)
        assert str(plan) == f"to change table {name} (deletion protection)"
        found = dynamodb.describe_table(TableName=name)["Table"]
        assert not found["DeletionProtectionEnabled"]
    finally:
        assert ensure_table(dynamodb, resources.sessions, key_arn="").state is State.CHANGED


def test_a_table_under_another_key_is_moved_under_ours(admin: Administrator) -> None:
    dynamodb = admin.client("dynamodb")
    dynamodb.create_table(
        TableName="ByHand", BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
    )  # fmt: skip
    table = Table(name="ByHand", partition_key="PK", recovery_days=0, deletion_protection=False)
    key_arn = admin.client("kms").describe_key(KeyId="alias/medisecure")["KeyMetadata"]["Arn"]
    assert ensure_table(dynamodb, table, key_arn=key_arn, apply=False).detail == "our key"
    assert ensure_table(dynamodb, table, key_arn=key_arn).detail == "our key"
    assert ensure_table(dynamodb, table, key_arn=key_arn).state is State.EXISTS


class Answering:
    """A client that answers as AWS was seen to, in the words of its own exceptions."""

    def __init__(self, real: Any, **answers: Any) -> None:
        self._real, self._answers = real, answers

    def __getattr__(self, name: str) -> Any:
        return self._answers.get(name) or getattr(self._real, name)


def test_backups_that_are_not_there_yet_are_waited_for(
    admin: Administrator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "PAUSE_SECONDS", 0)
    dynamodb, asked = admin.client("dynamodb"), []

    def not_yet(**request: Any) -> Any:
        asked.append(request)
        if len(asked) < 3:
            code = {"Error": {"Code": "ContinuousBackupsUnavailableException", "Message": ""}}
            kind = dynamodb.exceptions.ContinuousBackupsUnavailableException
            raise kind(code, "UpdateContinuousBackups")
        return dynamodb.update_continuous_backups(**request)

    late = Answering(dynamodb, update_continuous_backups=not_yet)
    table = Table(name="Late", partition_key="PK", recovery_days=35, deletion_protection=False)
    assert ensure_table(late, table, key_arn="").state is State.CREATED
    assert len(asked) == 3


@pytest.mark.parametrize(
    ("status", "attribute", "finds"),
    [("ENABLING", "ttl", State.EXISTS), ("ENABLING", "other", None), ("DISABLING", "ttl", None)],
)
def test_a_change_of_expiry_under_way_is_not_made_twice(
    status: str, attribute: str, finds: State | None, resources: Resources, admin: Administrator
) -> None:
    said = {"TimeToLiveStatus": status, "AttributeName": attribute}
    busy = Answering(
        admin.client("dynamodb"), describe_time_to_live=lambda **_: {"TimeToLiveDescription": said}
    )
    if finds is None:
        with pytest.raises(Mismatch, match="repeat in an hour"):
            ensure_table(busy, resources.sessions, key_arn="")
    else:
        assert ensure_table(busy, resources.sessions, key_arn="").state is finds


def test_what_else_is_set_on_the_pool_stays(
    environment: dict[str, str], resources: Resources, admin: Administrator
) -> None:
    """UpdateUserPool resets whatever it is not told: a message written in the console, say."""
    cognito, pool_id = admin.client("cognito-idp"), environment["USER_POOL_ID"]
    updates: list[dict[str, Any]] = []
    found = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    found["Policies"]["PasswordPolicy"]["MinimumLength"] = 8
    found["EmailVerificationSubject"] = "Written in the console"
    found["UserPoolTags"] = {"cost-centre": "7"}
    older = Answering(
        cognito,
        describe_user_pool=lambda **_: {"UserPool": found},
        update_user_pool=lambda **request: updates.append(request),
    )
    _, outcomes = ensure_user_pool(older, resources.user_pool)
    assert str(outcomes[0]) == "changed   user pool MediSecure (Policies)"
    (update,) = updates
    assert update["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    assert update["EmailVerificationSubject"] == "Written in the console"
    assert update["UserPoolTags"] == {"cost-centre": "7"}


def test_a_verified_domain_needs_no_verified_address(admin: Administrator) -> None:
    ses, asked = admin.client("ses"), []
    said = {"planned.example": {"VerificationStatus": "Success"}}
    verified = Answering(
        ses,
        get_identity_verification_attributes=lambda **_: {"VerificationAttributes": said},
        verify_email_identity=lambda **request: asked.append(request),
    )
    assert ensure_sender(verified, "no-reply@planned.example").state is State.EXISTS
    assert asked == []


def test_cognito_sends_in_the_name_of_the_verified_domain() -> None:
    mail = mail_by_ses(declare(ELSEWHERE), "123456789012")
    assert mail["SourceArn"].endswith(":123456789012:identity/planned.example")
    assert mail["EmailSendingAccount"] == "DEVELOPER"


def test_other_refusals_are_not_taken_for_absence(
    resources: Resources, admin: Administrator
) -> None:
    def refused(**_: Any) -> Any:
        answer = {"Error": {"Code": "AccessDenied"}, "ResponseMetadata": {"HTTPStatusCode": 403}}
        raise ClientError(answer, "HeadBucket")  # type: ignore[arg-type]

    shut = Answering(admin.client("s3"), head_bucket=refused)
    with pytest.raises(ClientError):
        ensure_bucket(shut, resources.documents, key_arn="", over_tls=True)
