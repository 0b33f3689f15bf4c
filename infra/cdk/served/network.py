"""The network: web servers reach AWS's services by private doors, and nothing else at all."""

from dataclasses import dataclass
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam

from infra.cdk.principals import trusted_with_data
from infra.cdk.served.operations import Operations
from infra.cdk.site import Site
from infra.rights import table_arns
from medisecure.resources import Resources

HTTPS, WEB = 443, 8000
# Services the tasks call, or Fargate for them.
DOORS = ("KMS", "SECRETS_MANAGER", "CLOUDWATCH_LOGS", "ECR", "ECR_DOCKER", "EMAIL", "SQS",
         "COGNITO_IDP", "APIGATEWAY")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The private network, the tasks' own security group, and the doors by service."""

    vpc: Any
    tasks: Any
    doors: dict[str, Any]

    @property
    def inside(self) -> Any:
        """The subnets without any way to the internet."""
        return ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)

    @property
    def balancers_networks(self) -> str:
        """Where the load balancer stands: whom the servers believe about who calls."""
        return ",".join(subnet.ipv4_cidr_block for subnet in self.vpc.public_subnets)


def make_network(
    stack: Stack, resources: Resources, where: Site, operations: Operations
) -> Network:
    """Two subnets a zone: `edge` for the load balancer, `inside` for everything that runs code."""
    vpc = ec2.Vpc(
        stack,
        "Vpc",
        availability_zones=list(where.zones),
        nat_gateways=0,
        restrict_default_security_group=False,
        subnet_configuration=[
            ec2.SubnetConfiguration(
                name="edge",
                subnet_type=ec2.SubnetType.PUBLIC,
                cidr_mask=24,
                map_public_ip_on_launch=False,
            ),
            ec2.SubnetConfiguration(
                name="inside", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED, cidr_mask=22
            ),
        ],
    )
    vpc.add_flow_log(
        "Flow",
        destination=ec2.FlowLogDestination.to_cloud_watch_logs(operations.log_group("FlowLog")),
    )
    tasks = ec2.SecurityGroup(
        stack,
        "Tasks",
        vpc=vpc,
        allow_all_outbound=False,
        description="MediSecure web servers and jobs",
    )
    # DynamoDB's and S3's doors are routes and no addresses; there is no other route out of here.
    tasks.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(HTTPS), "AWS services")
    open_gateways(stack, resources, vpc)
    return Network(vpc=vpc, tasks=tasks, doors=open_doors(stack, vpc, tasks))


def open_doors(stack: Stack, vpc: Any, tasks: Any) -> dict[str, Any]:
    """An interface endpoint a service, which only our tasks may knock at."""
    inside = ec2.SecurityGroup(
        stack, "Doors", vpc=vpc, allow_all_outbound=False, description="AWS services, for tasks"
    )
    inside.add_ingress_rule(tasks, ec2.Port.tcp(HTTPS), "tasks")
    doors = {}
    for name in DOORS:
        doors[name] = vpc.add_interface_endpoint(
            name.title().replace("_", ""),
            service=getattr(ec2.InterfaceVpcEndpointAwsService, name),
            security_groups=[inside],
            open=False,
            subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
        )
    return doors


def open_gateways(stack: Stack, resources: Resources, vpc: Any) -> None:
    """Tables and files: ours only, so that nothing leaves by somebody else's table or bucket."""
    tables = [f"{arn}{rest}" for arn in table_arns(resources, stack.account)
              for rest in ("", "/index/*")]  # fmt: skip
    dynamodb = vpc.add_gateway_endpoint(
        "DynamoDB", service=ec2.GatewayVpcEndpointAwsService.DYNAMODB
    )
    dynamodb.add_to_policy(
        iam.PolicyStatement(
            principals=[iam.AnyPrincipal()],
            actions=["dynamodb:*Item", "dynamodb:Query"],
            resources=tables,
            conditions={"ArnEquals": {"aws:PrincipalArn": trusted_with_data(stack.account)}},
        )
    )
    files = vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
    files.add_to_policy(
        iam.PolicyStatement(
            principals=[iam.AnyPrincipal()],
            actions=[
                "s3:GetObject",
                "s3:GetObjectVersion",
                "s3:PutObject",
                "s3:PutObjectLegalHold",
                "s3:AbortMultipartUpload",
                "s3:DeleteObject",
            ],
            resources=[f"arn:aws:s3:::{bucket.name}/*" for bucket in resources.buckets[:4]],
            conditions={"ArnEquals": {"aws:PrincipalArn": trusted_with_data(stack.account)}},
        )
    )
    # The layers of our images lie in a bucket of ECR's.
    layers = f"arn:aws:s3:::prod-{stack.region}-starport-layer-bucket/*"
    files.add_to_policy(
        iam.PolicyStatement(
            principals=[iam.AnyPrincipal()], actions=["s3:GetObject"], resources=[layers]
        )
    )
