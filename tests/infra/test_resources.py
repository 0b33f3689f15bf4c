"""The declaration itself: what must be true of it wherever it is built."""

import ast
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from infra.rights import application_policy
from medisecure import resources as declaration
from medisecure.resources import declare, kinds

ALL = declare({})
POLICY: Any = application_policy(ALL, account="123456789012", key_arn="arn:aws:kms:x:1:key/1")
STATEMENTS = {statement["Sid"]: statement for statement in POLICY["Statement"]}
ALLOWED = {
    action
    for statement in STATEMENTS.values()
    if statement["Effect"] == "Allow"
    for action in statement["Action"]
}


def test_nothing_in_the_health_table_can_expire() -> None:
    assert ALL.health.ttl_attribute is None


def test_sessions_expire_in_a_table_of_their_own() -> None:
    assert ALL.sessions.ttl_attribute == "ttl"
    assert ALL.sessions.name != ALL.health.name


def test_the_health_table_can_be_brought_back_and_not_be_deleted() -> None:
    assert ALL.health.point_in_time_recovery
    assert ALL.health.deletion_protection


def test_the_health_table_has_the_four_indexes_of_the_schema() -> None:
    keys = [(i.name, i.partition_key, i.sort_key) for i in ALL.health.indexes]
    assert keys == [(f"GSI{n}", f"GSI{n}PK", f"GSI{n}SK") for n in (1, 2, 3, 4)]


def test_documents_are_closed_to_the_public_and_keep_old_versions() -> None:
    assert ALL.documents.block_public_access
    assert ALL.documents.versioning
    assert ALL.documents.tls_only


def test_names_and_addresses_come_from_the_environment() -> None:
    named = declare({"TABLE_NAME": "T", "BASE_URL": "https://clinic.example/"})
    assert named.health.name == "T"
    assert named.user_pool.callback_url == "https://clinic.example/oidc/callback/"
    assert named.user_pool.signed_out_url == "https://clinic.example/signed-out/"


@pytest.mark.parametrize(
    "forbidden",
    ["Scan", "CreateTable", "DeleteTable", "UpdateTable", "PartiQLSelect", "BatchWriteItem"],
)
def test_the_application_has_no_right_to(forbidden: str) -> None:
    assert f"dynamodb:{forbidden}" not in ALLOWED


def test_no_right_is_a_pattern() -> None:
    assert not [action for action in ALLOWED if "*" in action]


def test_of_people_it_opens_and_ends_sign_ins_sets_no_password_and_gives_no_rights() -> None:
    services = {action.split(":")[0] for action in ALLOWED}
    assert services == {"dynamodb", "s3", "kms", "ses", "sqs", "cognito-idp"}
    over_people = {action for action in ALLOWED if action.startswith("cognito-idp:")}
    assert over_people == {f"cognito-idp:Admin{deed}" for deed in
                           ("AddUserToGroup", "CreateUser", "DisableUser", "EnableUser", "GetUser",
                            "SetUserMFAPreference", "UpdateUserAttributes",
                            "UserGlobalSignOut")}  # fmt: skip


def test_mail_goes_out_in_the_clinics_own_name_and_in_no_other() -> None:
    named = declare({"MAIL_FROM": "The clinic <visits@clinic.example>"})
    policy: Any = application_policy(named, account="1", key_arn="arn:aws:kms:x:1:key/1")
    (right,) = [s for s in policy["Statement"] if s["Action"][0].startswith("ses:")]
    assert right["Action"] == ["ses:SendEmail"]
    assert right["Condition"]["StringEquals"] == {"ses:FromAddress": "visits@clinic.example"}


def test_mail_may_be_sent_by_the_verified_domain_as_well_as_by_the_address() -> None:
    named = declare({"MAIL_FROM": "visits@clinic.example"})
    policy: Any = application_policy(named, account="1", key_arn="arn:aws:kms:x:1:key/1")
    (right,) = [s for s in policy["Statement"] if s["Action"][0].startswith("ses:")]
    assert [resource.rpartition(":")[2] for resource in right["Resource"]] == [
        "identity/clinic.example",
        "identity/visits@clinic.example",
        "configuration-set/medisecure",
    ]


def test_no_statement_reaches_every_resource() -> None:
    assert not [sid for sid, statement in STATEMENTS.items() if statement["Resource"] == "*"]


@pytest.mark.parametrize(
    ("statement", "keys", "actions"),
    [
        ("AuditIsInsertOnly", "AUDIT#*", {"UpdateItem", "DeleteItem"}),
        ("KeysetsAreReadOnly", "KEYSET#*", {"PutItem", "UpdateItem", "DeleteItem"}),
    ],
)
def test_what_is_denied_for(statement: str, keys: str, actions: set[str]) -> None:
    denied = STATEMENTS[statement]
    assert denied["Effect"] == "Deny"
    assert set(denied["Action"]) == {f"dynamodb:{a}" for a in (*actions, "BatchWriteItem")}
    assert denied["Condition"] == {"ForAnyValue:StringLike": {"dynamodb:LeadingKeys": [keys]}}


def test_keysets_open_only_under_their_encryption_context() -> None:
    condition = STATEMENTS["OpenKeysets"]["Condition"]["StringEquals"]
    assert condition == {"kms:EncryptionContext:purpose": "medisecure-keyset"}


def test_each_use_of_the_key_is_tied_to_a_purpose() -> None:
    uses = [s for s in STATEMENTS.values() if s["Action"][0].startswith("kms:")]
    assert uses
    assert all("Condition" in use for use in uses)


@pytest.mark.parametrize("module", [declaration, kinds], ids=["resources", "kinds"])
def test_the_declaration_is_data_only(module: ModuleType) -> None:
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    data_only = {"collections.abc", "dataclasses", "email.utils", "medisecure.resources.kinds"}
    assert imported <= data_only
