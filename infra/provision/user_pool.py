"""The sign-in pool in Cognito: its people policy, its groups, our client and its sign-in page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from botocore import xform_name

from infra.provision.outcome import Difference, Outcome, State, differs, filled_up, settle
from medisecure.resources.kinds import UserPool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What the application needs to send people to the pool and trust what comes back."""

    pool_id: str
    client_id: str
    client_secret: str = field(repr=False)


def ensure_user_pool(
    cognito: Any, pool: UserPool, *, mail: dict[str, str] | None = None, apply: bool = True
) -> tuple[SignIn | None, list[Outcome]]:
    """The pool, its groups, its client and its domain as declared; what was done for each.

    `mail` has Cognito send by SES; without it Cognito sends a few mails a day by itself. While
    the pool is only planned there is no `SignIn` yet.
    """
    pool_id, made = _ensure_pool(cognito, pool, mail, apply=apply)
    if pool_id is None:
        return None, [made]
    client, client_made = _ensure_client(cognito, pool, pool_id, apply=apply)
    outcomes = [
        made,
        *_ensure_groups(cognito, pool, pool_id, apply=apply),
        client_made,
        _ensure_domain(cognito, pool, pool_id, apply=apply),
    ]
    if client is None:
        return None, outcomes
    secret = client["ClientSecret"]
    return SignIn(pool_id=pool_id, client_id=client["ClientId"], client_secret=secret), outcomes


def _ensure_pool(
    cognito: Any, pool: UserPool, mail: dict[str, str] | None, *, apply: bool
) -> tuple[str | None, Outcome]:
    pool_id = _named(cognito, "list_user_pools", "UserPools", pool.name)
    made = pool_id is None
    wanted = _pool_settings(pool) | ({"EmailConfiguration": mail} if mail else {})
    if pool_id is None:
        if not apply:
            return None, Outcome("user pool", pool.name, State.TO_CREATE)
        new = cognito.create_user_pool(
            PoolName=pool.name,
            UsernameAttributes=["email"],
            UsernameConfiguration={"CaseSensitive": False},
            **wanted,
        )
        pool_id = str(new["UserPool"]["Id"])
    found = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    differences = [
        *_changed(cognito, "UpdateUserPool", wanted, found, UserPoolId=pool_id),
        *_second_factor(cognito, pool_id),
    ]
    return pool_id, settle("user pool", pool.name, differences, apply=apply, made=made)


def _changed(
    cognito: Any, operation: str, wanted: dict[str, Any], found: dict[str, Any], **place: str
) -> Iterator[Difference]:
    """One update that says what differs, and says again whatever it would otherwise reset."""
    names = [name for name in wanted if differs(wanted[name], found.get(name))]
    if names:
        accepted = cognito.meta.service_model.operation_model(operation).input_shape.members
        kept = {name: value for name, value in found.items() if name in accepted and value != ""}
        # Cognito tells it and does not take it back beside the password's own days.
        kept.get("AdminCreateUserConfig", {}).pop("UnusedAccountValidityDays", None)
        kept.pop("MfaConfiguration", None)  # has a call of its own, with more in it
        update = getattr(cognito, xform_name(operation))
        yield Difference(
            ", ".join(sorted(names)), partial(update, **filled_up(wanted, kept), **place)
        )


def _second_factor(cognito: Any, pool_id: str) -> Iterator[Difference]:
    """One-time codes are possible; of whom they are asked is the application's to say."""
    wanted = {
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
        "MfaConfiguration": "OPTIONAL",
    }
    found = cognito.get_user_pool_mfa_config(UserPoolId=pool_id)
    if differs(wanted, found):
        yield Difference(
            "second factor", partial(cognito.set_user_pool_mfa_config, UserPoolId=pool_id, **wanted)
        )


def _pool_settings(pool: UserPool) -> dict[str, Any]:
    """The settings that are declared."""
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
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": True,
            "InviteMessageTemplate": {
                "EmailSubject": pool.invitation.subject,
                "EmailMessage": pool.invitation.text,
            },
        },
        "AccountRecoverySetting": {
            "RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]
        },
        "DeletionProtection": "ACTIVE",
    }


def _ensure_groups(cognito: Any, pool: UserPool, pool_id: str, *, apply: bool) -> list[Outcome]:
    pages = cognito.get_paginator("list_groups").paginate(UserPoolId=pool_id)
    present = {group["GroupName"] for page in pages for group in page["Groups"]}
    missing = [name for name in pool.groups if name not in present]
    for name in missing if apply else ():
        cognito.create_group(UserPoolId=pool_id, GroupName=name)
    new = State.CREATED if apply else State.TO_CREATE
    return [
        Outcome("group", name, new if name in missing else State.EXISTS) for name in pool.groups
    ]


def _ensure_client(
    cognito: Any, pool: UserPool, pool_id: str, *, apply: bool
) -> tuple[dict[str, str] | None, Outcome]:
    client_id = _named(
        cognito, "list_user_pool_clients", "UserPoolClients", pool.client_name, UserPoolId=pool_id
    )
    wanted = _client_settings(pool)
    if client_id is None:
        if not apply:
            return None, Outcome("client", pool.client_name, State.TO_CREATE)
        made = cognito.create_user_pool_client(UserPoolId=pool_id, GenerateSecret=True, **wanted)
        return made["UserPoolClient"], Outcome("client", pool.client_name, State.CREATED)
    place = {"UserPoolId": pool_id, "ClientId": client_id}
    found = cognito.describe_user_pool_client(**place)["UserPoolClient"]
    of_client = {name: value for name, value in found.items() if name not in place}
    differences = list(_changed(cognito, "UpdateUserPoolClient", wanted, of_client, **place))
    return found, settle("client", pool.client_name, differences, apply=apply)


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


def _ensure_domain(cognito: Any, pool: UserPool, pool_id: str, *, apply: bool) -> Outcome:
    found = cognito.describe_user_pool_domain(Domain=pool.domain_prefix)["DomainDescription"]
    if found.get("UserPoolId") == pool_id:
        return Outcome("sign-in page", pool.domain_prefix, State.EXISTS)
    if not apply:
        return Outcome("sign-in page", pool.domain_prefix, State.TO_CREATE)
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
