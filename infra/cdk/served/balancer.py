"""The load balancer: the only thing that listens to the internet, with TLS 1.2 or newer."""

from typing import Any

from aws_cdk import Duration, Stack
from aws_cdk import aws_certificatemanager as certificates
from aws_cdk import aws_elasticloadbalancingv2 as balancing

from infra.cdk.kept.stack import Kept
from infra.cdk.served.network import WEB, Network
from infra.cdk.site import Site

HEALTH_PATH = "/healthz"  # alive is enough: a sign-in pool that is away must not take the site down


def make_balancer(stack: Stack, where: Site, network: Network, kept: Kept, service: Any) -> Any:
    """443 to the tasks, 80 to 443; a task that goes finishes its requests first."""
    balancer = balancing.ApplicationLoadBalancer(
        stack,
        "Balancer",
        vpc=network.vpc,
        internet_facing=True,
        deletion_protection=True,
        drop_invalid_header_fields=True,
        desync_mitigation_mode=balancing.DesyncMitigationMode.STRICTEST,
        preserve_host_header=True,
        idle_timeout=Duration.seconds(60),
    )
    balancer.log_access_logs(kept.buckets["access_logs"], "balancer")
    balancer.add_redirect()
    listener = balancer.add_listener(
        "Https",
        port=443,
        certificates=[
            certificates.Certificate.from_certificate_arn(stack, "Cert", where.certificate_arn)
        ],
        ssl_policy=balancing.SslPolicy.RECOMMENDED_TLS,
    )
    listener.add_targets(
        "Web",
        port=WEB,
        protocol=balancing.ApplicationProtocol.HTTP,
        targets=[service],
        deregistration_delay=Duration.seconds(30),
        health_check=balancing.HealthCheck(
            path=HEALTH_PATH,
            interval=Duration.seconds(10),
            timeout=Duration.seconds(5),
            healthy_threshold_count=2,
            unhealthy_threshold_count=3,
        ),
    )
    return balancer
