"""The application's rights are what its code calls: every call is allowed, and nothing else is."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest

from infra.rights import AT_REST, CALLS, application_policy, rights_of
from medisecure.resources import declare
from tests.sources import parsed

# An administrator's commands wrap keysets with credentials of their own; the application never.
ADMINISTRATORS = {"encrypt"}
# The table spells DynamoDB's operations as the SDK does, the client below it as the service does.
ALSO_SPELLED = {re.sub("(?<!^)([A-Z])", r"_\1", each).lower(): each for each in CALLS["dynamodb"]}
# How a seam passes on the name of the operation it was asked for.
PASSED_ON = {"_call", "_work", "generate_presigned_url", "generate_presigned_post"}
PRESIGNED = {"generate_presigned_post": "put_object"}
ACCOUNT, KEY = "123456789012", "arn:aws:kms:me-central-1:123456789012:key/1"


def operations_in(source: str) -> set[str]:
    """The service operations a module calls, by the names the SDK or the service gives them.

    >>> sorted(operations_in("client('ses').send_email(); self._call('GetItem', {})"))
    ['GetItem', 'send_email']
    """
    return operations_of_module(ast.parse(source))


def operations_of_module(tree: ast.Module) -> set[str]:
    bound = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target, value in pairs(node)
        if is_client(value) and isinstance(target, ast.Name)
    }
    return {name for node in ast.walk(tree) for name in operations_of(node, bound)}


def pairs(assignment: ast.Assign) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Each name with its value, `a, b = c, d` taken apart."""
    for target in assignment.targets:
        if isinstance(target, ast.Tuple) and isinstance(assignment.value, ast.Tuple):
            yield from zip(target.elts, assignment.value.elts, strict=True)
        else:
            yield target, assignment.value


def operations_of(node: ast.AST, bound: set[str]) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    function = node.func
    name = getattr(function, "attr", getattr(function, "id", ""))
    if name in PASSED_ON:
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant):
            yield str(first.value)
        elif name in PRESIGNED:
            yield PRESIGNED[name]
    elif isinstance(function, ast.Attribute):
        of = function.value
        if is_client(of) or (isinstance(of, ast.Name) and of.id in bound):
            yield name


def is_client(node: ast.AST) -> bool:
    """`client("s3")` and `aws.client("s3")`; boto3's own makes clients and calls nothing."""
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr == "client" and getattr(function.value, "id", "") == "aws"
    return getattr(function, "id", "") == "client"


def called() -> set[str]:
    """Without the commands: those are started by hand, with rights of their own."""
    found: set[str] = set()
    for path, tree in parsed("client", *PASSED_ON):
        if "/management/" not in path:
            found |= operations_of_module(tree)
    return {ALSO_SPELLED.get(name, name) for name in found}


def policy() -> list[dict[str, Any]]:
    document: Any = application_policy(declare({}), account=ACCOUNT, key_arn=KEY)
    statements: list[dict[str, Any]] = document["Statement"]
    return statements


def allowed() -> set[str]:
    return {a for s in policy() if s["Effect"] == "Allow" for a in s["Action"]}


def test_every_operation_the_code_calls_has_its_rights() -> None:
    known = {operation for operations in CALLS.values() for operation in operations}
    assert called() - ADMINISTRATORS == known


def test_what_the_calls_need_is_allowed_and_nothing_else() -> None:
    at_rest = {right for rights in AT_REST.values() for right in rights}
    assert allowed() == {right for service in CALLS for right in rights_of(service)} | at_rest


@pytest.mark.parametrize("service", CALLS)
def test_each_right_is_given_where_the_service_keeps_our_things(service: str) -> None:
    named = {"dynamodb": ":table/MediSecure-", "s3": ":::medisecure-documents", "kms": ":key/1",
             "ses": "medisecure", "sqs": ":medisecure-mail-failures",
             "cognito-idp": ":userpool/"}  # fmt: skip
    for statement in policy():
        if statement["Effect"] == "Allow" and statement["Action"][0].startswith(f"{service}:"):
            resources = statement["Resource"]
            each = resources if isinstance(resources, list) else [resources]
            assert all(named[service] in resource for resource in each), statement["Sid"]


def test_a_call_that_nobody_declared_would_be_seen() -> None:
    assert operations_in("aws.client('s3').delete_object(Bucket=b)") == {"delete_object"}
    assert operations_in("s3 = client('s3')\ns3.list_objects_v2()") == {"list_objects_v2"}
    assert operations_in("self._call('DescribeTable', {})") == {"DescribeTable"}
    assert operations_in("client('s3').generate_presigned_post(b, k)") == {"put_object"}
