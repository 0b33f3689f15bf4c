"""The web servers: three at least, in three zones, more when they are busy."""

from typing import Any

from aws_cdk import Duration, Stack
from aws_cdk import aws_ecs as ecs

from infra.cdk.served.network import Network
from infra.cdk.served.tasks import Tasks

FEWEST, MOST, BUSY_PERCENT = 3, 30, 50


def make_service(stack: Stack, network: Network, tasks: Tasks) -> Any:
    """A release that does not come up is taken back by itself; no request is cut off by one."""
    cluster = ecs.Cluster(
        stack, "Cluster", vpc=network.vpc, container_insights_v2=ecs.ContainerInsights.ENHANCED
    )
    service = ecs.FargateService(
        stack,
        "Web",
        cluster=cluster,
        task_definition=tasks.task("Web"),
        desired_count=FEWEST,
        min_healthy_percent=100,
        max_healthy_percent=200,
        circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
        availability_zone_rebalancing=ecs.AvailabilityZoneRebalancing.ENABLED,
        health_check_grace_period=Duration.seconds(60),
        assign_public_ip=False,
        security_groups=[network.tasks],
        vpc_subnets=network.inside,
        enable_execute_command=False,
    )
    scaling = service.auto_scale_task_count(min_capacity=FEWEST, max_capacity=MOST)
    scaling.scale_on_cpu_utilization("Busy", target_utilization_percent=BUSY_PERCENT)
    return service
