"""What a release replaces: the network, the web servers, the jobs, and what watches them."""

from aws_cdk import CfnOutput, Stack

from infra.cdk.kept.stack import Kept
from infra.cdk.served.alarms import make_alarms
from infra.cdk.served.balancer import make_balancer
from infra.cdk.served.firewall import make_firewall
from infra.cdk.served.jobs import make_jobs
from infra.cdk.served.network import make_network
from infra.cdk.served.operations import make_operations
from infra.cdk.served.service import make_service
from infra.cdk.served.sign_in_way import make_sign_in_way
from infra.cdk.served.tasks import Tasks
from infra.cdk.site import Site
from medisecure.resources import Resources


def serve(stack: Stack, resources: Resources, where: Site, kept: Kept) -> None:
    """Fill the stack; whatever holds data stands in the other one and is only named here."""
    operations = make_operations(stack, resources, where)
    network = make_network(stack, resources, where, operations)
    way = make_sign_in_way(stack, resources, network, operations)
    tasks = Tasks(
        stack, resources, where, kept=kept, operations=operations, network=network, way=way
    )
    service = make_service(stack, network, tasks)
    balancer = make_balancer(stack, where, network, kept, service)
    make_jobs(stack, resources, network, tasks, operations)
    make_firewall(stack, balancer, operations)
    make_alarms(stack, resources, operations, tasks, balancer=balancer, service=service)
    CfnOutput(stack, "WebAddress", value=balancer.load_balancer_dns_name)
    CfnOutput(stack, "ImageRepository", value=operations.images.repository_uri)
