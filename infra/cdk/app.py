"""Both stacks of MediSecure with cdk-nag's rule packs over them; what the `cdk` command starts."""

from typing import Any

from aws_cdk import App, Environment, Stack, Tags, Validations
from cdk_nag import AwsSolutionsChecks, HIPAASecurityChecks

from infra.cdk.acknowledged import acknowledge
from infra.cdk.kept.stack import keep
from infra.cdk.served.stack import serve
from infra.cdk.site import Site, site
from medisecure.resources import Resources, declare

KEPT, SERVED = "MediSecureKept", "MediSecureServed"
# How the CDK behaves where its defaults stayed those of old projects.
FLAGS = {
    "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": True,
    "@aws-cdk/aws-s3:createDefaultLoggingPolicy": True,
    "@aws-cdk/aws-iam:minimizePolicies": True,
    "@aws-cdk/aws-iam:standardizedServicePrincipals": True,
    "@aws-cdk/core:checkSecretUsage": True,
    "@aws-cdk/aws-ecs:arnFormatIncludesClusterName": True,
    "@aws-cdk/aws-ec2:restrictDefaultSecurityGroup": False,  # its custom resource is a Lambda
    "@aws-cdk/aws-apigateway:disableCloudWatchRole": True,
}


def build(resources: Resources, where: Site, *, outdir: str | None = None) -> Any:
    """The app with both stacks, not yet synthesised; the templates will go to `outdir`."""
    app = App(outdir=outdir, context=FLAGS)
    env = Environment(account=where.account, region=where.region)
    kept_stack = Stack(app, KEPT, env=env, termination_protection=True,
                       description="MediSecure: what outlives every release")  # fmt: skip
    kept = keep(kept_stack, resources)
    served_stack = Stack(app, SERVED, env=env, termination_protection=True,
                         description="MediSecure: what a release replaces")  # fmt: skip
    serve(served_stack, resources, where, kept)
    Tags.of(app).add("application", "medisecure")
    Tags.of(app).add("data", "health")
    acknowledge(kept_stack, served_stack, resources)
    Validations.of(app).add_plugins(HIPAASecurityChecks(app), AwsSolutionsChecks(app))
    return app


if __name__ == "__main__":
    import os

    build(declare(os.environ), site()).synth()
