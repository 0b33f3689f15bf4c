"""The master key: it opens keysets for the application only, and seals tables and files at rest."""

from typing import Any

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms

from infra.cdk.principals import trusted_with_data
from medisecure.resources import KEYSET_CONTEXT, Resources


def make_key(stack: Stack, resources: Resources) -> Any:
    """The key under its alias. An administrator of the account cannot open a keyset with it."""
    key = kms.Key(
        stack,
        "Key",
        alias=resources.key.alias,
        description=resources.key.description,
        enable_key_rotation=resources.key.yearly_rotation,
        removal_policy=RemovalPolicy.RETAIN,
    )
    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="KeysetsOpenForTheApplicationOnly",
            effect=iam.Effect.DENY,
            principals=[iam.AnyPrincipal()],
            actions=["kms:Decrypt"],
            resources=["*"],
            conditions={
                "StringEquals": {"kms:EncryptionContext:purpose": KEYSET_CONTEXT["purpose"]},
                "ArnNotEquals": {"aws:PrincipalArn": trusted_with_data(stack.account)},
            },
        )
    )
    return key
