"""What runs: one image, one role, one environment, for the web servers and for each job."""

from typing import Any

from aws_cdk import Duration, SecretValue, Stack
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_secretsmanager as secretsmanager

from infra.cdk.kept.stack import Kept
from infra.cdk.served.network import WEB, Network
from infra.cdk.served.operations import Operations
from infra.cdk.served.sign_in_way import SignInWay
from infra.cdk.site import Site
from infra.rights import APPLICATION_ROLE, application_policy
from medisecure.resources import CALLBACK_PATH, Resources

USER = "10001"
PROCESSOR, MEMORY_MIB = 1024, 2048
WRITABLE = "/tmp"  # noqa: S108 - the task's own and only writable place


class Tasks:
    """Makes task definitions that differ in their command only."""

    def __init__(
        self,
        stack: Stack,
        resources: Resources,
        where: Site,
        *,
        kept: Kept,
        operations: Operations,
        network: Network,
        way: SignInWay,
    ) -> None:
        self._stack, self._operations, self._tag = stack, operations, where.image_tag
        self.role = make_role(stack, resources, kept)
        self._secrets = make_secrets(stack, operations, kept)
        self._environment = environment(stack, resources, kept, way)
        self._environment["TRUSTED_PROXIES"] = network.balancers_networks
        self.log = operations.log_group("ApplicationLog")

    def task(self, name: str, command: list[str] | None = None) -> Any:
        """A task that runs `command`, or without one the web server the image starts by itself."""
        made = ecs.FargateTaskDefinition(
            self._stack,
            f"{name}Task",
            family=f"medisecure-{name.lower()}",
            cpu=PROCESSOR,
            memory_limit_mib=MEMORY_MIB,
            task_role=self.role,
            runtime_platform=ecs.RuntimePlatform(
                cpu_architecture=ecs.CpuArchitecture.X86_64,
                operating_system_family=ecs.OperatingSystemFamily.LINUX,
            ),
            volumes=[ecs.Volume(name="scratch")],
        )
        container = made.add_container(
            name.lower(),
            image=ecs.ContainerImage.from_ecr_repository(self._operations.images, self._tag),
            command=command,
            environment=self._environment,
            secrets=self._secrets,
            readonly_root_filesystem=True,
            user=USER,
            stop_timeout=Duration.seconds(60),
            linux_parameters=ecs.LinuxParameters(
                self._stack, f"{name}Process", init_process_enabled=True
            ),
            logging=ecs.LogDrivers.aws_logs(stream_prefix=name.lower(), log_group=self.log),
            port_mappings=None if command else [ecs.PortMapping(container_port=WEB)],
        )
        container.add_mount_points(
            ecs.MountPoint(container_path=WRITABLE, source_volume="scratch", read_only=False)
        )
        return made


def make_role(stack: Stack, resources: Resources, kept: Kept) -> Any:
    """The application's own role: the policy made from what its code calls, and nothing else."""
    role = iam.Role(
        stack,
        "ApplicationRole",
        role_name=APPLICATION_ROLE,
        assumed_by=iam.ServicePrincipal(
            "ecs-tasks.amazonaws.com",
            conditions={"StringEquals": {"aws:SourceAccount": stack.account}},
        ),
    )
    rights = application_policy(resources, account=stack.account, key_arn=kept.key.key_arn)
    iam.ManagedPolicy(
        stack, "ApplicationRights", document=iam.PolicyDocument.from_json(rights), roles=[role]
    )
    return role


def make_secrets(stack: Stack, operations: Operations, kept: Kept) -> dict[str, Any]:
    """Django's key, made here and seen by nobody, and the client's secret from the pool."""
    django = secretsmanager.Secret(
        stack,
        "DjangoKey",
        encryption_key=operations.key,
        generate_secret_string=secretsmanager.SecretStringGenerator(
            password_length=64, exclude_punctuation=True
        ),
    )
    client = secretsmanager.Secret(
        stack,
        "OidcSecret",
        encryption_key=operations.key,
        secret_string_value=SecretValue.resource_attribute(kept.people.client.attr_client_secret),
    )
    return {
        "SECRET_KEY": ecs.Secret.from_secrets_manager(django),
        "OIDC_CLIENT_SECRET": ecs.Secret.from_secrets_manager(client),
    }


def environment(stack: Stack, resources: Resources, kept: Kept, way: SignInWay) -> dict[str, str]:
    """Every setting of `.env.example` that differs from its default; none of them is secret."""
    region, pool = stack.region, kept.people.pool.ref
    page = f"https://{resources.user_pool.domain_prefix}.auth.{region}.amazoncognito.com"
    return {
        "AWS_REGION": region,
        "BASE_URL": resources.user_pool.callback_url.removesuffix(CALLBACK_PATH),
        "BIND": f"0.0.0.0:{WEB}",
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
        "USER_POOL_ID": pool,
        "OIDC_ISSUER": f"https://cognito-idp.{region}.amazonaws.com/{pool}",
        "OIDC_AUTHORIZATION_ENDPOINT": f"{page}/oauth2/authorize",
        "OIDC_LOGOUT_ENDPOINT": f"{page}/logout",
        "OIDC_TOKEN_ENDPOINT": way.token,
        "OIDC_JWKS_ENDPOINT": f"{way.keys}/{pool}",
        "OIDC_CLIENT_ID": kept.people.client.ref,
    }
