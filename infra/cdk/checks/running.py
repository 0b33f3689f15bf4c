"""What the stack of each release must hold: jobs, alarms, logs, tasks that cannot be written to."""

from collections.abc import Mapping
from typing import Any

from infra.cdk.checks.compare import Findings, Template, of_type
from medisecure.resources import CALLBACK_PATH, Resources
from medisecure.resources.kinds import Job

# Declared elsewhere, or known only when the stack is there.
# DynamoDB, S3 by route; KMS, secrets, logs, two of ECR, SES, its queue, people, the sign-in way.
DOORS = 11
COUNTS = {"AWS::EC2::NatGateway": 0, "AWS::EC2::VPCEndpoint": DOORS, "AWS::WAFv2::WebACL": 1,
          "AWS::WAFv2::WebACLAssociation": 1, "AWS::CloudWatch::Dashboard": 1,
          "AWS::Lambda::Function": 0}  # fmt: skip


def check_running(template: Template, resources: Resources) -> Findings:
    found = Findings()
    for type_, number in COUNTS.items():
        found.same(f"number of {type_}", len(of_type(template, type_)), number)
    for job in resources.jobs:
        check_job(found, template, job)
    clocks = [r for r in properties(template, "AWS::Events::Rule") if "ScheduleExpression" in r]
    found.same("number of jobs", len(clocks), len(resources.jobs))
    check_alarms(found, template, resources)
    check_logs(found, template, resources)
    check_tasks(found, template, resources)
    check_balancer(found, template)
    return found


def properties(template: Template, type_: str) -> list[dict[str, Any]]:
    return [each["Properties"] for each in of_type(template, type_).values()]


def check_job(found: Findings, template: Template, job: Job) -> None:
    """The task runs the declared command, and the clock starts it as often as declared."""
    tasks = {i: each["Properties"]["ContainerDefinitions"][0].get("Command")
             for i, each in of_type(template, "AWS::ECS::TaskDefinition").items()}  # fmt: skip
    mine = [i for i, command in tasks.items() if command == ["python", "manage.py", job.command]]
    found.same(f"tasks of {job.command}", len(mine), 1)
    unit = "minute" if job.every_minutes == 1 else "minutes"
    often = f"rate({job.every_minutes} {unit})"
    if job.every_minutes % (24 * 60) == 0:
        days = job.every_minutes // (24 * 60)
        often = f"rate({days} day{'s' if days > 1 else ''})"
    elif job.every_minutes % 60 == 0:
        hours = job.every_minutes // 60
        often = f"rate({hours} hour{'s' if hours > 1 else ''})"
    started = [
        rule.get("ScheduleExpression")
        for rule in properties(template, "AWS::Events::Rule")
        for target in rule["Targets"]
        if target.get("EcsParameters", {}).get("TaskDefinitionArn", {}).get("Ref") in mine
    ]
    found.same(f"{job.command} starts", started, [often])


def check_alarms(found: Findings, template: Template, resources: Resources) -> None:
    filters = {str(each["FilterPattern"]): each["MetricTransformations"][0]["MetricName"]
               for each in properties(template, "AWS::Logs::MetricFilter")}  # fmt: skip
    found.same("log filters", len(filters), len(resources.log_alarms))
    alarms = properties(template, "AWS::CloudWatch::Alarm")
    most = {alarm.get("MetricName"): alarm["Threshold"] for alarm in alarms}
    for declared in resources.log_alarms:
        name = filters.get(f'{{ $.event = "{declared.event}" }}')
        found.same(f"alarm for {declared.event}", most.get(name), declared.most)
    for alarm in alarms:
        found.same("an alarm waits for more", alarm["ComparisonOperator"], "GreaterThanThreshold")
        found.same("an alarm reaches somebody", len(alarm.get("AlarmActions", [])), 1)
    queues = {(alarm.get("MetricName"), each["Value"]) for alarm in alarms
              for each in alarm.get("Dimensions", []) if each["Name"] == "QueueName"}  # fmt: skip
    unread = ("ApproximateAgeOfOldestMessage", resources.mail_failures.name)
    found.holds("mail that came back is watched", unread in queues)
    watched = {(alarm.get("MetricName"), dimension["Value"]) for alarm in alarms
               for dimension in alarm.get("Dimensions", [])
               if dimension["Name"] == "TableName"}  # fmt: skip
    for table in resources.tables:
        for metric in ("ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors"):
            found.holds(f"{metric} of {table.name}", (metric, table.name) in watched)


def check_logs(found: Findings, template: Template, resources: Resources) -> None:
    for name, group in of_type(template, "AWS::Logs::LogGroup").items():
        found.same(f"{name} kept days", group["Properties"]["RetentionInDays"], resources.log_days)
        found.holds(f"{name} sealed", "KmsKeyId" in group["Properties"])
        found.same(f"{name} outlives the stack", group.get("DeletionPolicy"), "Retain")


def check_tasks(found: Findings, template: Template, resources: Resources) -> None:
    """Nobody in a task is root or can change its files; what it is told comes from us."""
    for task in properties(template, "AWS::ECS::TaskDefinition"):
        (container,) = task["ContainerDefinitions"]
        name = container["Name"]
        found.same(f"{name} user", container["User"], "10001")
        found.holds(f"{name} read-only", container["ReadonlyRootFilesystem"])
        found.holds(f"{name} unprivileged", not container.get("Privileged"))
        secret = {each["Name"] for each in container["Secrets"]}
        found.same(f"{name} secrets", secret, {"SECRET_KEY", "OIDC_CLIENT_SECRET"})
        told = {each["Name"]: each["Value"] for each in container["Environment"]}
        for variable, value in declared_environment(resources).items():
            found.same(f"{name} {variable}", told.get(variable), value)
    for service in properties(template, "AWS::ECS::Service"):
        network = service["NetworkConfiguration"]["AwsvpcConfiguration"]
        found.same("public address", network["AssignPublicIp"], "DISABLED")
        found.holds("no shell into tasks", not service.get("EnableExecuteCommand"))


def declared_environment(resources: Resources) -> Mapping[str, str]:
    return {
        "AWS_REGION": resources.region,
        "BASE_URL": resources.user_pool.callback_url.removesuffix(CALLBACK_PATH),
        "TABLE_NAME": resources.health.name,
        "SESSIONS_TABLE_NAME": resources.sessions.name,
        "DOCUMENTS_BUCKET": resources.documents.name,
        "KMS_KEY_ID": resources.key.alias,
        "MAIL_FROM": resources.mail_from,
        "MAIL_FAILURES_QUEUE": resources.mail_failures.name,
        "SEALED_AS": resources.sealed_as,
        "TRAIL_SHARDS": str(resources.trail_shards),
        "TRAIL_SHARDS_READ": str(resources.trail_shards_read),
        "SECOND_FACTOR_FOR": ",".join(resources.user_pool.second_factor_for),
    }


def check_balancer(found: Findings, template: Template) -> None:
    (group,) = properties(template, "AWS::ElasticLoadBalancingV2::TargetGroup")
    found.same("health is asked at", group["HealthCheckPath"], "/healthz")
    ports = {each["Port"]: each for each in
             properties(template, "AWS::ElasticLoadBalancingV2::Listener")}  # fmt: skip
    found.same("listeners", sorted(ports), [80, 443])
    found.holds("TLS 1.2 or newer", "TLS13-1-2" in str(ports[443].get("SslPolicy")))
    (redirect,) = ports[80]["DefaultActions"]
    found.same("port 80", redirect["Type"], "redirect")
