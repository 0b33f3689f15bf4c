"""What CloudFormation must be told about the sign-in pool and the clinic's mail."""

from collections.abc import Iterator
from typing import Any

from infra.rights import CONFIGURATION_SET
from medisecure.resources import Resources
from medisecure.resources.kinds import UserPool

POOL = "the pool"
Entry = tuple[str, str, str, dict[str, Any]]  # type, naming property, name, all properties


def all_of(resources: Resources, account: str) -> Iterator[Entry]:
    """The pool, its groups, its client, its page; SES's domain and its rules."""
    pool = resources.user_pool
    yield ("AWS::Cognito::UserPool", "UserPoolName", pool.name,
           pool_properties(resources, account))  # fmt: skip
    yield ("AWS::Cognito::UserPoolClient", "ClientName", pool.client_name,
           client_properties(pool))  # fmt: skip
    page = {"Domain": pool.domain_prefix, "ManagedLoginVersion": 2, "UserPoolId": POOL}
    yield "AWS::Cognito::UserPoolDomain", "Domain", pool.domain_prefix, page
    for group in pool.groups:
        yield ("AWS::Cognito::UserPoolGroup", "GroupName", group,
               {"GroupName": group, "UserPoolId": POOL})  # fmt: skip
    yield from mail(resources)


def pool_properties(resources: Resources, account: str) -> dict[str, Any]:
    pool, domain = resources.user_pool, resources.mail_domain
    password = pool.password
    return {
        "UserPoolName": pool.name,
        "UsernameAttributes": ["email"],
        "UsernameConfiguration": {"CaseSensitive": False},
        "AutoVerifiedAttributes": ["email"],
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]
        },
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": True,
            "InviteMessageTemplate": {
                "EmailSubject": pool.invitation.subject, "EmailMessage": pool.invitation.text,
            },
        },
        "DeletionProtection": "ACTIVE",
        "MfaConfiguration": "OPTIONAL",
        "EnabledMfas": ["SOFTWARE_TOKEN_MFA"],
        "UserPoolTier": "PLUS",
        "UserPoolAddOns": {"AdvancedSecurityMode": "ENFORCED"},
        "EmailConfiguration": {
            "EmailSendingAccount": "DEVELOPER",
            "From": resources.mail_from,
            "SourceArn": f"arn:aws:ses:{resources.region}:{account}:identity/{domain}",
        },
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": password.minimum_length,
                "RequireUppercase": password.upper,
                "RequireLowercase": password.lower,
                "RequireNumbers": password.digits,
                "RequireSymbols": password.symbols,
                "TemporaryPasswordValidityDays": password.temporary_days,
            }
        },
    }  # fmt: skip


def client_properties(pool: UserPool) -> dict[str, Any]:
    return {
        "ClientName": pool.client_name,
        "UserPoolId": POOL,
        "GenerateSecret": True,
        "SupportedIdentityProviders": ["COGNITO"],
        "AllowedOAuthFlowsUserPoolClient": True,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": list(pool.scopes),
        "CallbackURLs": [pool.callback_url],
        "LogoutURLs": [pool.signed_out_url],
        "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"],
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": True,
        "IdTokenValidity": pool.token_minutes,
        "AccessTokenValidity": pool.token_minutes,
        "RefreshTokenValidity": pool.refresh_minutes,
        "TokenValidityUnits": dict.fromkeys(("IdToken", "AccessToken", "RefreshToken"), "minutes"),
    }


def mail(resources: Resources) -> Iterator[Entry]:
    domain = resources.mail_domain
    yield "AWS::SES::EmailIdentity", "EmailIdentity", domain, {
        "EmailIdentity": domain,
        "ConfigurationSetAttributes": {"ConfigurationSetName": CONFIGURATION_SET},
        "DkimAttributes": {"SigningEnabled": True},
        "DkimSigningAttributes": {"NextSigningKeyLength": "RSA_2048_BIT"},
        "FeedbackAttributes": {"EmailForwardingEnabled": False},
        "MailFromAttributes": {
            "MailFromDomain": f"bounce.{domain}", "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
        },
    }  # fmt: skip
    yield (
        "AWS::SES::ConfigurationSet",
        "Name",
        CONFIGURATION_SET,
        {
            "Name": CONFIGURATION_SET,
            "DeliveryOptions": {"TlsPolicy": "REQUIRE"},
            "ReputationOptions": {"ReputationMetricsEnabled": True},
            "SuppressionOptions": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
        },
    )
