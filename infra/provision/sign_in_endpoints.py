"""Where the sign-in pool answers: on AWS by its own names, at home on the local cloud's address."""

from infra.provision.user_pool import SignIn


def sign_in_variables(
    sign_in: SignIn, *, region: str, domain_prefix: str, endpoint_url: str | None
) -> dict[str, str]:
    """The OIDC_* and USER_POOL_ID variables the application needs, its client secret included.

    The issuer always has Amazon's form: that is what the pool writes into its tokens, wherever
    it runs.
    """
    issuer = f"https://cognito-idp.{region}.amazonaws.com/{sign_in.pool_id}"
    pages = endpoint_url or f"https://{domain_prefix}.auth.{region}.amazoncognito.com"
    keys = f"{endpoint_url}/{sign_in.pool_id}" if endpoint_url else issuer
    return {
        "USER_POOL_ID": sign_in.pool_id,
        "OIDC_ISSUER": issuer,
        "OIDC_AUTHORIZATION_ENDPOINT": f"{pages}/oauth2/authorize",
        "OIDC_TOKEN_ENDPOINT": f"{pages}/oauth2/token",
        "OIDC_JWKS_ENDPOINT": f"{keys}/.well-known/jwks.json",
        "OIDC_LOGOUT_ENDPOINT": f"{pages}/logout",
        "OIDC_CLIENT_ID": sign_in.client_id,
        "OIDC_CLIENT_SECRET": sign_in.client_secret,
    }
