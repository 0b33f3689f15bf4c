"""The tables as declared; only the application's and the keeper's roles read or write items."""

from collections.abc import Iterable
from typing import Any

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_applicationautoscaling as scaling
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam

from infra.cdk.principals import trusted_with_data
from infra.rights import table_arns
from medisecure.resources import Resources
from medisecure.resources.kinds import Capacity, Table

# Every way to read or write an item, those included that no role of ours has.
ITEM_ACTIONS = [
    f"dynamodb:{name}"
    for name in (
        "GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem",
        "BatchWriteItem", "ConditionCheckItem", "PartiQLSelect", "PartiQLInsert", "PartiQLUpdate",
        "PartiQLDelete", "ExportTableToPointInTime",
    )
]  # fmt: skip


def make_tables(stack: Stack, resources: Resources, key: Any) -> list[Any]:
    """Both tables, in the declaration's order."""
    arns = table_arns(resources, stack.account)
    return [
        make_table(stack, table, arn, key, resources.capacity)
        for table, arn in zip(resources.tables, arns, strict=True)
    ]


def make_table(stack: Stack, table: Table, arn: str, key: Any, capacity: Capacity | None) -> Any:
    """One table. The plain resource and not `TableV2`: that one the rule packs do not look at."""
    name = "Health" if table.indexes else "Sessions"
    made = dynamodb.CfnTable(
        stack,
        name,
        table_name=table.name,
        key_schema=key_schema(table.partition_key, table.sort_key),
        attribute_definitions=attributes(table),
        global_secondary_indexes=indexes(table, capacity) or None,
        billing_mode="PROVISIONED" if capacity else "PAY_PER_REQUEST",
        provisioned_throughput=throughput(capacity),
        deletion_protection_enabled=table.deletion_protection,
        point_in_time_recovery_specification=recovery(table),
        sse_specification={
            "sseEnabled": True, "sseType": "KMS", "kmsMasterKeyId": key.key_arn,
        },
        time_to_live_specification={"attributeName": table.ttl_attribute, "enabled": True}
        if table.ttl_attribute
        else None,
        contributor_insights_specification={"enabled": True, "mode": "THROTTLED_KEYS"},
        resource_policy={"policyDocument": items_for_trusted_roles(stack.account, arn)},
    )  # fmt: skip
    made.apply_removal_policy(RemovalPolicy.RETAIN)
    if capacity:
        scale(stack, table, made, capacity)
    return made


def key_schema(partition_key: str, sort_key: str | None) -> list[dict[str, str]]:
    schema = [{"attributeName": partition_key, "keyType": "HASH"}]
    return schema + ([{"attributeName": sort_key, "keyType": "RANGE"}] if sort_key else [])


def attributes(table: Table) -> list[dict[str, str]]:
    keys = [table.partition_key, *filter(None, [table.sort_key])]
    keys += [key for index in table.indexes for key in (index.partition_key, index.sort_key)]
    return [{"attributeName": key, "attributeType": "S"} for key in dict.fromkeys(keys)]


def indexes(table: Table, capacity: Capacity | None) -> list[dict[str, Any]]:
    paid = {"provisionedThroughput": throughput(capacity)} if capacity else {}
    return [
        {
            "indexName": index.name,
            "keySchema": key_schema(index.partition_key, index.sort_key),
            "projection": {"projectionType": "ALL"},
            **paid,
        }
        for index in table.indexes
    ]


def throughput(capacity: Capacity | None) -> dict[str, int] | None:
    if capacity is None:
        return None
    return {"readCapacityUnits": capacity.least, "writeCapacityUnits": capacity.least}


def recovery(table: Table) -> dict[str, Any]:
    days = {"recoveryPeriodInDays": table.recovery_days} if table.point_in_time_recovery else {}
    return {"pointInTimeRecoveryEnabled": table.point_in_time_recovery, **days}


def items_for_trusted_roles(account: str, arn: str) -> Any:
    """Refuses items to whoever else an account's policies would let in, administrators too."""
    statement = iam.PolicyStatement(
        sid="ItemsForTrustedRolesOnly",
        effect=iam.Effect.DENY,
        principals=[iam.AnyPrincipal()],
        actions=ITEM_ACTIONS,
        resources=[arn, f"{arn}/index/*"],
        conditions={"ArnNotEquals": {"aws:PrincipalArn": trusted_with_data(account)}},
    )
    return iam.PolicyDocument(statements=[statement])


def scale(stack: Stack, table: Table, made: Any, capacity: Capacity) -> None:
    """Follow use between the declared bounds: the table and each index, reads and writes apart."""
    for place, kind, label in places(table):
        for way in ("Read", "Write"):
            name = f"{made.node.id}{label}{way}"
            target = scaling.ScalableTarget(
                stack,
                f"{name}Target",
                service_namespace=scaling.ServiceNamespace.DYNAMODB,
                resource_id=place,
                scalable_dimension=f"dynamodb:{kind}:{way}CapacityUnits",
                min_capacity=capacity.least,
                max_capacity=capacity.most,
            )
            target.node.add_dependency(made)
            target.scale_to_track_metric(
                f"{name}Track",
                target_value=capacity.used_percent,
                predefined_metric=getattr(
                    scaling.PredefinedMetric, f"DYNAMODB_{way.upper()}_CAPACITY_UTILIZATION"
                ),
            )


def places(table: Table) -> Iterable[tuple[str, str, str]]:
    """What scales by itself: its resource id, its kind and a word for our own names."""
    yield f"table/{table.name}", "table", ""
    for index in table.indexes:
        yield f"table/{table.name}/index/{index.name}", "index", index.name
