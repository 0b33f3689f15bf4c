"""The commands the clock starts; one that fails or does not start wakes somebody."""

from typing import Any

from aws_cdk import Duration, Stack
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_sqs as sqs

from infra.cdk.served.network import Network
from infra.cdk.served.operations import Operations
from infra.cdk.served.tasks import Tasks
from medisecure.resources import Resources
from medisecure.resources.kinds import Job


def make_jobs(
    stack: Stack, resources: Resources, network: Network, tasks: Tasks, operations: Operations
) -> None:
    """One rule and one task a declared job, in a cluster of their own."""
    cluster = ecs.Cluster(
        stack, "Jobs", vpc=network.vpc, container_insights_v2=ecs.ContainerInsights.ENABLED
    )
    unstarted = sqs.Queue(
        stack,
        "UnstartedJobs",
        encryption=sqs.QueueEncryption.KMS,
        encryption_master_key=operations.key,
        enforce_ssl=True,
        retention_period=Duration.days(14),
    )
    for job in resources.jobs:
        make_job(stack, job, network, tasks, cluster=cluster, unstarted=unstarted)
    watch_failures(stack, cluster, operations)


def make_job(
    stack: Stack, job: Job, network: Network, tasks: Tasks, *, cluster: Any, unstarted: Any
) -> None:
    """One job: what it runs, when, and where a start that failed is kept."""
    events.Rule(
        stack,
        f"{job.name}Clock",
        schedule=events.Schedule.rate(Duration.minutes(job.every_minutes)),
        targets=[
            targets.EcsTask(
                cluster=cluster,
                task_definition=tasks.task(job.name, ["python", "manage.py", job.command]),
                subnet_selection=network.inside,
                security_groups=[network.tasks],
                dead_letter_queue=unstarted,
                max_event_age=Duration.minutes(job.every_minutes),
            )
        ],
    )


def watch_failures(stack: Stack, cluster: Any, operations: Operations) -> None:
    """A job that ended by an error, or could not begin."""
    events.Rule(
        stack,
        "FailedJobs",
        event_pattern=events.EventPattern(
            source=["aws.ecs"],
            detail_type=["ECS Task State Change"],
            detail={
                "clusterArn": [cluster.cluster_arn],
                "lastStatus": ["STOPPED"],
                "$or": [
                    {"containers": {"exitCode": [{"anything-but": 0}]}},
                    {"stopCode": ["TaskFailedToStart"]},
                ],
            },
        ),
        targets=[targets.SnsTopic(operations.alarms)],
    )
