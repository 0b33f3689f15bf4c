"""Provisioned tables: the bounds between which each table and index follows its use."""

from infra.cdk.checks.compare import Findings, Template, of_type
from medisecure.resources import Resources

TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"


def check_scaling(template: Template, resources: Resources) -> Findings:
    """Two targets (reads, writes) a table and an index; none when paid per request."""
    found = Findings()
    targets = {i: each["Properties"] for i, each in of_type(template, TARGET).items()}
    capacity = resources.capacity
    places = sum(1 + len(table.indexes) for table in resources.tables)
    found.same("scaling targets", len(targets), 2 * places if capacity else 0)
    if capacity is None:
        return found
    for target in targets.values():
        found.same(f"{target['ResourceId']} least", target["MinCapacity"], capacity.least)
        found.same(f"{target['ResourceId']} most", target["MaxCapacity"], capacity.most)
    for policy in of_type(template, POLICY).values():
        tracked = policy["Properties"]["TargetTrackingScalingPolicyConfiguration"]
        found.same("used percent", tracked["TargetValue"], capacity.used_percent)
    return found
