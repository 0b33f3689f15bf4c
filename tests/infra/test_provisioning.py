"""A cloud is brought to the declaration, and a second time nothing is left to do."""

from typing import Any

import pytest

from infra.provision.administrator import Administrator, NotAdministrator, administrator
from infra.provision.everything import provision
from infra.provision.outcome import Mismatch, State
from infra.provision.tables import ensure_table
from medisecure.resources import Resources
from medisecure.resources.kinds import Index, Table
from tools.local_environment import local_environment

BASE_URL = "http://127.0.0.1:8000"


def test_a_second_run_finds_everything_there(resources: Resources, admin: Administrator) -> None:
    outcomes = provision(resources, admin).outcomes
    assert [str(o) for o in outcomes if o.state is not State.EXISTS] == []
    assert {o.kind for o in outcomes} == {
        "key", "table", "bucket", "user pool", "group", "client", "sign-in page",
        "queue", "sender", "application user",
    }  # fmt: skip


def test_a_second_run_keeps_every_secret_and_id(
    environment: dict[str, str], set_up_cloud: Any
) -> None:
    again = local_environment(set_up_cloud, base_url=BASE_URL, kept=environment)
    assert again == environment


def test_what_a_developer_changed_by_hand_stays(
    environment: dict[str, str], set_up_cloud: Any
) -> None:
    kept = environment | {"EMERGENCY_NUMBER": "112"}
    again = local_environment(set_up_cloud, base_url=BASE_URL, kept=kept)
    assert again["EMERGENCY_NUMBER"] == "112"


def test_a_lost_access_key_is_replaced_and_the_user_never_has_more_than_two(
    environment: dict[str, str], set_up_cloud: Any, admin: Administrator
) -> None:
    iam, fresh = admin.client("iam"), []
    try:
        for _ in range(3):
            lost = environment | {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}
            fresh.append(local_environment(set_up_cloud, base_url=BASE_URL, kept=lost))
        keys = iam.list_access_keys(UserName="medisecure-application")["AccessKeyMetadata"]
        assert len(keys) <= 2
        assert fresh[-1]["AWS_ACCESS_KEY_ID"] in {key["AccessKeyId"] for key in keys}
    finally:
        environment.update(
            {name: fresh[-1][name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
        )


def test_the_health_table_is_as_declared(resources: Resources, admin: Administrator) -> None:
    dynamodb = admin.client("dynamodb")
    table = dynamodb.describe_table(TableName=resources.health.name)["Table"]
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["SSEDescription"]["SSEType"] == "KMS"
    assert table["DeletionProtectionEnabled"]
    assert {i["IndexName"] for i in table["GlobalSecondaryIndexes"]} == {
        "GSI1", "GSI2", "GSI3", "GSI4",
    }  # fmt: skip
    assert {i["Projection"]["ProjectionType"] for i in table["GlobalSecondaryIndexes"]} == {"ALL"}
    backups = dynamodb.describe_continuous_backups(TableName=resources.health.name)
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"


def test_expiry_switched_on_by_hand_for_health_data_is_switched_off(
    resources: Resources, admin: Administrator
) -> None:
    dynamodb, name = admin.client("dynamodb"), resources.health.name
    dynamodb.update_time_to_live(
        TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "x"}
    )
    changed = ensure_table(dynamodb, resources.health, key_arn="")
    assert (changed.state, changed.detail) == (State.CHANGED, "expiry")
    expiry = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    assert expiry["TimeToLiveStatus"] != "ENABLED"


def test_a_missing_index_and_lost_protection_are_put_right(admin: Administrator) -> None:
    dynamodb = admin.client("dynamodb")
    key_arn = admin.client("kms").describe_key(KeyId="alias/medisecure")["KeyMetadata"]["Arn"]
    old = Table(name="Growing", partition_key="PK", recovery_days=0, deletion_protection=False)
    new = Table(
        name="Growing",
        partition_key="PK",
        indexes=(Index(name="GSI1", partition_key="GSI1PK", sort_key="GSI1SK"),),
        recovery_days=35,
    )
    assert ensure_table(dynamodb, old, key_arn=key_arn).state is State.CREATED
    changed = ensure_table(dynamodb, new, key_arn=key_arn)
    assert changed.detail == "index GSI1, deletion protection, point-in-time recovery"
    assert ensure_table(dynamodb, new, key_arn=key_arn).state is State.EXISTS


def test_a_table_with_other_primary_keys_is_refused(
    resources: Resources, admin: Administrator
) -> None:
    other = Table(name=resources.sessions.name, partition_key="id", recovery_days=0)
    with pytest.raises(Mismatch, match="other primary keys"):
        ensure_table(admin.client("dynamodb"), other, key_arn="")


def test_documents_are_encrypted_versioned_and_shut(
    resources: Resources, admin: Administrator
) -> None:
    s3, name = admin.client("s3"), resources.documents.name
    rules = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    default = rules[0]["ApplyServerSideEncryptionByDefault"]
    assert default["SSEAlgorithm"] == "aws:kms"
    assert ":key/" in default["KMSMasterKeyID"]
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    shut = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    assert set(shut.values()) == {True}


def test_the_pool_takes_only_registered_people_by_code_flow(
    environment: dict[str, str], resources: Resources, admin: Administrator
) -> None:
    cognito, pool_id = admin.client("cognito-idp"), environment["USER_POOL_ID"]
    pool = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    client = cognito.describe_user_pool_client(
        UserPoolId=pool_id, ClientId=environment["OIDC_CLIENT_ID"]
    )["UserPoolClient"]
    assert client["AllowedOAuthFlows"] == ["code"]
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["CallbackURLs"] == [resources.user_pool.callback_url]
    assert client["LogoutURLs"] == [resources.user_pool.signed_out_url]


def test_the_issuer_has_amazons_form_while_endpoints_are_here(
    environment: dict[str, str],
) -> None:
    pool_id, here = environment["USER_POOL_ID"], environment["AWS_ENDPOINT_URL"]
    issuer = f"https://cognito-idp.me-central-1.amazonaws.com/{pool_id}"
    assert environment["OIDC_ISSUER"] == issuer
    assert environment["OIDC_JWKS_ENDPOINT"] == f"{here}/{pool_id}/.well-known/jwks.json"


def test_the_applications_keys_are_never_tried_as_an_administrators() -> None:
    with pytest.raises(NotAdministrator, match="ADMIN_AWS_ACCESS_KEY_ID"):
        administrator({"AWS_ACCESS_KEY_ID": "AKIA1", "AWS_SECRET_ACCESS_KEY": "x"})
