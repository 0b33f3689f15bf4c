"""The web firewall before the load balancer: known attacks, and limits on how often one may ask."""

from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_wafv2 as waf

from infra.cdk.served.operations import Operations

# Requests of one address in five minutes; a hospital's desks share one address.
MOST_REQUESTS, MOST_SIGN_INS = 10_000, 300
SIGN_IN_PATH = "/oidc/"
LOG_NAME = "aws-waf-logs-medisecure"  # the service demands names that begin so
MANAGED = {
    "AWSManagedRulesAmazonIpReputationList": [],
    # Notes and forms may be longer than its 8 KB; Django refuses what is longer than 256 KB.
    "AWSManagedRulesCommonRuleSet": ["SizeRestrictions_BODY"],
    "AWSManagedRulesKnownBadInputsRuleSet": [],
}


def make_firewall(stack: Stack, balancer: Any, operations: Operations) -> None:
    """Blocks what the rules name; its log leaves out queries and cookies."""
    rules = [managed(name, order, counted) for order, (name, counted) in enumerate(MANAGED.items())]
    rules += [
        rate("PerAddress", len(rules), MOST_REQUESTS, None),
        rate("SignInsPerAddress", len(rules) + 1, MOST_SIGN_INS, SIGN_IN_PATH),
    ]
    acl = waf.CfnWebACL(
        stack,
        "Firewall",
        scope="REGIONAL",
        default_action={"allow": {}},
        visibility_config=seen_as("medisecure"),
        rules=rules,
    )
    waf.CfnWebACLAssociation(
        stack, "FirewallBefore", resource_arn=balancer.load_balancer_arn, web_acl_arn=acl.attr_arn
    )
    log = operations.log_group("FirewallLog", called=LOG_NAME)
    kept = waf.CfnLoggingConfiguration(
        stack,
        "FirewallLogging",
        resource_arn=acl.attr_arn,
        log_destination_configs=[
            f"arn:aws:logs:{stack.region}:{stack.account}:log-group:{LOG_NAME}"
        ],
        redacted_fields=[{"queryString": {}}, {"singleHeader": {"Name": "cookie"}}],
    )
    kept.node.add_dependency(log)


def managed(name: str, order: int, counted: list[str]) -> dict[str, Any]:
    """A rule group that AWS keeps up; `counted` are rules of it that only count."""
    only_count = [{"name": rule, "actionToUse": {"count": {}}} for rule in counted]
    group: dict[str, Any] = {"vendorName": "AWS", "name": name}
    if only_count:
        group["ruleActionOverrides"] = only_count
    return {
        "name": name,
        "priority": order,
        "overrideAction": {"none": {}},
        "statement": {"managedRuleGroupStatement": group},
        "visibilityConfig": seen_as(name),
    }


def rate(name: str, order: int, most: int, path: str | None) -> dict[str, Any]:
    """Refuses an address that asks more often than `most` times in five minutes (below `path`)."""
    statement: dict[str, Any] = {
        "limit": most,
        "aggregateKeyType": "IP",
        "evaluationWindowSec": 300,
    }
    if path:
        statement["scopeDownStatement"] = {
            "byteMatchStatement": {
                "fieldToMatch": {"uriPath": {}},
                "positionalConstraint": "STARTS_WITH",
                "searchString": path,
                "textTransformations": [{"priority": 0, "type": "NORMALIZE_PATH"}],
            }
        }
    return {
        "name": name,
        "priority": order,
        "action": {"block": {"customResponse": {"responseCode": 429}}},
        "statement": {"rateBasedStatement": statement},
        "visibilityConfig": seen_as(name),
    }


def seen_as(name: str) -> dict[str, Any]:
    """Counted, and no samples kept: they would hold paths and addresses."""
    return {"cloudWatchMetricsEnabled": True, "metricName": name, "sampledRequestsEnabled": False}
