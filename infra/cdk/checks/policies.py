"""Who may do what, as it stands in the templates: compared whole with what the code needs."""

from typing import Any

from infra.cdk.checks.compare import Findings, Template, of_type, readable, readable_names
from infra.cdk.checks.expected import MASTER_KEY
from infra.rights import APPLICATION_ROLE, application_policy, table_arns
from medisecure.resources import KEYSET_CONTEXT, Resources

TRUSTED = ("medisecure-application", "medisecure-keeper")
ITEMS = {"dynamodb:Scan", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:PartiQLSelect"}
OBJECTS = {"s3:GetObject*", "s3:PutObject*", "s3:DeleteObject*"}


def check_kept(template: Template, resources: Resources, account: str) -> Findings:
    """Key, tables and buckets refuse everybody but the roles that are trusted with data."""
    found, names = Findings(), readable_names(template)
    trusted = [f"arn:aws:iam::{account}:role/{name}" for name in TRUSTED]
    for arn, table in zip(table_arns(resources, account), resources.tables, strict=True):
        made = [each["Properties"] for each in of_type(template, "AWS::DynamoDB::Table").values()
                if each["Properties"]["TableName"] == table.name]  # fmt: skip
        (only,) = statements(made[0]["ResourcePolicy"]["PolicyDocument"]) if made else ({},)
        found.same(f"{table.name} policy effect", only.get("Effect"), "Deny")
        found.same(f"{table.name} policy reaches", only.get("Resource"), [arn, f"{arn}/index/*"])
        found.holds(f"{table.name} policy names items", ITEMS.issubset(only.get("Action", [])))
        found.same(f"{table.name} policy spares", exempt(only), trusted)
    check_key(found, template, trusted)
    for policy in of_type(template, "AWS::S3::BucketPolicy").values():
        check_bucket(found, readable(policy["Properties"], names), resources, trusted, account)
    return found


def check_key(found: Findings, template: Template, trusted: list[str]) -> None:
    for key in of_type(template, "AWS::KMS::Key").values():
        denied = [s for s in statements(key["Properties"]["KeyPolicy"]) if s["Effect"] == "Deny"]
        found.same("key refusals", len(denied), 1)
        context = {"kms:EncryptionContext:purpose": KEYSET_CONTEXT["purpose"]}
        for each in denied:
            found.same("key refuses", each["Action"], ["kms:Decrypt"])
            found.same("key refuses for", each["Condition"]["StringEquals"], context)
            found.same("key spares", exempt(each), trusted)


def check_bucket(
    found: Findings, policy: dict[str, Any], resources: Resources, trusted: list[str], account: str
) -> None:
    """TLS 1.2 for all buckets that declare it; objects for trusted roles in those with patients."""
    name = str(policy["Bucket"]).removeprefix("bucket ")
    declared = next((bucket for bucket in resources.buckets if bucket.name == name), None)
    if declared is None:
        found.failures.append(f"{name} is not declared")
        return
    rules = statements(policy["PolicyDocument"])
    plain = [s for s in rules if "aws:SecureTransport" in str(s.get("Condition"))]
    old = [s for s in rules if "s3:TlsVersion" in str(s.get("Condition"))]
    found.same(f"{name} refuses plain HTTP", len(plain) == 1, declared.tls_only)
    found.same(f"{name} refuses old TLS", len(old) == 1, declared.tls_only)
    if name == resources.access_logs.name:
        return
    closed = [s for s in rules if s.get("Sid") == "ObjectsForTrustedRolesOnly"]
    found.same(f"{name} keeps strangers out", len(closed), 1)
    for each in closed:
        backup = f"arn:aws:iam::{account}:role/medisecure-backup"
        found.same(f"{name} refuses", set(each["Action"]), OBJECTS)
        found.same(f"{name} spares", exempt(each), [*trusted, backup])


def check_application(template: Template, resources: Resources, account: str) -> Findings:
    """The role has the policy made from the code's calls, word for word, and no other."""
    found = Findings()
    roles = {i: each["Properties"] for i, each in of_type(template, "AWS::IAM::Role").items()
             if each["Properties"].get("RoleName") == APPLICATION_ROLE}  # fmt: skip
    found.same("application roles", len(roles), 1)
    attached = [
        each["Properties"]
        for type_ in ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy")
        for each in of_type(template, type_).values()
        if any(role.get("Ref") in roles for role in each["Properties"].get("Roles", []))
    ]
    found.same("policies of the application", len(attached), 1)
    for role in roles.values():
        found.same("foreign policies", role.get("ManagedPolicyArns", []), [])
    wanted = application_policy(resources, account=account, key_arn=MASTER_KEY)
    for policy in attached:
        names = {"Fn::ImportValue": MASTER_KEY}
        is_, must = by_sid(policy["PolicyDocument"], names), by_sid(wanted, names)
        for sid in dict.fromkeys([*must, *is_]):
            found.same(f"right {sid}", is_.get(sid), must.get(sid))
    return found


def by_sid(document: Any, names: dict[str, str]) -> dict[str, Any]:
    """Statements by name, one action or resource always a list, imports in words."""
    found = {}
    for each in statements(document):
        resource = [names["Fn::ImportValue"] if isinstance(one, dict) else one
                    for one in each["Resource"]]  # fmt: skip
        found[each["Sid"]] = each | {"Resource": sorted(resource), "Action": sorted(each["Action"])}
    return found


def statements(document: Any) -> list[dict[str, Any]]:
    """The statements, each with lists of actions and resources."""
    return [
        each | {name: listed(each[name]) for name in ("Action", "Resource") if name in each}
        for each in document["Statement"]
    ]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def exempt(statement: dict[str, Any]) -> Any:
    return statement.get("Condition", {}).get("ArnNotEquals", {}).get("aws:PrincipalArn")
