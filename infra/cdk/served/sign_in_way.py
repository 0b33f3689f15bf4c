"""All that tasks need of the internet: two addresses of the sign-in pool, by a private door.

Cognito's token address has no private endpoint of its own. A private gateway passes exactly two
requests on to it, so that tasks need no way out (docs/adr/0037-no-way-out.md).
"""

from dataclasses import dataclass
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam

from infra.cdk.served.network import Network
from infra.cdk.served.operations import Operations
from medisecure.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInWay:
    """Where tasks ask for tokens and for the keys that sign them."""

    token: str
    keys: str


def make_sign_in_way(
    stack: Stack, resources: Resources, network: Network, operations: Operations
) -> SignInWay:
    """`/token` and `/keys`, each for one method, passed on to the pool's own addresses."""
    door = network.doors["APIGATEWAY"]
    api = apigateway.RestApi(
        stack,
        "SignInWay",
        description="MediSecure's tasks to the sign-in pool",
        endpoint_configuration=apigateway.EndpointConfiguration(
            types=[apigateway.EndpointType.PRIVATE], vpc_endpoints=[door]
        ),
        policy=through(door),
        cloud_watch_role=False,
        deploy_options=stage(operations),
    )
    page = f"https://{resources.user_pool.domain_prefix}.auth.{stack.region}.amazoncognito.com"
    pool = f"https://cognito-idp.{stack.region}.amazonaws.com"
    passed_on(api, "token", "POST", f"{page}/oauth2/token")
    keys = api.root.add_resource("keys").add_resource("{pool}")
    keys.add_method(
        "GET",
        apigateway.HttpIntegration(
            f"{pool}/{{pool}}/.well-known/jwks.json",
            http_method="GET",
            proxy=True,
            options=apigateway.IntegrationOptions(
                request_parameters={"integration.request.path.pool": "method.request.path.pool"}
            ),
        ),
        request_parameters={"method.request.path.pool": True},
    )
    return SignInWay(token=api.url_for_path("/token"), keys=api.url_for_path("/keys"))


def through(door: Any) -> Any:
    """Callers come through our own door or not at all."""
    everyone = [iam.AnyPrincipal()]
    elsewhere = {"StringNotEquals": {"aws:SourceVpce": door.vpc_endpoint_id}}
    path = ["execute-api:/*"]
    return iam.PolicyDocument(
        statements=[
            iam.PolicyStatement(
                principals=everyone, actions=["execute-api:Invoke"], resources=path
            ),
            iam.PolicyStatement(
                effect=iam.Effect.DENY,
                principals=everyone,
                actions=["execute-api:Invoke"],
                resources=path,
                conditions=elsewhere,
            ),
        ]
    )


def stage(operations: Operations) -> Any:
    """Who called, when, and with what result; never a body, which holds the client's secret."""
    fields = apigateway.AccessLogFormat.json_with_standard_fields(
        caller=False, http_method=True, ip=True, protocol=False, request_time=True,
        resource_path=True, response_length=False, status=True, user=False,
    )  # fmt: skip
    return apigateway.StageOptions(
        stage_name="v1",
        access_log_destination=apigateway.LogGroupLogDestination(
            operations.log_group("SignInWayLog")
        ),
        access_log_format=fields,
        data_trace_enabled=False,
        tracing_enabled=True,
        throttling_rate_limit=200,
        throttling_burst_limit=400,
    )


def passed_on(api: Any, path: str, method: str, to: str) -> None:
    integration = apigateway.HttpIntegration(to, http_method=method, proxy=True)
    api.root.add_resource(path).add_method(method, integration)
