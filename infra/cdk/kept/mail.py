"""The clinic's mail: SES signs for its domain and remembers who cannot be written to."""

from typing import Any

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs

from infra.rights import CONFIGURATION_SET
from medisecure.resources import Resources
from medisecure.resources.kinds import Queue

TOLD_OF = ["BOUNCE", "COMPLAINT", "REJECT"]
SUPPRESSED = ["BOUNCE", "COMPLAINT"]


def make_mail(stack: Stack, resources: Resources, key: Any) -> Any:
    """The domain with its signatures (three CNAMEs to publish: outputs) and a topic of failures.

    Returns the topic. Whoever bounced or complained is not written to again by SES itself.
    """
    rules = ses.CfnConfigurationSet(
        stack,
        "MailRules",
        name=CONFIGURATION_SET,
        delivery_options={"tlsPolicy": "REQUIRE"},
        reputation_options={"reputationMetricsEnabled": True},
        suppression_options={"suppressedReasons": SUPPRESSED},
    )
    domain = ses.CfnEmailIdentity(
        stack,
        "MailDomain",
        email_identity=resources.mail_domain,
        configuration_set_attributes={"configurationSetName": CONFIGURATION_SET},
        dkim_attributes={"signingEnabled": True},
        dkim_signing_attributes={"nextSigningKeyLength": "RSA_2048_BIT"},
        feedback_attributes={"emailForwardingEnabled": False},
        mail_from_attributes={
            "mailFromDomain": f"bounce.{resources.mail_domain}",
            "behaviorOnMxFailure": "USE_DEFAULT_VALUE",
        },
    )
    domain.node.add_dependency(rules)
    for number in (1, 2, 3):
        name = getattr(domain, f"attr_dkim_dns_token_name{number}")
        value = getattr(domain, f"attr_dkim_dns_token_value{number}")
        CfnOutput(stack, f"MailSignature{number}", value=f"{name} CNAME {value}")
    topic = make_failures(stack, rules, key)
    make_queue(stack, resources.mail_failures, topic, key)
    return topic


def make_failures(stack: Stack, rules: Any, key: Any) -> Any:
    """A topic that hears of every bounce, complaint and rejection."""
    topic = sns.Topic(stack, "MailFailures", master_key=key, enforce_ssl=True)
    key.add_to_resource_policy(of_ses(stack, ["kms:Decrypt", "kms:GenerateDataKey*"], "*"))
    topic.add_to_resource_policy(of_ses(stack, ["sns:Publish"], topic.topic_arn))
    told = ses.CfnConfigurationSetEventDestination(
        stack,
        "MailEvents",
        configuration_set_name=CONFIGURATION_SET,
        event_destination={
            "name": "failures",
            "enabled": True,
            "matchingEventTypes": TOLD_OF,
            "snsDestination": {"topicArn": topic.topic_arn},
        },
    )
    told.node.add_dependency(rules)
    told.node.add_dependency(topic)
    return topic


def make_queue(stack: Stack, declared: Queue, topic: Any, key: Any) -> None:
    """Where a job finds them: who cannot be written to is called instead."""
    queue = sqs.Queue(
        stack,
        "MailFailuresQueue",
        queue_name=declared.name,
        encryption=sqs.QueueEncryption.KMS,
        encryption_master_key=key,
        enforce_ssl=True,
        retention_period=Duration.days(declared.kept_days),
        visibility_timeout=Duration.seconds(declared.hidden_seconds),
        removal_policy=RemovalPolicy.RETAIN,
    )
    topic.add_subscription(subscriptions.SqsSubscription(queue, raw_message_delivery=True))


def of_ses(stack: Stack, actions: list[str], resource: str) -> Any:
    """What SES may do for mail of this account and for no other."""
    return iam.PolicyStatement(
        principals=[iam.ServicePrincipal("ses.amazonaws.com")],
        actions=actions,
        resources=[resource],
        conditions={"StringEquals": {"aws:SourceAccount": stack.account}},
    )
