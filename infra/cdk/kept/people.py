"""The sign-in pool as declared: who may sign in, with which factors, on Amazon's own pages."""

from dataclasses import dataclass
from typing import Any

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito

from medisecure.resources import Resources
from medisecure.resources.kinds import Invitation, PasswordPolicy, UserPool


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The pool and our client in it, as the CDK knows them."""

    pool: Any
    client: Any


def make_people(stack: Stack, resources: Resources) -> People:
    """The pool with its groups, our client and the sign-in page in Cognito's managed style.

    That page speaks English and, so far, no Arabic; the invitation is in both languages.
    """
    declared = resources.user_pool
    pool = make_pool(stack, declared, resources)
    for group in declared.groups:
        cognito.CfnUserPoolGroup(
            stack, f"Group{group.title()}", user_pool_id=pool.ref, group_name=group
        )
    client = make_client(stack, declared, pool)
    domain = cognito.CfnUserPoolDomain(
        stack,
        "SignInPage",
        user_pool_id=pool.ref,
        domain=declared.domain_prefix,
        managed_login_version=2,
    )
    style = cognito.CfnManagedLoginBranding(
        stack,
        "SignInStyle",
        user_pool_id=pool.ref,
        client_id=client.ref,
        use_cognito_provided_values=True,
    )
    style.node.add_dependency(domain)
    return People(pool=pool, client=client)


def make_pool(stack: Stack, declared: UserPool, resources: Resources) -> Any:
    sender = f"arn:aws:ses:{stack.region}:{stack.account}:identity/{resources.mail_domain}"
    pool = cognito.CfnUserPool(
        stack,
        "People",
        user_pool_name=declared.name,
        username_attributes=["email"],
        username_configuration={"caseSensitive": False},
        auto_verified_attributes=["email"],
        admin_create_user_config={
            "allowAdminCreateUserOnly": True,
            "inviteMessageTemplate": invitation(declared.invitation),
        },
        account_recovery_setting={
            "recoveryMechanisms": [{"name": "verified_email", "priority": 1}],
        },
        deletion_protection="ACTIVE",
        mfa_configuration="OPTIONAL",  # the application asks for it, group by group
        enabled_mfas=["SOFTWARE_TOKEN_MFA"],
        user_pool_tier="PLUS",
        user_pool_add_ons={"advancedSecurityMode": "ENFORCED"},
        email_configuration={
            "emailSendingAccount": "DEVELOPER", "from": resources.mail_from, "sourceArn": sender,
        },
        policies={"passwordPolicy": password(declared.password)},
    )  # fmt: skip
    pool.apply_removal_policy(RemovalPolicy.RETAIN)
    return pool


def password(policy: PasswordPolicy) -> dict[str, Any]:
    return {
        "minimumLength": policy.minimum_length,
        "requireUppercase": policy.upper,
        "requireLowercase": policy.lower,
        "requireNumbers": policy.digits,
        "requireSymbols": policy.symbols,
        "temporaryPasswordValidityDays": policy.temporary_days,
    }


def invitation(mail: Invitation) -> dict[str, str]:
    return {"emailSubject": mail.subject, "emailMessage": mail.text}


def make_client(stack: Stack, declared: UserPool, pool: Any) -> Any:
    """Code flow on the hosted page only; tokens live as short as Cognito allows."""
    return cognito.CfnUserPoolClient(
        stack,
        "Web",
        user_pool_id=pool.ref,
        client_name=declared.client_name,
        generate_secret=True,
        supported_identity_providers=["COGNITO"],
        allowed_o_auth_flows_user_pool_client=True,
        allowed_o_auth_flows=["code"],
        allowed_o_auth_scopes=list(declared.scopes),
        callback_ur_ls=[declared.callback_url],
        logout_ur_ls=[declared.signed_out_url],
        explicit_auth_flows=["ALLOW_REFRESH_TOKEN_AUTH"],
        prevent_user_existence_errors="ENABLED",
        enable_token_revocation=True,
        id_token_validity=declared.token_minutes,
        access_token_validity=declared.token_minutes,
        refresh_token_validity=declared.refresh_minutes,
        token_validity_units=dict.fromkeys(("idToken", "accessToken", "refreshToken"), "minutes"),
    )
