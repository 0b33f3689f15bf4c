"""The sign-in pool in Cognito: its people policy, its groups, our client and its sign-in page."""

from dataclasses import dataclass, field
from typing import Any

from infra.provision.outcome import Outcome, State
from medisecure.resources import UserPool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What the application needs to send people to the pool and trust what comes back."""

    pool_id: str
    client_id: str
    client_secret: str = field(repr=False)


def ensure_user_pool(cognito: Any, pool: UserPool) -> tuple[SignIn, list[Outcome]]:
    """The pool, its groups, its client and its domain as declared; what was done for each."""
    pool_id, made = _ensure_pool(cognito, pool)
    client, client_made = _ensure_client(cognito, pool, pool_id)
    outcomes = [
        made,
        *_ensure_groups(cognito, pool, pool_id),
        client_made,
        _ensure_domain(cognito, pool, pool_id),
    ]
    secret = client["ClientSecret"]
    return SignIn(pool_id=pool_id, client_id=client["ClientId"], client_secret=secret), outcomes


def _ensure_pool(cognito: Any, pool: UserPool) -> tuple[str, Outcome]:
    pool_id = _named(cognito, "list_user_pools", "UserPools", pool.name)
    if pool_id is None:
        made = cognito.create_user_pool(
            PoolName=pool.name,
            UsernameAttributes=["email"],
            UsernameConfiguration={"CaseSensitive": False},
            **_pool_settings(pool),
        )
        pool_id, state = made["UserPool"]["Id"], State.CREATED
    else:
        cognito.update_user_pool(UserPoolId=pool_id, **_pool_settings(pool))
        state = State.EXISTS
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool_id,
        SoftwareTokenMfaConfiguration={"Enabled": True},
        MfaConfiguration="OPTIONAL",
    )
    return pool_id, Outcome("user pool", pool.name, state)


def _pool_settings(pool: UserPool) -> dict[str, Any]:
    """All settings at once: an update forgets whatever it is not told."""
    return {
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": pool.password.minimum_length,
                "RequireUppercase": pool.password.upper,
                "RequireLowercase": pool.password.lower,
                "RequireNumbers": pool.password.digits,
                "RequireSymbols": pool.password.symbols,
                "TemporaryPasswordValidityDays": pool.password.temporary_days,
            }
        },
        "AutoVerifiedAttributes": ["email"],
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True},
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]
        },
        "DeletionProtection": "ACTIVE",
    }


def _ensure_groups(cognito: Any, pool: UserPool, pool_id: str) -> list[Outcome]:
    pages = cognito.get_paginator("list_groups").paginate(UserPoolId=pool_id)
    present = {group["GroupName"] for page in pages for group in page["Groups"]}
    for name in pool.groups:
        if name not in present:
            cognito.create_group(UserPoolId=pool_id, GroupName=name)
    return [
        Outcome("group", name, State.EXISTS if name in present else State.CREATED)
        for name in pool.groups
    ]


def _ensure_client(cognito: Any, pool: UserPool, pool_id: str) -> tuple[dict[str, str], Outcome]:
    client_id = _named(
        cognito, "list_user_pool_clients", "UserPoolClients", pool.client_name, UserPoolId=pool_id
    )
    if client_id is None:
        made = cognito.create_user_pool_client(
            UserPoolId=pool_id, GenerateSecret=True, **_client_settings(pool)
        )
        return made["UserPoolClient"], Outcome("client", pool.client_name, State.CREATED)
    cognito.update_user_pool_client(
        UserPoolId=pool_id, ClientId=client_id, **_client_settings(pool)
    )
    found = cognito.describe_user_pool_client(UserPoolId=pool_id, ClientId=client_id)
    return found["UserPoolClient"], Outcome("client", pool.client_name, State.EXISTS)


def _client_settings(pool: UserPool) -> dict[str, Any]:
    """Code flow on the hosted page only; tokens live as short as Cognito allows."""
    return {
        "ClientName": pool.client_name,
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


def _ensure_domain(cognito: Any, pool: UserPool, pool_id: str) -> Outcome:
    found = cognito.describe_user_pool_domain(Domain=pool.domain_prefix)["DomainDescription"]
    if found.get("UserPoolId") == pool_id:
        return Outcome("sign-in page", pool.domain_prefix, State.EXISTS)
    cognito.create_user_pool_domain(Domain=pool.domain_prefix, UserPoolId=pool_id)
    return Outcome("sign-in page", pool.domain_prefix, State.CREATED)


def _named(cognito: Any, operation: str, listing: str, name: str, **scope: str) -> str | None:
    """The id of the pool or client called `name`, or None; names are ours to keep unique."""
    name_key, id_key = ("ClientName", "ClientId") if scope else ("Name", "Id")
    for page in cognito.get_paginator(operation).paginate(
        **scope, PaginationConfig={"PageSize": 60}
    ):
        for entry in page[listing]:
            if entry[name_key] == name:
                return str(entry[id_key])
    return None
