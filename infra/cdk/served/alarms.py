"""What wakes somebody, and the one page that shows how it goes."""

from typing import Any

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_elasticloadbalancingv2 as balancing
from aws_cdk import aws_logs as logs

from infra.cdk.served.operations import Operations
from infra.cdk.served.tasks import Tasks
from medisecure.resources import Resources

OURS = "MediSecure"
MINUTE, FIVE = Duration.minutes(1), Duration.minutes(5)


def make_alarms(
    stack: Stack,
    resources: Resources,
    operations: Operations,
    tasks: Tasks,
    *,
    balancer: Any,
    service: Any,
) -> None:
    """An alarm for each thing that must not go unseen, all to one topic, all on one dashboard."""
    watched = [
        *of_the_web(balancer, service),
        *of_the_tables(resources),
        *of_the_mail(resources),
        *of_the_log(stack, resources, tasks),
    ]
    for name, metric, threshold, minutes in watched:
        alarm = cloudwatch.Alarm(
            stack,
            name,
            metric=metric,
            threshold=threshold,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluation_periods=minutes,
            datapoints_to_alarm=max(1, minutes - 1),
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        alarm.add_alarm_action(actions.SnsAction(operations.alarms))
    make_dashboard(stack, {name: metric for name, metric, _, _ in watched})


Watched = tuple[str, Any, float, int]  # name, metric, more than, for how many periods


def of_the_web(balancer: Any, service: Any) -> list[Watched]:
    """Errors people see, pages that are slow (seconds), servers that are missing or full."""
    errors = balancer.metrics.http_code_target(
        balancing.HttpCodeTarget.TARGET_5XX_COUNT, period=MINUTE
    )
    own = balancer.metrics.http_code_elb(balancing.HttpCodeElb.ELB_5XX_COUNT, period=MINUTE)
    slow = balancer.metrics.target_response_time(statistic="p99", period=MINUTE)
    return [
        ("PagesFail", errors, 5, 3),
        ("NoServerAnswers", own, 5, 3),
        ("PagesAreSlow", slow, 2, 3),
        ("ServersAreBusy", service.metric_cpu_utilization(period=MINUTE), 85, 10),
        ("ServersAreFull", service.metric_memory_utilization(period=MINUTE), 85, 5),
    ]


def of_the_tables(resources: Resources) -> list[Watched]:
    """Refusals for lack of capacity, the service's own errors, transactions that meet."""
    found: list[Watched] = []
    for table in resources.tables:
        short = "Health" if table.indexes else "Sessions"
        dims = {"TableName": table.name}
        found += [
            (f"{short}ReadsThrottled", metric("AWS/DynamoDB", "ReadThrottleEvents", dims), 10, 3),
            (f"{short}WritesThrottled", metric("AWS/DynamoDB", "WriteThrottleEvents", dims), 10, 3),
            (f"{short}TransactionsMeet", metric("AWS/DynamoDB", "TransactionConflict", dims),
             100, 3),
        ]  # fmt: skip
        found += [
            (f"{short}{operation}Fails", metric(
                "AWS/DynamoDB", "SystemErrors", dims | {"Operation": operation}), 1, 3)
            for operation in ("GetItem", "Query", "TransactWriteItems")
        ]  # fmt: skip
    return found


def of_the_mail(resources: Resources) -> list[Watched]:
    """SES stops an account from sending at 5 % bounces or 0.1 % complaints.

    What came back waits in a queue (age in seconds): for longer than an hour, nobody reads it.
    """
    queue = {"QueueName": resources.mail_failures.name}
    waiting = metric("AWS/SQS", "ApproximateAgeOfOldestMessage", queue, "Maximum", FIVE)
    return [
        ("MailFailuresUnread", waiting, 3600, 1),
        ("MailBounces", metric("AWS/SES", "Reputation.BounceRate", {}, "Average"), 0.03, 3),
        ("MailComplaints", metric("AWS/SES", "Reputation.ComplaintRate", {}, "Average"), 0.0005, 3),
    ]


def of_the_log(stack: Stack, resources: Resources, tasks: Tasks) -> list[Watched]:
    """The declared events of the application's own log, counted in five minutes."""
    found: list[Watched] = []
    for alarm in resources.log_alarms:
        name = "".join(word.title() for word in alarm.event.replace("-", " ").split())
        logs.MetricFilter(
            stack,
            f"{name}Seen",
            log_group=tasks.log,
            filter_pattern=logs.FilterPattern.string_value("$.event", "=", alarm.event),
            metric_namespace=OURS,
            metric_name=name,
            metric_value="1",
            default_value=0,
        )
        found.append((f"Log{name}", metric(OURS, name, {}, period=FIVE), alarm.most, 1))
    return found


def metric(
    namespace: str, name: str, dims: dict[str, str], statistic: str = "Sum", period: Any = MINUTE
) -> Any:
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        dimensions_map=dims or None,
        statistic=statistic,
        period=period,
    )


def make_dashboard(stack: Stack, metrics: dict[str, Any]) -> None:
    """Every watched figure as a small graph, four in a row."""
    graphs = [
        cloudwatch.GraphWidget(title=name, left=[each], width=6, height=4)
        for name, each in metrics.items()
    ]
    rows = [graphs[start : start + 4] for start in range(0, len(graphs), 4)]
    cloudwatch.Dashboard(stack, "Dashboard", dashboard_name="MediSecure", widgets=rows)
