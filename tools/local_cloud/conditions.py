"""What a rights policy can ask about a request, where the engine does not say: keys and contexts.

Adds `dynamodb:LeadingKeys` (the partition keys a request touches), `kms:EncryptionContext:…`,
`kms:EncryptionContextKeys` and `ses:FromAddress`, and checks a key called by its alias under its
own name, as AWS does.
"""

import re
from collections import defaultdict
from email.utils import parseaddr
from typing import Any

from tools.local_cloud import engine
from tools.local_cloud.memoised import read

LEADING_KEYS = "dynamodb:LeadingKeys"
# (action, or "" for whatever the request's action is; table) -> partition keys
Touched = dict[tuple[str, str], list[str]]
PARTITION_IS = re.compile(r"(?<![\w#.])([#\w]+)\s*=\s*(:\w+)")


def install() -> None:
    """Give the engine's evaluator the missing facts."""
    actions, evaluator = engine.part("core.iam_actions"), engine.part("core.iam_evaluator")
    dynamodb_context = actions.dynamodb_service_context
    tag_context = actions.request_tag_context
    enforce = evaluator.enforce

    def with_touched_keys(body: bytes) -> dict[str, Any]:
        return {**dynamodb_context(body), LEADING_KEYS: touched(_json(body))}

    def with_what_it_says(service: str, action: str, body: bytes, params: Any) -> dict[str, Any]:
        found: dict[str, Any] = tag_context(service, action, body, params)
        if service == "kms":
            return {**found, **encryption_context(_json(body))}
        return {**found, **(sender(params) if service == "ses" else {})}

    def enforce_for_this_check(
        access_key_id: str,
        action: str,
        *place: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        context = dict(service_context or {})
        keys = context.pop(LEADING_KEYS, {})
        if chosen := leading_keys(keys, action, resource_arn):
            context[LEADING_KEYS] = chosen
        resource = _own_name(resource_arn, action)
        return enforce(
            access_key_id, action, *place, resource_arn=resource, service_context=context
        )

    actions.dynamodb_service_context = with_touched_keys
    actions.request_tag_context = with_what_it_says
    evaluator.enforce = enforce_for_this_check


def touched(request: dict[str, Any]) -> Touched:
    """The partition keys of a request, each under the action and table it is checked with.

    A transaction is checked item by item: a right to update one item must not be refused
    because the same transaction inserts another.
    """
    keys: Touched = defaultdict(list)
    for member in request.get("TransactItems") or []:
        for kind, detail in member.items():
            _add(keys, _transaction_actions().get(kind, ""), detail.get("TableName"), [detail])
    for table, entries in (request.get("RequestItems") or {}).items():
        _add(keys, "", table, _batch(entries))
    if "TableName" in request:
        _add(keys, "", request["TableName"], [request])
        _add_queried(keys, request)
    return keys


def leading_keys(keys: Touched, action: str, resource: str) -> list[str]:
    """Those of the keys that one check is about."""
    table = resource.partition(":table/")[2].partition("/")[0]
    return sorted({*keys.get((action, table), ()), *keys.get(("", table), ())})


def encryption_context(request: dict[str, Any]) -> dict[str, Any]:
    """The condition keys of a KMS request that carries an encryption context."""
    pairs = request.get("EncryptionContext") or {}
    if not pairs:
        return {}
    named = {f"kms:EncryptionContext:{name}": value for name, value in pairs.items()}
    return {**named, "kms:EncryptionContextKeys": sorted(pairs)}


def sender(params: Any) -> dict[str, Any]:
    """The condition key of a request to send mail: the bare address it is sent from."""
    source = (params or {}).get("Source", "")
    address = parseaddr(source[0] if isinstance(source, list) else source)[1]
    return {"ses:FromAddress": address} if address else {}


def _batch(entries: Any) -> list[dict[str, Any]]:
    if isinstance(entries, dict):
        return [{"Key": key} for key in entries.get("Keys") or []]
    return [detail for entry in entries for detail in entry.values()]


def _add(keys: Touched, action: str, table: str | None, details: list[dict[str, Any]]) -> None:
    name, found = _table(table)
    attribute = str(found.get("pk_name", ""))
    for detail in details:
        value = (detail.get("Item") or detail.get("Key") or {}).get(attribute)
        if isinstance(value, dict) and value:
            keys[action, name].append(str(next(iter(value.values()))))


def _add_queried(keys: Touched, request: dict[str, Any]) -> None:
    if "KeyConditionExpression" not in request:
        return
    name, table = _table(request["TableName"])
    attribute = _partition_of(table, request.get("IndexName", ""))
    names = request.get("ExpressionAttributeNames") or {}
    values = request.get("ExpressionAttributeValues") or {}
    for left, right in PARTITION_IS.findall(request.get("KeyConditionExpression") or ""):
        if names.get(left, left) == attribute and values.get(right):
            keys["", name].append(str(next(iter(values[right].values()))))


def _table(reference: str | None) -> tuple[str, dict[str, Any]]:
    """A table's name, and the engine's description of it; an empty one where there is none."""
    dynamodb = engine.part("services.dynamodb")
    name = str(dynamodb._normalize_table_name(reference or ""))
    return name, dynamodb._tables.get(name) or {}


def _partition_of(table: dict[str, Any], index_name: str) -> str:
    """The partition attribute of an index, or of the table itself where it has no such index."""
    for index in table.get("GlobalSecondaryIndexes") or []:
        if index["IndexName"] == index_name:
            return next(str(part["AttributeName"]) for part in index["KeySchema"]
                        if part["KeyType"] == "HASH")  # fmt: skip
    return str(table.get("pk_name", ""))


def _own_name(resource: str, action: str) -> str:
    """A KMS key's own ARN for an alias; changing an alias stays a right on the alias itself."""
    place, _, alias = resource.partition(":alias/")
    if not alias or not action.startswith("kms:") or action.endswith("Alias"):
        return resource
    key_id = engine.part("services.kms")._aliases.get(resource)
    return f"{place}:key/{key_id}" if key_id else resource


def _transaction_actions() -> dict[str, str]:
    found: dict[str, str] = engine.part("core.iam_actions")._DYNAMODB_TRANSACT_ITEM_ACTIONS
    return found


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = read(body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
